"""What all chips share: reading their parameters, levels, and the timing of deliveries.

A policy is assembled for one of two horizons. `first_year` is the twelve months after signature:
deliveries of those months, no new capacity. `long_run` is month 60: the yearly deliveries of that
time, capacity open.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

Floats = NDArray[np.float64]
Horizon = Literal["first_year", "long_run"]
Read = TypeVar("Read")

LONG_RUN_MONTH = 60.0
"""The month whose policy the long run shows."""


@dataclass(frozen=True)
class Valuation:
    """How amounts outside the model become amounts a year.

    `horizon_months` and `discount_rate` (fraction a year) of the annuity; `long_run_weight` is the
    share of the horizon's worth that follows the long-run solution, the rest follows the first
    year (0.68 for 120 months at 4 % with a response time of 36 months).
    """

    horizon_months: float = 120.0
    discount_rate: float = 0.04
    long_run_weight: float = 0.68

    def yearly(self, present_value: Floats) -> Floats:
        """Return the annuity over the horizon that a present value is worth.

        >>> round(float(Valuation().yearly(np.array(10.0))), 4)
        1.2329
        """
        years = self.horizon_months / 12.0
        if self.discount_rate == 0.0:
            return present_value / years
        factor = self.discount_rate / (1.0 - (1.0 + self.discount_rate) ** -years)
        return np.asarray(present_value * factor)


@dataclass(frozen=True)
class Chip(ABC):
    """One chip in one world: its parameters are the fields, in the units of the scenario model."""

    kind: ClassVar[str]
    holder: ClassVar[str]

    max: float

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Self:
        """Read the fields from a mapping; other keys are ignored.

        Raises InvalidInputError naming the parameters that are missing.
        """
        return read_fields(cls, values, f"chip {cls.kind}")

    @abstractmethod
    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, horizon: Horizon
    ) -> None:
        """Change the arrays of `policy` in place; `level` (P,) is the share of the maximum."""

    def amount(self, level: Floats) -> Floats:
        """Return what is promised, in the unit of `max`, (P,)."""
        return np.asarray(self.max * level)

    @property
    def levied_flows(self) -> tuple[tuple[str, str, str], ...]:
        """(sector, importer, exporter) of commitments that a levy on users pays for."""
        return ()

    def typed(self, level: Floats, valuation: Valuation) -> dict[tuple[str, str], Floats]:  # noqa: ARG002
        """Return amounts outside the model, USD bn a year, by (party, name); none by default."""
        return {}


def read_fields(cls: type[Read], values: Mapping[str, float], what: str) -> Read:
    """Build a dataclass from a mapping that may hold more than its fields."""
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    missing = [name for name in names if name not in values]
    if missing:
        raise InvalidInputError(
            f"The parameters of {what} must hold {', '.join(names)}; {', '.join(missing)} missing."
        )
    return cls(**{name: float(values[name]) for name in names})


def delivered_in(horizon: Horizon, lead_months: float) -> float:
    """Return the share of the horizon's twelve months in which deliveries run.

    Deliveries start `lead_months` after signature: max(0, 1 - lead/12) of the first year; all or
    nothing of the twelve months that follow month 60.

    >>> delivered_in("first_year", 3.0), delivered_in("long_run", 3.0)
    (0.75, 1.0)
    """
    if horizon == "first_year":
        return max(0.0, 1.0 - lead_months / 12.0)
    return float(lead_months <= LONG_RUN_MONTH)


def is_open(horizon: Horizon, lead_months: float) -> bool:
    """Return whether capacity that takes `lead_months` to build works in the horizon.

    >>> is_open("first_year", 6.0), is_open("long_run", 36.0), is_open("long_run", 72.0)
    (False, True, False)
    """
    return horizon == "long_run" and lead_months <= LONG_RUN_MONTH


def still_building(horizon: Horizon, lead_months: float) -> bool:
    """Return whether equipment delivered over `lead_months` still arrives in the horizon."""
    return horizon == "first_year" or lead_months > LONG_RUN_MONTH


def raise_productivity(
    policy: PolicyBatch, benchmark: Benchmark, region: str, sector: str, gain_usd_bn: Floats
) -> None:
    """Let a sector of a region make its benchmark output at a cost lower by `gain_usd_bn` a year.

    The model has one factor, so the yield of additional capital is a productivity gain:
    A_hat = 1 + gain / Y with Y the benchmark output, `gain_usd_bn` (P,).
    """
    j, n = benchmark.sector_index(sector), benchmark.region_index(region)
    output = float(benchmark.output_usd_bn[j, n])
    if output <= 0.0:
        raise InvalidInputError(
            f"Capacity needs a sector to work in; {sector} in {region} has no output."
        )
    policy.productivity_hat[j, n] *= 1.0 + gain_usd_bn / output
