"""A finished results folder with invented numbers: everything that the page reads, in a moment."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from sim.ensemble.layout import (
    FRONTIER_COLUMNS,
    MONTHLY_COLUMNS,
    ROUNDS_COLUMNS,
    chip_column,
    names,
)
from sim.ensemble.measures import Measure, RunTable, with_corners
from sim.ensemble.store import ResultsFolder
from sim.report.page import page as run_page
from sim.report.page.rendering import html
from sim.report.page.source import read_source
from sim.scenario.loading import resolve

MAIN = Path(__file__).parents[3] / "scenarios" / "us-japan-2025-05-30.yaml"
JAPAN = {"agricultural_imports": "USD bn/yr", "critical_minerals_cooperation": "kt/yr"}
RATES = {"general_rate": "fraction", "car_rate": "fraction"}
ROUNDS = ("2025-06-06", "2025-06-20", "2025-06-27")


FRONTIER = (
    *names(FRONTIER_COLUMNS), "value_USA", "value_JPN", *map(chip_column, (*RATES, *JAPAN)),
)  # fmt: skip
EFFICIENT = (
    ("no_deal", "", 2.0, -2.0, "", "", "", ""),
    ("nash", 1, 3.0, -1.0, 0.24, 0.15, 0.75, 1.0),
    ("egalitarian", 1, 3.0, -1.0, 0.24, 0.15, 0.75, 1.0),
    ("maximum_sum", 0, 6.0, -3.0, 0.24, 0.25, 0.0, 1.0),
    ("efficient", 0, 1.0, 2.0, 0.1, 0.1, 0.0, 0.0),
    ("efficient", 1, 3.0, -1.0, 0.24, 0.15, 0.75, 1.0),
    ("efficient", 0, 6.0, -3.0, 0.24, 0.25, 0.0, 1.0),
)
"""Rows of frontier.csv: one of the three efficient packages is better than no deal for both."""


def table(runs: int, deals: bool) -> RunTable:
    """Runs 0 to 3 of every ten end without a deal; gains differ by world and by luck."""
    dice = np.random.default_rng(1)
    run = np.arange(runs)
    signed = (run % 10 > 3) & deals
    days = np.where(signed, [7, 21, 28] * (runs // 3) + [7, 21, 28][: runs % 3], np.nan)
    world = run % 4
    values = {
        Measure("agreed"): signed * 1.0,
        Measure("days_to_agreement"): days,
        Measure("extended"): np.zeros(runs),
        Measure("tariff_rate", "USA", "JPN", "general"): np.where(signed, 0.15, 0.24),
        Measure("tariff_rate", "USA", "JPN", "motor_vehicles"): np.where(signed, 0.15, 0.25),
        Measure("tariff_rate", "USA", "JPN", "average"): 0.18 + dice.normal(0, 0.01, runs),
    }
    for horizon in ("first_year", "long_run"):
        change = dice.normal(2, 3, runs) + 2 * world
        balance = ("USA", "JPN", "", horizon)
        values[Measure("goods_balance", *balance)] = -68.5 + change
        for baseline in ("in_force", "no_deal", "year_2024"):
            values[Measure("goods_balance_change", *balance, baseline)] = change
    for party in ("USA", "JPN"):
        for baseline in ("in_force", "no_deal"):
            parts = {"party": party, "baseline": baseline}
            gain = dice.normal(1, 1, runs) + signed
            values[Measure("utility", **parts)] = gain
            values[Measure("gain_income", **parts)] = gain - 0.5
            values[Measure("gain_weighted", sector="deficit", **parts)] = np.full(runs, 1.0)
            values[Measure("gain_weighted", sector="security", **parts)] = np.zeros(runs)
            values[Measure("gain_typed", **parts)] = np.full(runs, -0.5)
    for giver, receiver, chips in (("JPN", "USA", JAPAN), ("USA", "JPN", RATES)):
        values[Measure("concession_cost", giver, receiver)] = np.where(signed, 0.4, 0.0)
        values[Measure("concession_value", receiver, giver)] = np.where(signed, 0.9, 0.0)
        for chip, unit in chips.items():
            key = (giver, receiver, chip)
            level = np.where(signed, run % 5 / 4, np.nan)
            values[Measure("chip_level", *key)] = level
            values[Measure("chip_amount", *key, unit=unit)] = 0.2 * level
            values[Measure("chip_first_step", *key)] = np.where(level == 0, -0.3, np.nan)
            values[Measure("chip_last_step", *key)] = np.where(level == 1, 0.2, np.nan)
            values[Measure("concession_cost", *key)] = np.where(signed, 0.2 * (run % 5), 0.0)
            values[Measure("concession_value", receiver, giver, chip)] = 0.3 * signed
    first = dt.date(2025, 5, 30)
    texts = {
        "outcome": ["deal" if one else "threat executed" for one in signed],
        "agreement_date": [
            "" if np.isnan(one) else str(first + dt.timedelta(days=int(one))) for one in days
        ],
        "elasticities": [("CP", "GYY")[one % 2] for one in world],
    }
    return with_corners(RunTable(run, world, values, texts))


def moves(runs: int, path_header: tuple[str, ...]):
    """Three rounds of every run: Japan offers, the US refuses."""
    blank = [""] * (len(path_header) - len(ROUNDS_COLUMNS) - 1)
    for run in range(runs):
        for number, day in enumerate(ROUNDS, 1):
            head = (run, run % 4, "us_japan", day, number, 1)
            for party, move, own, other in (
                ("JPN", "offer", 1.5 - number, 3.0 + number),
                ("USA", "refuse", 3.0 + number, 1.5 - number),
            ):
                yield (*head, party, move, own, other, 2.0, -0.5, 0.24, *blank)


def months(scenario: str):
    """Two years of the balance, and of value added in three sectors, under three paths."""
    series = [("goods_balance", "USA", "JPN", "")] + [
        ("value_added", party, "", sector)
        for party in ("USA", "JPN")
        for sector in ("agriculture", "motor_vehicles", "machinery")
    ]
    for shift, path in enumerate(("outcome", "no_deal", "in_force")):
        for row, (measure, party, partner, sector) in enumerate(series):
            for month in range(24):
                name = f"{2025 + (month + 5) // 12}-{(month + 5) % 12 + 1:02}"
                mean = -60.0 + month + 3 * shift if partner else 100.0 + (row - 2) * (1 - shift)
                numbers = (mean, mean - 5, mean, mean + 5, 120)
                yield (scenario, path, name, measure, party, partner, sector, "USD bn/yr", *numbers)


def write(
    path: Path, *sets: str, runs: int = 120, deals: bool = True, argv: tuple[str, ...] = ()
) -> Path:
    resolved = resolve(MAIN, sets)
    with ResultsFolder(path) as folder:
        writer = folder.runs(resolved.scenario.name)
        writer.append(table(runs, deals))
        writer.summarise()
        header = (*names(ROUNDS_COLUMNS), *map(chip_column, (*RATES, *JAPAN)))
        folder.table("rounds.csv", header).append_rows(moves(runs, header))
        monthly = folder.table("monthly.csv", names(MONTHLY_COLUMNS))
        monthly.append_rows(months(resolved.scenario.name))
        frontier = folder.table("frontier.csv", FRONTIER)
        frontier.append_rows(EFFICIENT)
        folder.text("scenario.resolved.yaml", resolved.to_yaml())
        folder.finish(
            scenario=resolved.scenario.name, title=resolved.scenario.title, seed=0, worlds=4,
            argv=argv, inputs={}, wall_seconds=1.0,
        )  # fmt: skip
    return path


def page_of(folder: Path) -> str:
    return html(run_page.page_of(read_source(folder)))
