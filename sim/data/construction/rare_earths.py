"""The three stages of rare earths: ore, compounds and metals, magnets; cut out of their parents.

World values are small (about USD 2, 6 and 16 bn) and the shares by stage are stated by quantity; as
prices are equal across sellers in a benchmark year, a quantity share is used as a value share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.assumptions import assumed
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.construction.splits import cut, labels, us_import_items
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX

if TYPE_CHECKING:
    from sim.data.construction.trade import Flows

Floats = NDArray[np.float64]
N = len(REGIONS)
USA, JPN, CHN, EU27 = (REGION_INDEX[name] for name in ("USA", "JPN", "CHN", "EU27"))
MYS, AUS, KOR, ROW = (REGION_INDEX[name] for name in ("MYS", "AUS", "KOR", "ROW"))

_UNLISTED = [EU27, AUS, MYS, ROW]
"""Buyers of China's rare earths of whom some or all are missing in the export table."""

# Partners listed one by one in China's export table and the region that holds them.
_LISTED = {
    "USA": "USA",
    "Japan": "JPN",
    "Germany": "EU27",
    "Italy": "EU27",
    "South Korea": "KOR",
    "Taiwan": "TWN",
    "Thailand": "ROW",
    "Vietnam": "ROW",
}


def split_rare_earths(folder: SourceFolder, flows: Flows) -> dict[str, float]:
    """Cut the three stages out; return what the cap refused by stage, USD bn."""
    exports = _china_exports(folder, flows)
    world_magnets = _world_magnets(folder)
    world_refined = _world_refined(world_magnets)
    stages = {
        "re_magnets": _magnets(folder, flows, exports, world_magnets),
        "re_refining": _refining(folder, flows, exports, world_refined),
        "re_mining": _mining(folder),
    }
    refused = {}
    for stage, (wanted, source, confidence) in stages.items():
        refused[stage] = cut(flows, stage, wanted, source, confidence)
    return refused


def _china_exports(folder: SourceFolder, flows: Flows) -> dict[str, Floats]:
    """China's exports by stage and buyer (N,), USD bn.

    China reports rare earths in all by eight partners and the stages for the world: each partner
    gets the world's stage shares. What is left for other partners follows China's electrical goods.
    """
    table = folder.table(SOURCES["comtrade_re"].file)
    year = table[table.year == 2024]
    by_partner = np.zeros(N)
    items = {}
    for partner, item, value in zip(year.partner, year["item"], year.value, strict=True):
        if partner in _LISTED:
            by_partner[REGION_INDEX[_LISTED[partner]]] += value / 1e3
        else:
            items[item] = value / 1e3
    total = items["rare earths total"]
    parent = flows.value[SECTOR_INDEX["electrical"], :, CHN].copy()
    left = total - by_partner.sum()
    by_partner[_UNLISTED] += left * parent[_UNLISTED] / parent[_UNLISTED].sum()
    magnets = items["Rare Earths (Magnet)"] / total
    return {"re_magnets": magnets * by_partner, "re_refining": (1.0 - magnets) * by_partner}


def _world_magnets(folder: SourceFolder) -> float:
    """World output of magnets, USD bn: China's output at its export price over its share."""
    china = folder.fact("re_magnets", country="CHN", item="value of magnet output at export price")
    share = folder.fact("re_shares", country="CHN", item="sintered magnet share") / 100.0
    return china / share


def _world_refined(world_magnets: float) -> float:
    """World output of compounds and metals, USD bn, from their cost share in magnets."""
    in_magnets = assumed("refined_cost_share_in_magnets") * world_magnets
    return in_magnets / (1.0 - assumed("refined_used_outside_magnets"))


_Split = tuple[Floats, NDArray[np.object_], NDArray[np.object_]]


def _magnets(
    folder: SourceFolder, flows: Flows, exports: dict[str, Floats], world: float
) -> _Split:
    wanted = np.zeros((N, N))
    source, confidence = labels("re_magnets+assumed"), labels("low")
    us = us_import_items(folder, ("re_magnets_850511",), flows)
    china_output = folder.fact(
        "re_magnets", country="CHN", item="value of magnet output at export price"
    )
    wanted[:, CHN] = exports["re_magnets"]
    wanted[CHN, CHN] = china_output - exports["re_magnets"].sum()
    source[:, CHN], confidence[:, CHN] = "comtrade_re", "medium"
    source[_UNLISTED, CHN], confidence[_UNLISTED, CHN] = "comtrade_re+assumed", "low"
    japan = folder.fact(
        "re_magnets", country="JPN", item="share of world metals, alloys and magnets"
    )
    outside = world - china_output
    # E&E News gives China 92 and Japan 6: three quarters of what China does not make.
    japan_output = outside * japan / (100.0 - 92.0)
    makers = {
        JPN: japan_output,
        EU27: (outside - japan_output) * assumed("magnet_other_makers_eu"),
        ROW: (outside - japan_output) * assumed("magnet_other_makers_row"),
        USA: (outside - japan_output) * assumed("magnet_other_makers_usa"),
        KOR: (outside - japan_output) * assumed("magnet_other_makers_korea"),
    }
    parent = flows.value[SECTOR_INDEX["electrical"]]
    for i, output in makers.items():
        home = assumed("magnet_home_share_outside_china") * output
        wanted[i, i] = home
        to_us = us[i] if i != USA else 0.0
        abroad = [n for n in range(N) if n not in (i, USA)]
        weights = parent[abroad, i] / parent[abroad, i].sum()
        wanted[abroad, i] = max(output - home - to_us, 0.0) * weights
    wanted[USA, 1:] = us[1:]
    source[USA, 1:], confidence[USA, 1:] = "census2024_hs", "high"
    return wanted, source, confidence


def _refining(
    folder: SourceFolder, flows: Flows, exports: dict[str, Floats], world: float
) -> _Split:
    wanted = np.zeros((N, N))
    source, confidence = labels("re_shares+assumed"), labels("low")
    us = us_import_items(folder, ("re_compounds_2846", "re_metals_280530"), flows)
    china = folder.fact("re_shares", country="CHN", item="separation and refining share") / 100.0
    wanted[:, CHN] = exports["re_refining"]
    wanted[CHN, CHN] = china * world - exports["re_refining"].sum()
    source[:, CHN], confidence[:, CHN] = "comtrade_re", "medium"
    source[_UNLISTED, CHN], confidence[_UNLISTED, CHN] = "comtrade_re+assumed", "low"
    malaysia = (
        folder.fact(
            "re_magnets", country="MYS", item="share of refined magnet rare earths", year=2023
        )
        / 100.0
    )
    output = malaysia * world
    wanted[CHN, MYS] = assumed("refining_malaysia_to_china") * output
    wanted[JPN, MYS] = assumed("refining_malaysia_to_japan") * output
    others = [EU27, KOR, ROW]
    left = output - wanted[:, MYS].sum() - us[MYS]
    parent = flows.value[SECTOR_INDEX["chemicals"]]
    wanted[others, MYS] = left * parent[others, MYS] / parent[others, MYS].sum()
    rest = (1.0 - china - malaysia) * world
    shares = {
        USA: assumed("refining_rest_usa"),
        EU27: assumed("refining_rest_eu"),
        JPN: assumed("refining_rest_japan"),
    }
    shares[ROW] = 1.0 - sum(shares.values())
    for i, share in shares.items():
        wanted[i, i] = assumed("refining_home_share_outside_china") * share * rest
        abroad = [n for n in range(N) if n not in (i, USA)]
        weights = parent[abroad, i] / parent[abroad, i].sum()
        sold = share * rest - wanted[i, i] - (us[i] if i != USA else 0.0)
        wanted[abroad, i] = max(sold, 0.0) * weights
    wanted[USA, 1:] = us[1:]
    source[USA, 1:], confidence[USA, 1:] = "census2024_hs", "high"
    return wanted, source, confidence


def _mining(folder: SourceFolder) -> _Split:
    """Ore: USGS tonnes at the US value a tonne; ore goes where it is refined."""

    def tonnes(country: str) -> float:
        return folder.fact("re_shares", country=country, item="mine output REO")

    usd_bn_per_tonne = (
        folder.fact("re_shares", country="USA", item="value of mine output") / 1e3 / tonnes("USA")
    )
    listed = {country: tonnes(country) * usd_bn_per_tonne for country in ("CHN", "USA", "AUS")}
    elsewhere = tonnes("WORLD") * usd_bn_per_tonne - sum(listed.values())
    wanted = np.zeros((N, N))
    wanted[CHN, CHN] = listed["CHN"]
    wanted[USA, USA] = assumed("mining_usa_home_share") * listed["USA"]
    wanted[CHN, USA] = listed["USA"] - wanted[USA, USA]
    wanted[MYS, AUS] = listed["AUS"]
    wanted[ROW, ROW] = assumed("mining_row_home_share") * elsewhere
    wanted[CHN, ROW] = elsewhere - wanted[ROW, ROW]
    return wanted, labels("re_shares+assumed"), labels("low")
