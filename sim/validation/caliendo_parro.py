"""Caliendo and Parro (2015): NAFTA (tables 2 and 3) and all tariffs of 1993-2005 (table 7).

Source: Review of Economic Studies 82(1), replication data; the case's README states the layout and
the protocol (deficits to zero first; negative final shares clipped).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.economy import (
    Benchmark,
    Economy,
    FirstOrder,
    Outcome,
    PolicyBatch,
    first_order_welfare,
    purge_imbalances,
)
from sim.economy.benchmark import Floats
from sim.validation.case_files import case_folder, read_json
from sim.validation.printed import PrintedTable

MEMBERS = {"Mexico": 19, "Canada": 4, "USA": 29}
_COUNTRIES, _SECTORS, _TRADABLE = 31, 40, 20
# The paper's elasticity of non-tradable sectors, which nothing depends on.
_NON_TRADABLE_THETA = 8.22


@dataclass(frozen=True, eq=False)
class CaliendoParro:
    """The 1993 benchmark with its deficits, elasticities, 2005 tariffs, printed answers."""

    benchmark: Benchmark
    theta: Floats
    tariff_rate_2005: Floats
    printed: dict[str, Any]

    def nafta_tariffs(self) -> Floats:
        """Return the rates of 1993, but those of 2005 among the three members."""
        rate = self.benchmark.tariff_rate.copy()
        members = list(MEMBERS.values())
        among = np.ix_(range(_SECTORS), members, members)
        rate[among] = self.tariff_rate_2005[among]
        return rate


def load(cases: Path) -> CaliendoParro:
    """Read the replication files of `caliendo_parro2015/`."""
    folder = case_folder(cases, "caliendo_parro2015")

    def bilateral(name: str) -> Floats:
        return np.loadtxt(folder / name).reshape(_TRADABLE, _COUNTRIES, _COUNTRIES)

    trade = bilateral("xbilat1993.txt") * 1e-6  # thousand USD to USD bn
    flows = np.zeros((_SECTORS, _COUNTRIES, _COUNTRIES))
    flows[:_TRADABLE] = trade
    exports = flows.sum(axis=1)
    output = np.maximum(np.loadtxt(folder / "GO.txt") * 1e-9, exports)
    own = np.arange(_COUNTRIES)
    flows[:, own, own] += output - exports
    rates = {year: np.zeros_like(flows) for year in (1993, 2005)}
    for year, rate in rates.items():
        rate[:_TRADABLE] = bilateral(f"tariffs{year}.txt") / 100.0
    beta, gamma = _cost_shares(folder)
    benchmark = Benchmark.from_flows(
        [f"C{n:02d}" for n in range(_COUNTRIES)],
        [f"S{j:02d}" for j in range(_SECTORS)],
        goods=np.arange(_SECTORS) < _TRADABLE,
        flows_usd_bn=flows,
        tariff_rate=rates[1993],
        value_added_share=beta,
        input_share=gamma,
        clip_final=True,
    )
    theta = np.full(_SECTORS, _NON_TRADABLE_THETA)
    theta[:_TRADABLE] = np.loadtxt(folder / "T.txt")
    return CaliendoParro(benchmark, theta, rates[2005], read_json(folder / "expected.json"))


def tables(case: CaliendoParro) -> list[PrintedTable]:
    """Recompute tables 2 (without and with deficits), 3 and 7, and exact real income."""
    purged = purge_imbalances(case.benchmark, case.theta)
    outcome, formula = _solve(purged, case.theta, case.nafta_tariffs())
    printed = case.printed
    # Clipped final demand moves the base a little: solve it once with its deficits first.
    base = Economy(case.benchmark, case.theta).solve(PolicyBatch.at_benchmark(case.benchmark, 1))
    kept = case.benchmark.rebased(
        base.flows_usd_bn[..., 0], case.benchmark.tariff_rate, case.benchmark.export_tax_rate
    )
    with_deficits = _solve(kept, case.theta, case.nafta_tariffs())
    return [
        _table_2("Table 2, NAFTA", outcome, formula, printed["table2_no_deficit_pct"]),
        _table_2("NAFTA with deficits kept", *with_deficits, printed["with_deficit_pct"]),
        _table_3(formula, printed["table3_bilateral_pct"]),
        _exact_income(outcome, printed["our_exact_real_income_pct_no_deficit"]),
        _table_7(case, purged),
    ]


def _cost_shares(folder: Path) -> tuple[Floats, Floats]:
    """Return value-added shares (J, N) and input shares (J, J, N)."""
    beta = np.loadtxt(folder / "B.txt")
    shares = np.loadtxt(folder / "IO.txt").reshape(_COUNTRIES, _SECTORS, _SECTORS)
    gamma = np.maximum(shares, 0.0).transpose(1, 2, 0)  # the source has a few cells below zero
    used = gamma.sum(axis=0)
    beta = np.where(used > 0.0, beta, 1.0)  # no inputs recorded: the sector is labour alone
    return beta, gamma / np.where(used > 0.0, used, 1.0) * (1.0 - beta)


def _solve(benchmark: Benchmark, theta: Floats, tariffs: Floats) -> tuple[Outcome, FirstOrder]:
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[..., 0] = tariffs
    outcome = Economy(benchmark, theta).solve(batch)
    return outcome, first_order_welfare(outcome)


def _table_2(
    title: str, outcome: Outcome, formula: FirstOrder, printed: dict[str, dict[str, float]]
) -> PrintedTable:
    places = list(MEMBERS.values())
    ours = {
        "welfare": formula.welfare[places, 0],
        "tot": formula.terms_of_trade[places, 0],
        "vot": formula.volume_of_trade[places, 0],
        "real_wage": outcome.real_wage_hat[places, 0] - 1.0,
    }
    return PrintedTable(
        title=title,
        rows=tuple(MEMBERS),
        columns=("welfare, %", "terms of trade, %", "volume of trade, %", "real wage, %"),
        printed=np.array([[printed[name][key] for key in ours] for name in MEMBERS]),
        ours=100.0 * np.column_stack(list(ours.values())),
        digits=(2, 2, 2, 2),
    )


def _table_3(formula: FirstOrder, printed: dict[str, dict[str, float]]) -> PrintedTable:
    members = list(MEMBERS.values())
    others = np.setdiff1d(np.arange(_COUNTRIES), members)
    terms = formula.terms_of_trade_by_partner[members, :, 0]
    volume = formula.volume_of_trade_by_partner[members, :, 0]
    ours = {
        "tot_nafta": terms[:, members].sum(axis=1),
        "tot_row": terms[:, others].sum(axis=1),
        "vot_nafta": volume[:, members].sum(axis=1),
        "vot_row": volume[:, others].sum(axis=1),
    }
    return PrintedTable(
        title="Table 3, NAFTA by partner",
        rows=tuple(MEMBERS),
        columns=(
            "terms of trade with NAFTA, %",
            "with the rest, %",
            "volume with NAFTA, %",
            "with the rest, % ",
        ),
        printed=np.array([[printed[name][key] for key in ours] for name in MEMBERS]),
        ours=100.0 * np.column_stack(list(ours.values())),
        digits=(2, 2, 2, 2),
    )


def _exact_income(outcome: Outcome, other: dict[str, float]) -> PrintedTable:
    return PrintedTable(
        title="Exact real income, NAFTA (beside an independent solver, not printed in the paper)",
        rows=tuple(MEMBERS),
        columns=("real income, %",),
        printed=np.array([[other[name]] for name in MEMBERS]),
        ours=100.0 * (outcome.welfare_hat[list(MEMBERS.values())] - 1.0),
        digits=(3,),
    )


def _table_7(case: CaliendoParro, purged: Benchmark) -> PrintedTable:
    _, formula = _solve(purged, case.theta, case.tariff_rate_2005)
    printed = case.printed["table7_world_tariffs_pct"]
    # The data have the United Kingdom before the United States; the printed list has not.
    order = list(printed)
    gbr, usa = order.index("GBR"), order.index("USA")
    order[usa], order[gbr] = order[gbr], order[usa]
    # Portugal's and China's gains are printed with one decimal: their second is not compared.
    coarse = [name for name in order if printed[name] > 10.0]
    ours = {name: 100.0 * formula.welfare[n, 0] for n, name in enumerate(order)}
    ours |= {name: round(ours[name], 1) for name in coarse}
    return PrintedTable(
        title="Table 7, all tariffs from 1993 to 2005",
        rows=tuple(printed),
        columns=("welfare, %",),
        printed=np.array([[value] for value in printed.values()]),
        ours=np.array([[ours[name]] for name in printed]),
        digits=(2,),
    )
