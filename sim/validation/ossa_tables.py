"""Ossa (2014), tables 2 to 5: at the author's tariffs, and at the tariffs that we find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.efficient_tariffs import efficient_tariffs
from sim.economy.optimal_tariffs import best_reply, nash_tariffs
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.economy.tariff_model import TariffState
from sim.validation.case_files import case_folder, read_json
from sim.validation.ossa import Changes, Ossa, load, welfare_parts
from sim.validation.printed import PrintedTable

KINDS = {"bas": "economic welfare (lambda = 1)", "pol": "political weights"}
TABLE_OF_KIND = {"bas": "a", "pol": "b"}
STARTS = ("Nash", "factual", "free trade")

_CHEMICALS, _APPAREL = "crp", "wap"
_STEP = 0.5
_RESCALED = (1, 2, 3)
_HOME = "US"


def table_2(case: Ossa) -> PrintedTable:
    """Recompute the effects of 50 points more US tariff on one industry."""
    base, home = case.factual(), case.model.benchmark.region_index(_HOME)
    rows = []
    parts = []
    for industry in (_CHEMICALS, _APPAREL):
        sector = case.model.benchmark.sector_index(industry)
        tariff = case.model.benchmark.tariff_rate.copy()
        tariff[sector, home] += _STEP * (np.arange(tariff.shape[1]) != home)
        after = tariff_equilibrium(case.model, tariff)
        changes = Changes.between(case.model, case.weights("bas"), base, after)
        wage = np.exp(after.log_wage - base.log_wage)[home]
        sales = after.output_usd_bn[:, home] / base.output_usd_bn[:, home] / wage
        others = np.delete(sales, sector).mean()
        rows.append([changes.wage[home], 100 * (sales[sector] - 1), 100 * (others - 1)])
        effects = welfare_parts(case.model, base, after)
        parts.append(
            [changes.welfare[home], effects.terms_of_trade[home], effects.profit_shifting[home]]
        )
    printed = np.array(case.printed["TABLE2"])
    return PrintedTable(
        title="Table 2, US tariffs on one industry up by 50 points",
        rows=("chemicals", "apparel"),
        columns=(
            "wage, %",
            "own sales, %",
            "other sales, %",
            "welfare, %",
            "terms of trade, %",
            "profit shifting, %",
        ),
        printed=np.hstack([printed[:2], printed[2:]]),
        ours=np.hstack([np.array(rows), np.array(parts)]),
        digits=(2,) * 6,
    )


def table_3(case: Ossa, kind: str, *, author: bool = False) -> PrintedTable:
    """Recompute unilateral optima: each region's own change and the others' mean.

    With `author` at the author's tariffs, else at our own best replies. Columns as printed.
    """
    model, weights, base = case.model, case.weights(kind), case.factual()
    game, foreign = case.game(kind), ~np.eye(model.benchmark.n_regions, dtype=bool)
    rows = []
    for place, region in enumerate(model.benchmark.regions):
        if author:
            tariff = model.benchmark.tariff_rate.copy()
            tariff[:, place] = case.author_tariff[f"opt_{kind}"][:, place]
            after = tariff_equilibrium(model, tariff)
        else:
            after = best_reply(game, region).state
        changes = Changes.between(model, weights, base, after)
        own = [
            value
            for measure in (changes.government, changes.welfare, changes.wage, changes.profits)
            for value in (measure[place], np.delete(measure, place).mean())
        ]
        chosen = after.tariff_rate[:, place][:, foreign[place]]
        rows.append([*own, 100.0 * float(np.median(chosen))])
    return _with_mean(
        case,
        f"TABLE3{TABLE_OF_KIND[kind]}",
        f"Table 3{TABLE_OF_KIND[kind]}, optimal tariffs, {KINDS[kind]}" + _whose(author=author),
        (
            "government welfare, own, %",
            "government welfare, others, %",
            "welfare, own, %",
            "welfare, others, %",
            "wage, own, %",
            "wage, others, %",
            "profits, own, %",
            "profits, others, %",
            "median tariff, %",
        ),
        rows,
    )


def table_4(case: Ossa, kind: str, *, author: bool = False) -> PrintedTable:
    """Recompute the trade war: Nash tariffs of all seven regions."""
    model, base = case.model, case.factual()
    after = nash_state(case, kind, author=author)
    changes = Changes.between(model, case.weights(kind), base, after)
    foreign = ~np.eye(model.benchmark.n_regions, dtype=bool)
    medians = [
        100.0 * float(np.median(after.tariff_rate[:, n][:, foreign[n]]))
        for n in range(model.benchmark.n_regions)
    ]
    columns = [changes.government, changes.welfare, changes.wage, changes.profits]
    columns.append(np.array(medians))
    return _with_mean(
        case,
        f"TABLE4{TABLE_OF_KIND[kind]}",
        f"Table 4{TABLE_OF_KIND[kind]}, Nash tariffs, {KINDS[kind]}" + _whose(author=author),
        ("government welfare, %", "welfare, %", "wage, %", "profits, %", "median tariff, %"),
        np.column_stack(columns).tolist(),
    )


def nash_state(case: Ossa, kind: str, *, author: bool = False) -> TariffState:
    """Return the trade war's equilibrium, at the author's Nash tariffs or at ours."""
    if author:
        return tariff_equilibrium(case.model, case.author_tariff[f"nash_{kind}"])
    return nash_tariffs(case.game(kind)).state


def table_5(case: Ossa, kind: str, starts: tuple[str, ...] = STARTS) -> list[PrintedTable]:
    """Recompute trade talks: efficient tariffs, equal gains in government welfare, by start."""
    return [_talks(case, kind, start) for start in starts]


def sensitivity(cases: Path) -> list[PrintedTable]:
    """Recompute the rows for lambda = 1 of tables 3c, 4c and 5c: other mean elasticities.

    The rows with political weights need weights estimated anew, which the files do not hold.
    """
    found: dict[str, list[PrintedTable]] = {"TABLE3c": [], "TABLE4c": [], "TABLE5c": []}
    for elasticities in _RESCALED:
        case = load(cases, elasticities=elasticities)
        found["TABLE3c"].append(table_3(case, "bas"))
        found["TABLE4c"].append(table_4(case, "bas"))
        found["TABLE5c"].append(_talks(case, "bas", "factual"))
    printed = read_json(case_folder(cases, "ossa2014") / "expected_tables.json")
    joined = []
    for key, parts in found.items():
        rows = np.array(printed[key])[: len(parts)]
        measured = rows[:, 1:] if key != "TABLE5c" else rows[:, 2::3]
        joined.append(
            PrintedTable(
                title=f"Table {key[5:]}, means over regions at other elasticities, {KINDS['bas']}",
                rows=tuple(f"mean sigma {row[0]:.1f}" for row in rows),
                columns=parts[0].columns,
                printed=measured,
                ours=np.array([part.ours[-1] for part in parts]),
                digits=(1,) * len(parts[0].columns),
            )
        )
    return joined


def _talks(case: Ossa, kind: str, start: str) -> PrintedTable:
    model = case.model
    begin: dict[str, Callable[[], TariffState]] = {
        "Nash": lambda: nash_state(case, kind),
        "factual": case.factual,
        "free trade": lambda: tariff_equilibrium(model, np.zeros_like(model.benchmark.tariff_rate)),
    }
    before = begin[start]()
    # The paper's tariffs are the local optimum near the start: no other walls are tried.
    reached = efficient_tariffs(case.game(kind), before, walls=False).solution.state
    changes = Changes.between(model, case.weights(kind), before, reached)
    columns = [changes.government, changes.welfare, changes.wage, changes.profits]
    # The printed table has four measures, each from three starts.
    place = STARTS.index(start)
    printed = np.array(case.printed[f"TABLE5{TABLE_OF_KIND[kind]}"])[:, place::3]
    ours = np.column_stack(columns)
    fine = 2 if start == "free trade" else 1
    return PrintedTable(
        title=f"Table 5{TABLE_OF_KIND[kind]}, trade talks from {start} tariffs, {KINDS[kind]}",
        rows=(*model.benchmark.regions, "mean"),
        columns=("government welfare, %", "welfare, %", "wage, %", "profits, %"),
        printed=printed,
        ours=np.vstack([ours, ours.mean(axis=0)]),
        digits=(fine, fine, 1, 1),
    )


def _whose(*, author: bool) -> str:
    return " (at the author's tariffs)" if author else ""


def _with_mean(
    case: Ossa, key: str, title: str, columns: tuple[str, ...], rows: list[list[float]]
) -> PrintedTable:
    ours: Floats = np.array(rows)
    return PrintedTable(
        title=title,
        rows=(*case.model.benchmark.regions, "mean"),
        columns=columns,
        printed=np.array(case.printed[key]),
        ours=np.vstack([ours, ours.mean(axis=0)]),
        digits=(1,) * len(columns),
    )
