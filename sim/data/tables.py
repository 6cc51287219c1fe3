"""Loads the benchmark tables into arrays; needs NumPy and the standard library only.

Arrays follow the order of `sim.data.names`: sectors, then importer, then exporter. They are
read-only and loaded once.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.data.names import GOODS, REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS
from sim.data.reading import rows
from sim.data.tariffs import ChinaTariffs, UsTariffSchedule
from sim.economy.benchmark import Benchmark

Floats = NDArray[np.float64]
J, N = len(SECTORS), len(REGIONS)


@cache
def load_benchmark() -> Benchmark:
    """Return the world of 2024: 9 regions x 24 sectors, USD bn, duties as collected.

    Raises `BenchmarkError` if the accounts do not add up or a final-demand cell is negative.
    """
    return Benchmark.from_flows(
        REGIONS,
        SECTORS,
        goods=np.array([sector in GOODS for sector in SECTORS]),
        flows_usd_bn=_by_pair("flows_2024", "value_usd_bn"),
        tariff_rate=_by_pair("duties_2024", "rate"),
        value_added_share=1.0 - _input_share().sum(axis=0),
        input_share=_input_share(),
    )


@cache
def load_elasticities() -> dict[str, Floats]:
    """Return eight sets of trade elasticities theta (J,), by name of the set.

    Theta is the elasticity of expenditure shares; values exclusive of tariff react with theta + 1.
    """
    sets: dict[str, Floats] = {}
    for row in rows("elasticities"):
        sets.setdefault(row["set"], np.zeros(J))[SECTOR_INDEX[row["sector"]]] = float(row["theta"])
    return {name: _frozen(theta) for name, theta in sets.items()}


@cache
def load_value_elasticities() -> dict[str, float]:
    """Return how tariff-exclusive values react with time: theta + 1 by horizon.

    Keys `at_once`, `first_year`, `fifteen_months`, `long_run`; from two studies that disagree, so a
    range rather than a path.

    >>> load_value_elasticities()["first_year"]
    0.76
    """
    return {row["horizon"]: float(row["theta_plus_1"]) for row in rows("elasticity_horizons")}


@cache
def load_us_tariff_schedule() -> UsTariffSchedule:
    """Return US duties of 2024, shares under each act of 2025 and general rates by exporter."""
    names = (
        "duty_2024",
        "share_general",
        "share_autos",
        "share_metals",
        "share_exempt",
        "share_fentanyl",
        "other_added",
    )
    fentanyl = np.zeros(N)
    parts = {name: np.zeros((J, N)) for name in names}
    for row in rows("us_tariff_schedule"):
        cell = (SECTOR_INDEX[row["sector"]], REGION_INDEX[row["exporter"]])
        for name in names:
            parts[name][cell] = float(row[name])
        fentanyl[cell[1]] = float(row["fentanyl_rate"])
    general = {"in_force": np.zeros(N), "threatened": np.zeros(N)}
    for row in rows("us_general_rates"):
        general[row["status"]][REGION_INDEX[row["exporter"]]] = float(row["rate"])
    return UsTariffSchedule(
        **{name: _frozen(values) for name, values in parts.items()},
        fentanyl_rate=_frozen(fentanyl),
        general_in_force=_frozen(general["in_force"]),
        general_threatened=_frozen(general["threatened"]),
    )


@cache
def load_china_tariffs() -> ChinaTariffs:
    """Return China's rates on US goods in 2024 and on 30 May 2025."""
    names = ("effective_2024", "effective_2025", "statutory_2024", "statutory_2025")
    values = {name: np.zeros(J) for name in names}
    for row in rows("china_tariff_on_us"):
        for name in names:
            values[name][SECTOR_INDEX[row["sector"]]] = float(row[name])
    return ChinaTariffs(**{name: _frozen(array) for name, array in values.items()})


def _by_pair(table: str, column: str) -> Floats:
    values = np.zeros((J, N, N))
    for row in rows(table):
        cell = (
            SECTOR_INDEX[row["sector"]],
            REGION_INDEX[row["importer"]],
            REGION_INDEX[row["exporter"]],
        )
        values[cell] = float(row[column])
    return _frozen(values)


@cache
def _input_share() -> Floats:
    """Return input shares gamma (J input, J sector, N); value added is the rest of a cost."""
    columns = [f"input_{sector}" for sector in SECTORS]
    gamma = np.zeros((J, J, N))
    for row in rows("cost_shares_2024"):
        j, n = SECTOR_INDEX[row["sector"]], REGION_INDEX[row["region"]]
        gamma[:, j, n] = [float(row[column]) for column in columns]
    return _frozen(gamma)


def _frozen(values: Floats) -> Floats:
    values.setflags(write=False)
    return values
