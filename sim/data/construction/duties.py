"""Duty rates of 2024: collected by the US, China's on US goods by policy, others from ICIO."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.assumptions import assumed
from sim.data.construction.balance import fit_margins
from sim.data.construction.concordance import (
    CENSUS_TO_SECTORS,
    FIT_FLOOR,
    ICIO_TO_SECTOR,
    PARENT_OF,
)
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS

Floats = NDArray[np.float64]
J, N = len(SECTORS), len(REGIONS)
CENSUS_SECTORS = tuple(CENSUS_TO_SECTORS)


@dataclass(frozen=True)
class Duties:
    """Rates (J, N importer, N exporter) as fractions, with source and confidence of each cell."""

    rate: Floats
    source: NDArray[np.object_]
    confidence: NDArray[np.object_]


def duties_2024(
    folder: SourceFolder, flows: Floats, us_duty: Floats, china_on_us: Floats
) -> Duties:
    """Duty rates of 2024; `us_duty` (J, N) by exporter and `china_on_us` (J,) come from policy.

    Other importers take the ICIO duties of 2022 (which know the trade agreements), capped where
    specific duties on drinks make them absurd, and none on services. China's are scaled down to the
    trade-weighted average of the WTO, which does not count preferences and so is an upper bound.
    """
    rate = _icio_rates(folder)
    source = np.full((J, N, N), "icio2022_teti", object)
    confidence = np.full((J, N, N), "low", object)
    usa, china = REGION_INDEX["USA"], REGION_INDEX["CHN"]
    goods = slice(0, J - 1)
    rate[:, usa, 1:] = us_duty[:, 1:]
    source[goods, usa, 1:], confidence[goods, usa, 1:] = "census2024_icio+census2024_17", "high"
    others = [i for i in range(N) if i not in (usa, china)]
    bought = flows[goods, china][:, others]
    average = float((bought * rate[goods, china][:, others]).sum() / bought.sum())
    wto = folder.fact("tariff_levels", importer="CHN", item="trade-weighted average tariff") / 100
    rate[:, china] *= min(1.0, wto / average)
    source[goods, china] = "icio2022_teti+tariff_levels"
    rate[:, china, usa] = china_on_us
    source[goods, china, usa], confidence[goods, china, usa] = "china_on_us", "low"
    rate[-1] = 0.0
    home = np.arange(N)
    rate[:, home, home] = 0.0
    source[:, home, home] = source[-1] = "no duty at home or on services"
    confidence[:, home, home] = confidence[-1] = "high"
    return Duties(rate, source, confidence)


def _icio_rates(folder: SourceFolder) -> Floats:
    """Trade-weighted ICIO duties (J, N, N); children have their parent's."""
    paid, bought = np.zeros((J, N, N)), np.zeros((J, N, N))
    table = folder.table(SOURCES["icio2022_teti"].file)
    cells = zip(table.sector, table.importer, table.exporter, strict=True)
    values = zip(table.value_musd, table.tariff_teti, strict=True)
    for (sector, importer, exporter), (value, teti) in zip(cells, values, strict=True):
        cell = (
            SECTOR_INDEX[ICIO_TO_SECTOR[sector]],
            REGION_INDEX[importer],
            REGION_INDEX[exporter],
        )
        paid[cell] += value * min(teti, assumed("duty_cap"))
        bought[cell] += value
    rate = np.divide(paid, bought, out=np.zeros_like(paid), where=bought > 0.0)
    for child, parent in PARENT_OF.items():
        rate[SECTOR_INDEX[child]] = rate[SECTOR_INDEX[parent]]
    return rate


def concordance_fit(folder: SourceFolder, us_imports: Floats) -> dict[str, Floats]:
    """For each exporter, the share of each Census sector in each industry's US imports.

    Shape (Census sector, J); columns of goods sum to 1. The joint table starts from the weights of
    `CENSUS_TO_SECTORS` and meets both margins: imports by Census sector (chapters 98 and 99 left
    out) and by industry (`us_imports`, (J, N)).
    """
    table = folder.table(SOURCES["us_added_2025"].file)
    start = np.full((len(CENSUS_SECTORS), J - 1), FIT_FLOOR)
    for row, name in enumerate(CENSUS_SECTORS):
        for sector, weight in CENSUS_TO_SECTORS[name].items():
            start[row, SECTOR_INDEX[sector]] = weight
    result = {}
    for region in REGIONS[1:]:
        rows = table[table.exporter == ("ROW_all" if region == "ROW" else region)]
        by_census = rows.set_index("sector").imports_2024_usd_m
        census = np.array([float(by_census.get(key, 0.0)) for key in CENSUS_SECTORS])
        industry = us_imports[:-1, REGION_INDEX[region]]
        joint = fit_margins(start, census / census.sum(), industry / industry.sum(), 1e-10)
        column = joint.sum(axis=0)
        share = np.zeros((len(CENSUS_SECTORS), J))
        usual = start / start.sum(axis=0)  # where nothing was imported
        share[:, :-1] = np.divide(joint, column, out=usual, where=column > 0.0)
        result[region] = share
    return result


def us_duty_2024(folder: SourceFolder, fit: dict[str, Floats]) -> Floats:
    """Duty collected over imports 2024, (J, N exporter).

    By industry where Census has it, else by the Census sectors in the industry; returned and
    special goods (chapters 98 and 99), which are spread over the industries, pay none.
    """
    duty = np.zeros((J, N))
    collected = folder.table(SOURCES["census2024_icio"].file)
    census = folder.table(SOURCES["us_added_2025"].file)
    for region in REGIONS[1:]:
        i = REGION_INDEX[region]
        rows = census[census.exporter == ("ROW_all" if region == "ROW" else region)]
        paid = rows.set_index("sector").duty_collected_2024_pct / 100.0
        by_census = np.array([float(paid.get(name, 0.0)) for name in CENSUS_SECTORS])
        duty[:, i] = by_census @ fit[region]
        own = collected[collected.partner == region]
        for sector in dict.fromkeys(ICIO_TO_SECTOR.values()):
            parts = own[own.icio.map(ICIO_TO_SECTOR) == sector]
            if len(parts):
                duty[SECTOR_INDEX[sector], i] = parts.duty.sum() / parts.imports.sum()
        duty[:, i] *= 1.0 - special_share(folder, (region,) if region != "ROW" else ("ROW_all",))
    return duty


def special_share(folder: SourceFolder, members: tuple[str, ...]) -> float:
    """Share of returned and special goods (chapters 98 and 99) in US imports from `members`."""
    table = folder.table(SOURCES["us_added_2025"].file)
    rows = table[table.exporter.isin(members)]
    total = rows[rows.sector == "TOTAL"].imports_2024_usd_m.sum()
    return float(rows[rows.sector == "special"].imports_2024_usd_m.sum() / total)
