"""What a finished run says of one chip: how much was given, where it stopped, cost and worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.summary import SummaryRow

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ChipOfRun:
    """One chip over the signed runs of a folder.

    `level`: share of its maximum, `amount` the same in its unit; `at_zero` and `at_maximum`: shares
    of signed runs that give none or all of it; `first_step` and `last_step`: joint worth of the
    first step where none is given and of the last one where all is, None where no run is;
    `cost` and `worth`: mean, 5 and 95 % quantiles over signed runs, USD bn a year.
    """

    chip: str
    giver: str
    receiver: str
    level: SummaryRow
    amount: SummaryRow
    at_zero: float
    at_maximum: float
    first_step: SummaryRow | None
    last_step: SummaryRow | None
    cost: tuple[float, float, float]
    worth: tuple[float, float, float]


def chip_of_run(table: RunTable, rows: Sequence[SummaryRow], chip: str) -> ChipOfRun | None:
    """Return a chip over the signed runs; None if it was not on the table or nobody signed."""
    found = {row.measure: row for row in rows if row.sector == chip}
    level, amount = found.get("chip_level"), found.get("chip_amount")
    if level is None or amount is None or not level.n:
        return None
    signed = ~np.isnan(table[level.key])
    cost = Measure("concession_cost", level.party, level.partner, chip)
    worth = Measure("concession_value", level.partner, level.party, chip)
    return ChipOfRun(
        chip=chip,
        giver=level.party,
        receiver=level.partner,
        level=level,
        amount=amount,
        at_zero=found["chip_at_zero"].mean,
        at_maximum=found["chip_at_maximum"].mean,
        first_step=_told(found.get("chip_first_step")),
        last_step=_told(found.get("chip_last_step")),
        cost=_spread(table[cost][signed]),
        worth=_spread(table[worth][signed]),
    )


def _told(row: SummaryRow | None) -> SummaryRow | None:
    return row if row is not None and row.n else None


def _spread(values: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(values.mean()), float(low), float(high)
