"""Home sales of 2024: US output by BEA, other regions by GDP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.concordance import BEA_TO_SECTORS
from sim.data.names import REGION_INDEX, SECTOR_INDEX

if TYPE_CHECKING:
    from sim.data.construction.sources import SourceFolder
    from sim.data.construction.trade import Flows

Floats = NDArray[np.float64]


def us_home_sales(folder: SourceFolder, flows: Flows) -> None:
    """US home sales = BEA gross output of 2024 less exports, by group of sectors."""
    us = REGION_INDEX["USA"]
    groups: dict[tuple[str, ...], float] = {}
    for bea, sectors in BEA_TO_SECTORS.items():
        output = folder.fact("bea2024", region="USA", sector=bea, item="gross_output", year=2024)
        groups[sectors] = groups.get(sectors, 0.0) + output
    for sectors, output in groups.items():
        rows = [SECTOR_INDEX[name] for name in sectors]
        home = flows.value[rows, us, us]
        exports = flows.value[rows][:, :, us].sum() - home.sum()
        flows.value[rows, us, us] = home * (output - exports) / home.sum()
        flows.source[rows, us, us] = "icio2022+bea2024"
        flows.confidence[rows, us, us] = "high"


def gdp_2024(folder: SourceFolder) -> dict[str, tuple[float, str]]:
    """Value added to aim at, USD bn, with the confidence of its source; USA is left to BEA.

    IMF (April 2024) for Japan and China; World Bank 2023 for EU27, Korea, Australia and Malaysia;
    Taiwan's is recalled and unverified; ROW is the World Bank world of 2023 less the others.
    """

    def bank(region: str) -> float:
        return folder.fact("gdp", region=region, item="GDP nominal", year=2023) * 1e3

    def imf(region: str) -> float:
        return folder.fact("gdp", region=region, item="GDP nominal, IMF April 2024 forecast") * 1e3

    taiwan = folder.fact("gdp", region="TWN", item="GDP nominal") * 1e3
    named = [bank(name) for name in ("USA", "CHN", "JPN", "EU", "KOR", "MYS", "AUS")]
    return {
        "JPN": (imf("JPN"), "medium"),
        "CHN": (imf("CHN"), "medium"),
        "EU27": (bank("EU"), "high"),
        "KOR": (bank("KOR"), "high"),
        "TWN": (taiwan, "low"),
        "AUS": (bank("AUS"), "high"),
        "MYS": (bank("MYS"), "high"),
        "ROW": (bank("WORLD") - sum(named) - taiwan, "medium"),
    }


def other_home_sales(folder: SourceFolder, flows: Flows, value_added_share: Floats) -> None:
    """Home sales of the other regions scaled by one factor each, so that value added equals GDP.

    sum_j beta_jn (f home_jn + exports_jn) = GDP_n, beta from the cost shares before balancing.
    Regions without cost shares of their own (beta zero) keep the home sales of 2022; there the
    cost shares are brought to GDP instead (`costs.at_level`).
    """
    for region, (gdp, confidence) in gdp_2024(folder).items():
        n = REGION_INDEX[region]
        if not value_added_share[:, n].any():
            continue
        home = flows.value[:, n, n].copy()
        exports = flows.value[:, :, n].sum(axis=1) - home
        beta = value_added_share[:, n]
        flows.value[:, n, n] = home * (gdp - beta @ exports) / (beta @ home)
        flows.source[:, n, n] = "icio2022+gdp"
        flows.confidence[:, n, n] = confidence
