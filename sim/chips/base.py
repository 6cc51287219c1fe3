"""What all chips share: reading their parameters, levels, and the timing of deliveries.

A policy is assembled for a window of time after signature (`sim.chips.window`). Amounts are rates a
year: what runs in half of the window counts half. Deliveries and capacity run in
`window.share_after(lead_time)` of it, construction in `window.share_before(lead_time)`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch

Floats = NDArray[np.float64]
Read = TypeVar("Read")


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
    grows: ClassVar[bool] = False
    """Whether what the chip does grows between its turning points, not only at them."""
    acts_at_zero: ClassVar[bool] = False
    """Whether its zero level differs from not being on any table: a restraint that is given up."""
    lowest: ClassVar[float] = 0.0
    """Least level that a policy may hold; packages start at 0, an executed threat may go below."""

    max: float

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Self:
        """Read the fields from a mapping; other keys are ignored.

        Raises InvalidInputError naming the parameters that are missing.
        """
        return read_fields(cls, values, f"chip {cls.kind}")

    @abstractmethod
    def apply(
        self, policy: PolicyBatch, benchmark: Benchmark, level: Floats, window: Window
    ) -> None:
        """Change the arrays of `policy` in place; `level` (P,) is the share of the maximum."""

    def amount(self, level: Floats) -> Floats:
        """Return what is promised, in the unit of `max`, (P,)."""
        return np.asarray(self.max * level)

    @property
    def levied_flows(self) -> tuple[tuple[str, str, str], ...]:
        """(sector, importer, exporter) of commitments that a levy on users pays for."""
        return ()

    def turning_months(self) -> tuple[float, ...]:
        """Return the months after signature at which what the chip does starts, opens or ends."""
        values = vars(self)
        return (values["lead_time"],) if "lead_time" in values else ()

    def delivered_usd_bn(self, level: Floats, window: Window) -> Floats:  # noqa: ARG002
        """Return what is delivered or lent in the window, USD bn a year, (P,); nothing by default.

        It is the additional part: what the promise brings beyond what was planned anyway.
        """
        return np.zeros_like(level)

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
