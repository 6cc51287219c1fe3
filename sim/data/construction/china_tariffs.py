"""China's tariffs on US goods in 2024 and on 30 May 2025 by the sectors of the benchmark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import SECTOR_INDEX, SECTORS

Floats = NDArray[np.float64]
J = len(SECTORS)

ADDED_SINCE_2024 = 0.114  # PIIE, note of the row TOTAL: 11.4 points since 20 January 2025
_CHINA_ITEMS: dict[str, tuple[str, ...]] = {
    "food": ("beef", "pork"),
    "pharma": ("drugs, medical",),
    "chemicals": ("chemicals, plastics",),
    "re_refining": ("chemicals, plastics",),
    "plastics_minerals": ("chemicals, plastics",),
    "semiconductors": ("semiconductors",),
    "electronics": ("machinery, electrical",),
    "electrical": ("machinery, electrical",),
    "re_magnets": ("machinery, electrical",),
    "machinery": ("machinery, electrical",),
    "chip_equipment": ("machinery, electrical",),
    "motor_vehicles": ("large cars", "other cars and parts"),
    "aircraft_defense": ("aircraft",),
    **dict.fromkeys(
        (
            "ores",
            "re_mining",
            "textiles",
            "wood_paper",
            "metals",
            "metal_products",
            "ships",
            "other_manufacturing",
        ),
        ("other manufactures",),
    ),
}
"""Rows of the policy table that stand for a sector (mean of several); agriculture and energy are
weighted apart."""

GENEVA_LAYER = 0.10


@dataclass(frozen=True)
class ChinaSchedule:
    """China's rates on US goods (J,): with waivers (effective) and without (statutory)."""

    effective_2024: Floats
    effective_2025: Floats
    statutory_2024: Floats
    statutory_2025: Floats


def china_schedule(folder: SourceFolder, us_exports: Floats) -> ChinaSchedule:
    """Rates on US goods in 2024 and on 30 May 2025; `us_exports` to China (J,), USD bn.

    Effective: the low readings, which net the 2018-20 waivers and the exemptions of April 2025.
    Statutory: the high readings, scaled to the averages of PIIE (32.6 % and 11.4 points less before
    2025). 2024 = 30 May less the layers of 2025 (10 on all goods; 10-15 on farm goods; 10-15 on
    coal, gas and oil; 10 on large cars).
    """
    low, high, layers = (np.zeros(J) for _ in range(3))
    for sector, items in _CHINA_ITEMS.items():
        j = SECTOR_INDEX[sector]
        low[j] = np.mean([_reading(folder, item, "value_low") for item in items])
        high[j] = np.mean([_reading(folder, item, "value") for item in items])
        layers[j] = GENEVA_LAYER
    _farm_and_energy(folder, low, high, layers)
    layers[SECTOR_INDEX["food"]] = GENEVA_LAYER + 0.10
    layers[SECTOR_INDEX["motor_vehicles"]] = GENEVA_LAYER + 0.05  # 10 on large cars only
    before = np.maximum(low - layers, 0.0)
    total = folder.fact("china_on_us", sector="TOTAL", importer="CHN") / 100
    statutory_2025 = _scaled(high, us_exports, total)
    statutory_2024 = _scaled(np.maximum(high - layers, 0.0), us_exports, total - ADDED_SINCE_2024)
    return ChinaSchedule(before, low, statutory_2024, statutory_2025)


def _reading(folder: SourceFolder, item: str, column: str) -> float:
    table = folder.table(SOURCES["china_on_us"].file)
    rows = table[(table.sector == item) & table.layer.str.startswith("total")]
    return float(rows[column].iloc[0]) / 100


def _farm_and_energy(folder: SourceFolder, low: Floats, high: Floats, layers: Floats) -> None:
    """Agriculture: soybeans and the grains by US exports; energy: oil, gas (LNG, LPG) and coal."""
    soy = folder.fact("us_china_items", sector="detail:soybeans_1201", year=2024) / 1e3
    groups: dict[str, list[tuple[str, float, float]]] = {
        # item, weight, layer of February or March 2025 beside the Geneva layer
        "agriculture": [
            ("soybeans", soy, 0.10),
            # US exports of 2024 on the 15 % list of March, USD bn (tariff_events, 10 March, note)
            ("corn, wheat (in quota), cotton", 2.86, 0.15),
        ],
        "energy": [
            ("crude oil", 1.0, 0.10),
            ("LNG", 1.0, 0.15),
            ("propane, LPG", 1.0, 0.0),
            ("coal", 1.0 / 3.0, 0.15),
        ],
    }
    for sector, rows in groups.items():
        j = SECTOR_INDEX[sector]
        weight = sum(row[1] for row in rows)
        for item, share, layer in rows:
            low[j] += share / weight * _reading(folder, item, "value_low")
            high[j] += share / weight * _reading(folder, item, "value")
            layers[j] += share / weight * (GENEVA_LAYER + layer)


def _scaled(rate: Floats, weights: Floats, average: float) -> Floats:
    mean = float(rate[:-1] @ weights[:-1] / weights[:-1].sum())
    return rate * average / mean
