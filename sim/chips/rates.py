"""Tariff rates: what the US takes from its imports, and China from US goods.

Rates of 30 May 2025 stand in `sim.data.tables`. A package sets two of them, the general rate and
the car rate on Japan; each is `added` to the duty of 2024, or `all_in`: goods then pay the rate or
their duty, whichever is higher. Worked number: half of a sector under a general rate of 15 %, duty
2.5 %: 0.5 x 15 = 7.5 points on top of the duty; 0.5 x 12.5 = 6.25 if all in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.data.tables import load_china_tariffs, load_us_tariff_schedule

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.chips.base import Floats
    from sim.data.tariffs import ChinaTariffs, UsTariffSchedule


@dataclass(frozen=True, eq=False)
class PolicyTables:
    """The tariff tables that policies start from."""

    us: UsTariffSchedule
    china: ChinaTariffs

    @classmethod
    def load(cls) -> PolicyTables:
        """Read the tables of the package."""
        return cls(load_us_tariff_schedule(), load_china_tariffs())


def us_rate_on(
    schedule: UsTariffSchedule,
    exporter: str,
    general: ArrayLike,
    car: ArrayLike,
    *,
    general_all_in: bool,
    car_all_in: bool,
) -> Floats:
    """Return US tariff rates on one exporter by sector, (J, P) for rates (P,).

    Steel and aluminium keep their rate: they are off the table.
    """
    by_general = schedule.rate_on(exporter, general, 0.0, includes_duty=general_all_in)
    by_car = schedule.rate_on(exporter, 0.0, car, includes_duty=car_all_in)
    neither = schedule.rate_on(exporter, 0.0, 0.0)[:, None]
    return np.asarray(by_general + by_car - neither)
