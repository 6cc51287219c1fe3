"""Cost shares of 2017 by region, and what stands in where a region has none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.concordance import INDCODE_TO_SECTOR, PARENT_OF
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS

Floats = NDArray[np.float64]
J, N = len(SECTORS), len(REGIONS)

OWN_SHARES: dict[str, tuple[str, ...]] = {
    "USA": ("USA",),
    "JPN": ("JPN",),
    "CHN": ("CHN",),
    "EU27": ("EU",),
    "ROW": ("ROW", "BRA", "IND"),
}
"""Regions of the 2017 shares that make up ours, weighted by output."""

PROXY: dict[str, dict[str, float]] = {
    "KOR": {"CHN": 0.50, "EU27": 0.25, "ROW": 0.25},
    "TWN": {"CHN": 0.50, "ROW": 0.50},
    "AUS": {"USA": 1.00},
    "MYS": {"CHN": 0.50, "ROW": 0.50},
}
"""Whose shares stand in where a region has none: of all mixtures of the five in quarters the one
that balancing moves least (the report shows the single ones beside it)."""

CANDIDATES = tuple(OWN_SHARES)


@dataclass(frozen=True)
class Shares:
    """Shares of one set: value added (J,), inputs (J input, J sector), final demand (J,)."""

    value_added: Floats
    inputs: Floats
    final: Floats


def shares_2017(folder: SourceFolder) -> dict[str, Shares]:
    """Return the 2017 shares of each own region at parent sectors; children are still zero."""
    root = SOURCES["shares2017"].file
    output = _outputs_2017(folder)
    sector = {code: SECTOR_INDEX[name] for code, name in INDCODE_TO_SECTOR.items()}
    value_added = {
        (r, c): v for r, c, v in folder.table(root + "vashare.csv").itertuples(index=False)
    }
    result = {}
    for region, members in OWN_SHARES.items():
        inputs, added, total, final = np.zeros((J, J)), np.zeros(J), np.zeros(J), np.zeros(J)
        for member in members:
            table = folder.table(root + "IOshare.csv")
            rows = table[table.iso_o == member]
            for k, j, share in zip(rows.input_ind, rows.output_ind, rows.valueshare, strict=True):
                cost = share * (1.0 - value_added[member, j]) * output[member, j]
                inputs[sector[k], sector[j]] += cost
            for code in INDCODE_TO_SECTOR:
                total[sector[code]] += output[member, code]
                added[sector[code]] += value_added[member, code] * output[member, code]
            table = folder.table(root + "finalshare.csv")
            rows = table[table.iso_o == member]
            weight = sum(output[member, code] for code in INDCODE_TO_SECTOR)
            for code, share in zip(rows.input_ind, rows.finalshare, strict=True):
                final[sector[code]] += share * weight
        used = np.where(total > 0.0, total, 1.0)
        result[region] = Shares(added / used, inputs / used, final / final.sum())
    return result


def _outputs_2017(folder: SourceFolder) -> dict[tuple[str, int], float]:
    table = folder.table(SOURCES["shares2017"].file + "TradeFlow2017.csv")
    output: dict[tuple[str, int], float] = {}
    for exporter, code, value in zip(table.iso_o, table.indcode, table.tradevalue, strict=True):
        output[exporter, code] = output.get((exporter, code), 0.0) + value
    return output


def mixture(shares: dict[str, Shares], weights: dict[str, float]) -> Shares:
    """Weighted mean of several regions' shares."""
    return Shares(
        value_added=sum((w * shares[r].value_added for r, w in weights.items()), np.zeros(J)),
        inputs=sum((w * shares[r].inputs for r, w in weights.items()), np.zeros((J, J))),
        final=sum((w * shares[r].final for r, w in weights.items()), np.zeros(J)),
    )


def at_level(proxy: Shares, output: Floats, value_added: float) -> Shares:
    """Return a proxy's shares with one factor on value added that meets the region's total.

    f = value_added / sum_j beta_j Y_j; beta'_j = f beta_j, inputs scaled to leave room for it.
    """
    beta = with_children(proxy.value_added)
    factor = value_added / float(beta @ output)
    room = (1.0 - factor * proxy.value_added) / np.where(
        proxy.value_added < 1.0, 1.0 - proxy.value_added, 1.0
    )
    return Shares(factor * proxy.value_added, room * proxy.inputs, proxy.final)


def parent_value_added(shares: dict[str, Shares]) -> Floats:
    """Value-added shares (J, N) of the regions with own shares, zero elsewhere.

    Children and ships have their parent's.
    """
    beta = np.zeros((J, N))
    for region in OWN_SHARES:
        beta[:, REGION_INDEX[region]] = with_children(shares[region].value_added)
    return beta


def with_children(parent: Floats) -> Floats:
    """Copy the parent's last axis to its children; ships share C30 with aircraft."""
    full = parent.copy()
    for child, name in (*PARENT_OF.items(), ("ships", "aircraft_defense")):
        full[..., SECTOR_INDEX[child]] = parent[..., SECTOR_INDEX[name]]
    return full
