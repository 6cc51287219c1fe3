"""Trade elasticities: eight published sets by sector, and what time does to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.concordance import ICIO_TO_SECTOR, PARENT_OF
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import SECTOR_INDEX, SECTORS

Floats = NDArray[np.float64]

_HORIZONS: tuple[tuple[str, str, str], ...] = (
    ("Boehm, Levchenko, Pandalai-Nayar", "trade elasticity one year", "first_year"),
    ("Boehm, Levchenko, Pandalai-Nayar", "trade elasticity 7-10 years", "long_run"),
    ("Tamberi 2025", "trade elasticity at once", "at_once"),
    ("Tamberi 2025", "trade elasticity after 15 months", "fifteen_months"),
)


def theta_sets(folder: SourceFolder) -> dict[str, Floats]:
    """Theta (J,) of each set, weighted over ICIO sectors by the world's cross-border trade of 2022.

    Theta is the elasticity of expenditure shares to the price a buyer pays; children have that of
    their parent.
    """
    trade = folder.table(SOURCES["icio2022"].file)
    abroad = trade[trade.exporter != trade.importer].groupby("sector").value_musd.sum()
    table = folder.table(SOURCES["theta_sets"].file)
    sets = {}
    for column in [name for name in table.columns if name.startswith("eps_")]:
        total, weight = np.zeros(len(SECTORS)), np.zeros(len(SECTORS))
        for sector, theta in zip(table.sector, table[column], strict=True):
            j = SECTOR_INDEX[ICIO_TO_SECTOR[sector]]
            total[j] += theta * abroad[sector]
            weight[j] += abroad[sector]
        theta = total / np.where(weight > 0.0, weight, 1.0)
        for child, parent in PARENT_OF.items():
            theta[SECTOR_INDEX[child]] = theta[SECTOR_INDEX[parent]]
        sets[column.removeprefix("eps_")] = theta
    return sets


def horizons(folder: SourceFolder) -> list[dict[str, object]]:
    """Estimates of how border values exclusive of tariff react with time.

    Such a value moves as (1 + t)^-(theta + 1): share x spending / (1 + t). So an estimate of -0.76
    means theta + 1 = 0.76 and theta = -0.24: what buyers spend on the taxed flow rises.
    """
    table = folder.table(SOURCES["elasticity_time"].file)
    rows: list[dict[str, object]] = []
    for author, item, horizon in _HORIZONS:
        found = table[(table.author == author) & (table["item"] == item)].iloc[0]
        estimate = abs(float(found.value))
        rows.append(
            {
                "horizon": horizon,
                "author": author,
                "elasticity_of_border_value": -estimate,
                "theta_plus_1": estimate,
                "theta": round(estimate - 1.0, 6),
                "source": "elasticity_time",
                "confidence": str(found.confidence),
            }
        )
    return rows
