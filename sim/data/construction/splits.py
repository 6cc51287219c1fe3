"""Semiconductors, chip equipment and arms, cut out of their parent sectors.

A child takes cells from its parent and never more than `cap_share_of_parent` of a cell.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.assumptions import assumed
from sim.data.construction.balance import fit_margins
from sim.data.construction.concordance import PARENT_OF
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX

if TYPE_CHECKING:
    from sim.data.construction.trade import Flows

Floats = NDArray[np.float64]
N = len(REGIONS)

Labels = NDArray[np.object_]


def cut(flows: Flows, child: str, wanted: Floats, source: Labels, confidence: Labels) -> float:
    """Move `wanted` (N, N; USD bn) from the parent to `child`; return what the cap refused."""
    parent = SECTOR_INDEX[PARENT_OF[child]]
    taken = np.minimum(wanted, assumed("cap_share_of_parent") * flows.value[parent])
    flows.value[parent] -= taken
    flows.value[SECTOR_INDEX[child]] += taken
    flows.source[SECTOR_INDEX[child]] = source
    flows.confidence[SECTOR_INDEX[child]] = confidence
    return float((wanted - taken).sum())


def us_import_items(folder: SourceFolder, items: tuple[str, ...], flows: Flows) -> Floats:
    """US imports of Census headings by exporter, USD bn (N,), at the pair's general imports."""
    value = np.zeros(N)
    table = folder.table(SOURCES["census2024_hs"].file)
    for exporter, item, musd in zip(table.exporter, table.item_hs, table.value, strict=True):
        if item in items and not math.isnan(musd):  # an empty cell
            region = {"EU": "EU27", "VNM": "ROW"}.get(exporter, exporter)
            value[REGION_INDEX[region]] += musd / 1e3
    table = folder.table(SOURCES["us_added_2025"].file)
    total = table[table.sector == "TOTAL"].set_index("exporter").imports_2024_usd_m / 1e3
    for region in REGIONS[1:]:
        consumption = float(total["ROW_all" if region == "ROW" else region])
        value[REGION_INDEX[region]] *= flows.goods_total("USA", region) / consumption
    return value


def labels(text: str) -> NDArray[np.object_]:
    """Return an N x N table that says `text` everywhere."""
    return np.full((N, N), text, object)


def split_semiconductors(folder: SourceFolder, flows: Flows) -> float:
    """Semiconductors out of electronics (C26).

    Stated pairs first; then each exporter's stated world total over its other buyers, or, where no
    total is stated, the share that chips have in its electronics sales to the US. Home sales:
    output less exports for the US, Japan (McKinsey shares of the WSTS market) and Taiwan; assumed
    for Korea; the export share elsewhere.
    """
    parent = flows.value[SECTOR_INDEX["electronics"]]
    cap = assumed("cap_share_of_parent")
    source, confidence = labels("icio2022+chips"), labels("low")
    wanted = np.full((N, N), np.nan)
    us = us_import_items(folder, ("semis_8541", "semis_8542"), flows)
    wanted[0, 1:] = us[1:]
    source[0, 1:], confidence[0, 1:] = "census2024_hs", "high"
    for (importer, exporter), value in _stated_chip_pairs(folder).items():
        cell = (REGION_INDEX[importer], REGION_INDEX[exporter])
        wanted[cell] = min(value, cap * parent[cell])
        source[cell], confidence[cell] = "chips", "medium"
    totals = _chip_exports(folder)
    for exporter in REGIONS:
        i = REGION_INDEX[exporter]
        open_cells = [n for n in range(N) if n != i and np.isnan(wanted[n, i])]
        sold = parent[:, i]
        if exporter in totals:
            left = totals[exporter] - float(np.nansum(wanted[:, i]))
            share = left / sold[open_cells].sum()
        else:
            share = us[i] / sold[0]
            source[open_cells, i] = "census2024_hs+icio2022+assumed"
        for n in open_cells:
            wanted[n, i] = np.clip(share, 0.0, cap) * sold[n]
        exports = np.delete(wanted[:, i], i).sum()
        wanted[i, i] = _chips_at_home(folder, exporter, exports, sold, i)
    np.fill_diagonal(source, "icio2022+chips+assumed")
    return cut(flows, "semiconductors", wanted, source, confidence)


def _stated_chip_pairs(folder: SourceFolder) -> dict[tuple[str, str], float]:
    def chips(country: str, partner: str, item: str, **more: object) -> float:
        return folder.fact("chips", country=country, partner=partner, item=item, **more)

    to_japan = chips("TWN", "JPN", "IC")
    japan_all = to_japan / (chips("JPN", "TWN", "share of Japan IC imports") / 100.0)
    us_item = "HS8541 (no solar)+8542"
    derived = "semiconductors, share x total"
    pairs = {
        ("CHN", "KOR"): chips("KOR", "CHN", derived),
        ("TWN", "KOR"): chips("KOR", "TWN", derived),
        ("TWN", "JPN"): chips("JPN", "TWN", "IC"),
        ("JPN", "TWN"): to_japan,
        ("CHN", "JPN"): folder.fact(
            "sector_vectors", exporter="JPN", importer="CHN", sector="semiconductors"
        ),
    }
    for exporter in ("USA", "CHN", "KOR"):
        share = chips("JPN", exporter, "share of Japan IC imports") / 100.0
        pairs["JPN", exporter] = share * japan_all
    for importer in ("CHN", "MYS", "TWN"):
        pairs[importer, "USA"] = chips("USA", importer, us_item, flow="export")
    return pairs


def _chip_exports(folder: SourceFolder) -> dict[str, float]:
    """Return world exports of chips, USD bn.

    For the US its surplus plus its imports of circuits: a lower bound, because imports of diodes
    without solar cells are not on file.
    """
    table = folder.table(SOURCES["census2024_hs"].file)
    circuits = float(table[table.item_hs == "semis_8542"].value.sum()) / 1e3
    surplus = folder.fact("chips", country="USA", flow="balance")
    return {
        "USA": surplus + circuits,
        "KOR": folder.fact("chips", country="KOR", item="semiconductors (MTI 831)"),
        "TWN": folder.fact("chips", country="TWN", flow="export", item="IC HS8542", year=2024),
        "CHN": folder.fact("chips", country="CHN", flow="export", item="IC HS8542", year=2024),
    }


def _chips_at_home(
    folder: SourceFolder, region: str, exports: float, sold: Floats, home: int
) -> float:
    """Home sales of chips, USD bn: output less exports where output is stated, within bounds."""
    world = folder.fact("chips", country="WORLD", item="WSTS semiconductor market")
    abroad = float(np.delete(sold, home).sum())
    if region in {"USA", "JPN"}:
        item = "share of world chip supply (value)"
        output = folder.fact("chips", country=region, item=item) / 100.0 * world
    elif region == "CHN":
        item = "share of all fab capacity"
        share = folder.fact("chip_equipment_buyers", country="CHN", item=item, year=2022)
        output = share / 100.0 * world
    elif region == "TWN":
        item = "IC industry (design, manufacture, packaging, test)"
        output = folder.fact("chips", country="TWN", item=item) * 1e3 / assumed("twd_per_usd_2024")
    elif region == "KOR":
        return assumed("semiconductor_home_share_korea") * float(sold[home])
    else:
        return exports / abroad * float(sold[home])
    least = assumed("semiconductor_least_home_share") * exports
    most = assumed("semiconductor_most_of_home_electronics") * float(sold[home])
    return min(max(output - exports, least), most)


def split_chip_equipment(folder: SourceFolder, flows: Flows) -> float:
    """Chip equipment (HS 8486) out of machinery (C28).

    SEMI's sales by buyer and the sellers' shares (Japan's share of sales, USITC's shares of exports
    for the US, the Netherlands and Singapore, the rest by US imports) are the margins; stated pairs
    (Japan MOF, US Census) are kept; the rest follows buyer x seller.
    """
    buyers = _equipment_buyers(folder)
    us = us_import_items(folder, ("sme_8486",), flows)
    sellers = _equipment_sellers(folder, us) * buyers.sum()
    fixed = np.zeros((N, N))
    fixed[0, 1:] = us[1:]
    # US imports alone reach SEMI's North America (they hold parts for US makers): home sales add.
    fixed[0, 0] = assumed("chip_equipment_home_share_usa") * sellers[0]
    buyers[0] = fixed[0].sum()
    sellers *= buyers.sum() / sellers.sum()
    for importer in ("CHN", "TWN", "KOR"):
        value = folder.fact(
            "chip_equipment",
            exporter_or_reporter="JPN",
            partner=importer,
            unit="USD billion",
            year=2024,
        )
        fixed[REGION_INDEX[importer], REGION_INDEX["JPN"]] = value
    source, confidence = labels("chip_equipment_buyers+chip_equipment+assumed"), labels("low")
    source[fixed > 0.0], confidence[fixed > 0.0] = "chip_equipment", "high"
    source[0, 1:], confidence[0, 1:] = "census2024_hs", "high"
    source[0, 0], confidence[0, 0] = "chip_equipment+assumed", "low"
    for importer, value, origin in _us_equipment_exports(folder):
        n = REGION_INDEX[importer]
        fixed[n, 0], source[n, 0] = value, origin
    prior = np.outer(buyers, sellers)
    prior[fixed > 0.0] = 0.0
    prior[0] = 0.0
    free = fit_margins(prior, buyers - fixed.sum(axis=1), sellers - fixed.sum(axis=0))
    return cut(flows, "chip_equipment", free + fixed, source, confidence)


def _us_equipment_exports(folder: SourceFolder) -> list[tuple[str, float, str]]:
    """Return US exports of chip equipment: to China by Census 2020, to Japan recalled for 2024."""
    china = folder.fact("chip_equipment_buyers", item="HS8486 exports to China")
    japan = folder.fact("sector_vectors", exporter="USA", importer="JPN", sector="sme")
    return [("CHN", china, "chip_equipment_buyers"), ("JPN", japan, "sector_vectors")]


def _equipment_buyers(folder: SourceFolder) -> Floats:
    def bought(place: str) -> float:
        return folder.fact("chip_equipment_buyers", country=place, item="equipment bought")

    rest = bought("ROW")
    malaysia = assumed("chip_equipment_row_buyers_malaysia") * rest
    australia = assumed("chip_equipment_row_buyers_australia") * rest
    places = ("North America", "JPN", "CHN", "EU", "KOR", "TWN")
    values = [bought(place) for place in places]
    return np.array([*values, australia, malaysia, rest - malaysia - australia])


def _equipment_sellers(folder: SourceFolder, us_imports: Floats) -> Floats:
    def share(country: str) -> float:
        item = "share of world SME exports"
        return folder.fact("chip_equipment", exporter_or_reporter=country, item=item) / 100.0

    shares = np.zeros(N)
    item = "share of world equipment sales"
    shares[REGION_INDEX["JPN"]] = (
        folder.fact("chip_equipment_buyers", country="JPN", item=item) / 100
    )
    for region, country in (("USA", "USA"), ("EU27", "NLD"), ("ROW", "SGP")):
        shares[REGION_INDEX[region]] = share(country)
    others = [REGION_INDEX[name] for name in ("CHN", "KOR", "TWN", "AUS", "MYS")]
    weights = us_imports[others] / us_imports[others].sum()
    shares[others] = (1.0 - shares.sum()) * weights
    return shares


def move_arms(folder: SourceFolder, flows: Flows) -> None:
    """Arms (HS 93) out of metal products (C25) into aircraft and defence.

    US imports: Census. Other sales: the share that arms have in an exporter's metal products sold
    to the US; assumed for the US itself and for ROW, whose share is not Census-based.
    """
    metal, aircraft = SECTOR_INDEX["metal_products"], SECTOR_INDEX["aircraft_defense"]
    us = us_import_items(folder, ("arms_93",), flows)
    parent = flows.value[metal]
    share = us / np.where(parent[0] > 0.0, parent[0], 1.0)
    share[REGION_INDEX["USA"]] = assumed("arms_share_of_c25_usa")
    share[REGION_INDEX["ROW"]] = assumed("arms_share_of_c25_row")
    wanted = parent * share
    wanted[0, 1:] = us[1:]
    taken = np.minimum(wanted, assumed("cap_share_of_parent") * parent)
    flows.value[metal] -= taken
    flows.value[aircraft] += taken
