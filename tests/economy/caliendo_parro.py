"""Read the Caliendo-Parro (2015) case; its README states the layout and the protocol."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.economy import Benchmark
from sim.economy.benchmark import Floats

FOLDER = Path(__file__).parents[2].parent / "shared" / "cases" / "caliendo_parro2015"
CANADA, MEXICO, USA = 4, 19, 29
_N, _J, _TRADABLE = 31, 40, 20
_NON_TRADABLE_THETA = 8.22


@dataclass(frozen=True)
class CaliendoParro:
    """The 1993 benchmark with its deficits, elasticities, 2005 tariffs, printed answers."""

    benchmark: Benchmark
    theta: Floats
    tariff_rate_2005: Floats
    expected: dict[str, Any]

    def nafta_tariffs(self) -> Floats:
        """1993 rates, but 2005 among the three."""
        rate = self.benchmark.tariff_rate.copy()
        members = np.ix_(range(_J), [CANADA, MEXICO, USA], [CANADA, MEXICO, USA])
        rate[members] = self.tariff_rate_2005[members]
        return rate


def load() -> CaliendoParro:
    """Build the case from the replication files."""
    trade = _bilateral("xbilat1993.txt") * 1e-6  # thousand USD to USD bn
    output = np.maximum(
        np.loadtxt(FOLDER / "GO.txt") * 1e-9,
        np.vstack([trade.sum(axis=1), np.zeros((_J - _TRADABLE, _N))]),
    )
    flows = np.zeros((_J, _N, _N))
    flows[:_TRADABLE] = trade
    diagonal = np.arange(_N)
    flows[:, diagonal, diagonal] += output - flows.sum(axis=1)
    rates = {year: np.zeros((_J, _N, _N)) for year in (1993, 2005)}
    for year, rate in rates.items():
        rate[:_TRADABLE] = _bilateral(f"tariffs{year}.txt") / 100.0
    beta = np.loadtxt(FOLDER / "B.txt")
    shares = np.loadtxt(FOLDER / "IO.txt").reshape(_N, _J, _J)
    gamma = np.maximum(shares, 0.0).transpose(1, 2, 0)  # the source has a few cells below zero
    used = gamma.sum(axis=0)
    beta = np.where(used > 0.0, beta, 1.0)  # no inputs recorded: the sector is labour alone
    gamma = gamma / np.where(used > 0.0, used, 1.0) * (1.0 - beta)
    benchmark = Benchmark.from_flows(
        [f"C{n:02d}" for n in range(_N)],
        [f"S{j:02d}" for j in range(_J)],
        goods=np.arange(_J) < _TRADABLE,
        flows_usd_bn=flows,
        tariff_rate=rates[1993],
        value_added_share=beta,
        input_share=gamma,
        clip_final=True,
    )
    theta = np.full(_J, _NON_TRADABLE_THETA)
    theta[:_TRADABLE] = np.loadtxt(FOLDER / "T.txt")
    expected = json.loads((FOLDER / "expected.json").read_text())
    return CaliendoParro(benchmark, theta, rates[2005], expected)


def _bilateral(name: str) -> Floats:
    return np.loadtxt(FOLDER / name).reshape(_TRADABLE, _N, _N)
