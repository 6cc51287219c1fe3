"""Flows of 2024: ICIO 2022 scaled to US Census, customs and GDP figures of 2024.

Order of the scaling: bilateral goods totals (`pair_targets`), then US imports by sector, then known
items, then services. Home sales (`home_sales`) and the splits into semiconductors, chip equipment,
arms (`splits`) and rare earths (`rare_earths`) follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.concordance import CENSUS_TO_SECTORS, ICIO_TO_SECTOR
from sim.data.construction.pair_targets import pair_targets
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import GOODS, REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS

Floats = NDArray[np.float64]

N_GOODS = len(GOODS)


@dataclass
class Flows:
    """Flows under construction, USD bn, [sector, importer, exporter], each cell with its source."""

    value: Floats
    source: NDArray[np.object_]
    confidence: NDArray[np.object_]
    pairs: list[dict[str, object]] = field(default_factory=list)

    def goods_total(self, importer: str, exporter: str) -> float:
        """Goods that `importer` buys from `exporter`, USD bn."""
        return float(self.value[:-1, REGION_INDEX[importer], REGION_INDEX[exporter]].sum())

    def scale_pair(
        self, importer: str, exporter: str, target: float, source: str, confidence: str
    ) -> None:
        """Scale the goods of one pair to `target` and note the ratio."""
        column = (slice(0, -1), REGION_INDEX[importer], REGION_INDEX[exporter])
        before = float(self.value[column].sum())
        self.value[column] *= target / before
        self.source[column] = f"icio2022+{source}"
        self.confidence[column] = confidence
        self.pairs.append(
            {
                "importer": importer,
                "exporter": exporter,
                "icio_2022_usd_bn": before,
                "target_2024_usd_bn": target,
                "ratio": target / before,
                "source": source,
                "confidence": confidence,
            }
        )


def flows_2024(folder: SourceFolder) -> Flows:
    """Flows of 2024 by parent sector."""
    flows = _icio_2022(folder)
    for importer, exporter, target, source, confidence in pair_targets(folder, flows):
        flows.scale_pair(importer, exporter, target, source, confidence)
    _us_imports_by_sector(folder, flows)
    _known_items(folder, flows)
    _services(folder, flows)
    return flows


def _icio_2022(folder: SourceFolder) -> Flows:
    shape = (len(SECTORS), len(REGIONS), len(REGIONS))
    value = np.zeros(shape)
    table = folder.table(SOURCES["icio2022"].file)
    rows = zip(table.sector, table.importer, table.exporter, table.value_musd, strict=True)
    for sector, importer, exporter, musd in rows:
        cell = (
            SECTOR_INDEX[ICIO_TO_SECTOR[sector]],
            REGION_INDEX[importer],
            REGION_INDEX[exporter],
        )
        value[cell] += musd / 1e3
    return Flows(value, np.full(shape, "icio2022", object), np.full(shape, "medium", object))


def _us_imports_by_sector(folder: SourceFolder, flows: Flows) -> None:
    """US imports by sector follow the Census collection of 2024, at each pair's general imports.

    Imports for consumption differ a little from general imports, and chapters 98-99 have no sector;
    both gaps are spread over all sectors of the pair in proportion.
    """
    table = folder.table(SOURCES["census2024_icio"].file)
    for exporter in REGIONS[1:-1]:
        by_sector = np.zeros(len(SECTORS))
        rows = table[table.partner == exporter]
        for sector, value in zip(rows.icio, rows.imports, strict=True):
            by_sector[SECTOR_INDEX[ICIO_TO_SECTOR[sector]]] += value
        _put_column(flows, exporter, by_sector, "census2024_icio+census2024", "high")
    _put_column(flows, "ROW", _row_pattern(folder, flows), "census2024_17+icio2022", "medium")


def _put_column(
    flows: Flows, exporter: str, by_sector: Floats, source: str, confidence: str
) -> None:
    total = flows.goods_total("USA", exporter)
    column = (slice(0, N_GOODS), REGION_INDEX["USA"], REGION_INDEX[exporter])
    flows.value[column] = by_sector[:N_GOODS] / by_sector.sum() * total
    flows.source[column], flows.confidence[column] = source, confidence


def _row_pattern(folder: SourceFolder, flows: Flows) -> Floats:
    """Return imports from ROW (with Viet Nam) by industry: Census sectors spread by ICIO 2022."""
    table = folder.table(SOURCES["us_added_2025"].file)
    rows = table[(table.exporter == "ROW_all") & ~table.sector.isin(["TOTAL", "special"])]
    before = flows.value[:, REGION_INDEX["USA"], REGION_INDEX["ROW"]]
    pattern = np.zeros(len(SECTORS))
    parents = {"semiconductors": "electronics", "sme": "machinery", "rare_earths": "electrical"}
    for census, value in zip(rows.sector, rows.imports_2024_usd_m, strict=True):
        if census in parents:
            pattern[SECTOR_INDEX[parents[census]]] += value
            continue
        weights = {name: w * before[SECTOR_INDEX[name]] for name, w in _pairs(census).items()}
        for name, weight in weights.items():
            pattern[SECTOR_INDEX[name]] += value * weight / sum(weights.values())
    return pattern


def _pairs(census: str) -> dict[str, float]:
    return {name: w for name, w in CENSUS_TO_SECTORS[census].items() if name in SECTOR_INDEX}


def _known_items(folder: SourceFolder, flows: Flows) -> None:
    """Sector values of US exports that are known better than ICIO's pattern tells.

    The other sectors of the pair take the difference in proportion, so the total stays.
    """
    fact = folder.fact
    jan_may = fact("japan_items", item="farm exports Jan-May 2024")
    fuels = fact("asia_items", sector="mineral fuels, in USD at 151.6")
    cars = fact("japan_items", exporter="USA", item="autos", unit="USD billion")
    _put_group(
        flows, "JPN", ("agriculture", "food"), jan_may * 12 / 5, source="japan_items", conf="medium"
    )
    _put_group(flows, "JPN", ("energy",), fuels, source="asia_items", conf="medium")
    _put_group(flows, "JPN", ("motor_vehicles",), cars, source="japan_items", conf="high")
    farm = fact("sector_vectors", exporter="USA", importer="CHN", sector="agri_food")
    gas = fact("us_china_items", sector="naics4:oil and gas")
    coal = fact("us_china_items", sector="naics4:coal and petroleum gases")
    _put_group(flows, "CHN", ("agriculture", "food"), farm, source="sector_vectors", conf="low")
    _put_group(
        flows, "CHN", ("energy",), (gas + coal) / 1e3, source="us_china_items", conf="medium"
    )


def _put_group(
    flows: Flows, importer: str, group: tuple[str, ...], target: float, *, source: str, conf: str
) -> None:
    """Set what `importer` buys of a group of sectors from the US; the pair's total stays."""
    n, i = REGION_INDEX[importer], REGION_INDEX["USA"]
    inside = [SECTOR_INDEX[name] for name in group]
    marked = {"icio2022+census2024"}
    others = [j for j in range(N_GOODS) if j not in inside and flows.source[j, n, i] in marked]
    before = float(flows.value[inside, n, i].sum())
    rest = float(flows.value[others, n, i].sum())
    flows.value[inside, n, i] *= target / before
    flows.value[others, n, i] *= (rest + before - target) / rest
    flows.source[inside, n, i] = f"icio2022+{source}"
    flows.confidence[inside, n, i] = conf


def _services(folder: SourceFolder, flows: Flows) -> None:
    """US trade in services at BEA totals; Japan and China apart where stated."""
    us, services = REGION_INDEX["USA"], SECTOR_INDEX["services"]
    fact = folder.fact
    known_exports = {
        "JPN": fact("services", exporter="USA", importer="JPN", year=2023),
        "CHN": fact("services", exporter="USA", importer="CHN", year=2023),
    }
    known_imports = {"JPN": fact("services", exporter="JPN", importer="USA", year=2023)}
    totals = (
        (known_exports, fact("services", exporter="USA", importer="WORLD"), False),
        (known_imports, fact("services", exporter="WORLD", importer="USA"), True),
    )
    for known, total, is_import in totals:
        others = [region for region in REGIONS[1:] if region not in known]
        cells = {r: (us, REGION_INDEX[r]) if is_import else (REGION_INDEX[r], us) for r in REGIONS}
        rest = sum(flows.value[(services, *cells[region])] for region in others)
        factor = (total - sum(known.values())) / rest
        for region in REGIONS[1:]:
            cell = (services, *cells[region])
            flows.value[cell] = known.get(region, flows.value[cell] * factor)
            flows.source[cell] = "services" if region in known else "icio2022+services"
