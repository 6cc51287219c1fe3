"""What the chip models share: field types, defaults and the domestic cost of giving."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section

Share = Annotated[Quantity, Amount("fraction", low=0, high=1)]
YearlyShare = Annotated[Quantity, Amount("fraction/yr", low=0, high=1)]
Months = Annotated[Quantity, Amount("months", low=0, high=240)]
PositiveMonths = Annotated[Quantity, Amount("months", low=1, high=240)]
Years = Annotated[Quantity, Amount("years", low=1, high=50)]
YearlyMoney = Annotated[Quantity, Amount("USD bn/yr", low=0, high=1000)]
Money = Annotated[Quantity, Amount("USD bn", low=0, high=5000)]
PositiveMoney = Annotated[Quantity, Amount("USD bn", low=0.001, high=5000)]
Tonnes = Annotated[Quantity, Amount("kt/yr", low=0, high=1000)]


def written(value: object) -> Any:
    """Return a default that stands as in a scenario file; pydantic reads it like the file."""
    return value


def between(low: str | float, high: str | float, **notes: str) -> Any:
    """Return the default of a value between two bounds, with its `source` or `assumed` note."""
    return {"between": [low, high], **notes}


class Chip(Section):
    """What every chip has: the cost to its holder that the economic model does not show."""

    domestic_cost_at_max: Annotated[Quantity, Amount("USD bn/yr", low=0, scope="run")] = Field(
        description="Political and administrative cost to the holder at the maximum, beyond what "
        "the model shows; at a lower level it is this times level ** cost_exponent."
    )
    cost_exponent: Annotated[Quantity, Amount("dimensionless", low=1, high=4, scope="run")] = Field(
        default=between(1.2, 2.0, assumed="costs rise more than in proportion; 1.6 in trials"),
        description="How fast the domestic cost rises with the level: 1 is in proportion.",
    )


class StepChip(Chip):
    """A chip whose level runs from 0 to 1 of its maximum in even steps."""

    levels: int = Field(
        default=5, ge=5, le=21, description="Number of steps from nothing to the maximum."
    )
