"""What the parts say about runs whose numbers are known."""

from dataclasses import replace

import numpy as np
import pytest

from sim.ensemble.csvfile import csv_text
from sim.ensemble.spread_table import SPREAD_COLUMNS
from sim.ensemble.stratified import Strata
from sim.report.page.sections import (
    assumptions,
    balance,
    chips,
    concessions,
    course,
    gains,
    signing,
    spread,
)
from sim.report.page.source import read_source


@pytest.fixture(scope="module")
def source(finished):
    return read_source(finished)


def rows(section, title):
    (table,) = [table for table in section.tables if table.title.startswith(title)]
    return {row[0]: dict(zip(table.head, row, strict=True)) for row in table.rows}


def test_signing_counts_ends_and_days(source):
    found = signing.section(source)
    assert found.lead.startswith("60.0 % of 120 runs end with a signature, half of these by 20 Jun")
    ends = rows(found, "How the runs end")
    assert ends["deal"]["% of runs"] == "60.0"
    assert ends["threat executed"]["% of runs"] == "40.0"
    days = [float(row["% of runs"]) for name, row in ends.items() if name.startswith("signed on")]
    assert sum(days) == pytest.approx(60.0)


def test_balance_tells_levels_changes_and_2024(source):
    found = balance.section(source)
    changes, levels = found.charts
    assert "In 2024 it was −68.5" in levels.alt
    assert changes.alt.count("against no deal") == 2
    assert len(rows(found, "US goods balance")) == 8


def test_concessions_say_why_a_chip_stops(source):
    found = rows(concessions.section(source), "Chips in signed runs")
    farm = found["Japan: agricultural imports"]
    signed = [run for run in range(120) if run % 10 > 3]
    given = np.array([run % 5 / 4 for run in signed])
    assert farm["nothing, %"] == f"{100 * (given == 0).mean():.0f}"
    assert farm["all, %"] == f"{100 * (given == 1).mean():.0f}"
    assert (farm["first step"], farm["last step"]) == ("−0.30", "+0.20")
    assert "costs the giver more than it is worth" in farm["why"]
    assert "more would still be worth its cost" in farm["why"]


def test_cost_and_worth_are_means_over_signed_runs(source):
    found = chips.section(source)
    assert "What Japan gives costs it 0.40 and is worth 0.90 to the US." in found.lead
    one = rows(found, "Cost and worth")["Japan: agricultural imports"]
    signed = [run for run in range(120) if run % 10 > 3]
    assert one["cost, mean"] == f"{np.mean([0.2 * (run % 5) for run in signed]):.2f}"
    assert one["worth, mean"] == "0.30"


def test_gains_leave_out_terms_that_are_zero_everywhere(source):
    found = rows(gains.section(source), "Gains against no deal")
    assert "Japan: security × weight" not in found
    parts = [
        float(row["mean"].replace("−", "-"))
        for name, row in found.items()
        if name.startswith("Japan: ")
    ]
    assert parts[0] == pytest.approx(sum(parts[1:]), abs=0.02)


def test_the_course_tells_one_run_move_by_move(source):
    found = course.section(source)
    assert found.lead.startswith("7 rounds are expected from 30 May 2025; the threat falls due on")
    (table,) = found.tables
    assert table.title.startswith("Run 0, move by move")
    assert table.rows[0] == ("6 Jun 2025", "Japan", "offer", "general rate 24 %", "+0.5", "+4.0")
    offers = found.charts[1].alt
    assert "Japan offers are worth +0.5 to itself at first and −1.5 at the last round" in offers


def test_share_between_worlds_at_its_ends():
    world = Strata.of(np.arange(400) % 4)
    code = (np.arange(400) % 4).astype(float)
    luck = np.random.default_rng(0).normal(size=400)
    assert spread.share_between(code, world) == 1.0
    assert spread.share_between(np.ones(400), world) == 0.0
    assert spread.share_between(luck, world) < 0.02
    assert spread.share_between(code + luck, world) == pytest.approx(1.25 / 2.25, abs=0.05)


def test_spread_tells_its_causes_where_the_run_wrote_them(source, tmp_path):
    told = spread.section(source)
    assert all(table.title != "What makes the spread" for table in told.tables)
    known = {"of": "all", "low": 0.1, "high": 0.2, "noise": 0.02, "n": 120}
    shares = {"worlds": 0.25, "together": -0.05, "chance": 0.5, "parties.USA.resolve": 0.3}
    lines = [
        tuple(
            {"scenario": "x", "measure": "agreed", "cause": cause, "share": share, **known}.get(
                c, ""
            )
            for c in SPREAD_COLUMNS
        )
        for cause, share in shares.items()
    ]
    (tmp_path / "spread.csv").write_text(csv_text(SPREAD_COLUMNS, lines), encoding="utf-8")
    moved = replace(source, results=replace(source.results, path=tmp_path))
    found = rows(spread.section(moved), "What makes the spread")["deals signed"]
    assert found["worlds"] == "25"
    assert found["preferences"] == "30"
    assert found["both together"] == "−5"
    assert found["chance"] == "50"
    assert found["largest single preferences"] == "US resolve 30"


def test_spread_keeps_worlds_and_chance_apart(source):
    found = rows(spread.section(source), "Three kinds")
    assert found["deals signed, %"]["mean"] == "60.0"
    balance_row = found["balance, long run, against no deal, USD bn/yr"]
    assert float(balance_row["between worlds, %"]) == pytest.approx(100 * 5 / 14, abs=12)


def test_every_assumed_value_is_listed_with_its_reason(source):
    found = assumptions.assumed(source)
    listed = sum(len(table.rows) for table in found.tables)
    assert listed == sum(1 for row in source.resolved.rows() if row.assumed) > 50
    assert all(row[3] for table in found.tables for row in table.rows)
    weights = rows(found, "US government")["weights, deficit"]
    assert weights["range"] == "0.05 to 0.35"
    assert weights["drawn"] == "by run"
    assert weights["set in"].startswith("line ")


def test_how_it_was_made_names_command_and_seed(build):
    found = assumptions.made(read_source(build(argv=("run", "x.yaml", "--seed", "0"))))
    made = rows(found, "Made from")
    assert made["command"]["value"] == "sim run x.yaml --seed 0"
    assert made["seed, runs, worlds"]["value"] == "0, 120, 4"
    assert "SHA-256 of runs.csv" in made
