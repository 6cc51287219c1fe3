"""Theory parameters, for those who want to argue with the model."""

from typing import Annotated, Any

from pydantic import Field

from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section

Exponent = Annotated[Quantity, Amount("dimensionless", low=0.01, high=50, scope="run")]
Share = Annotated[Quantity, Amount("fraction", low=0, high=1, scope="run")]


def _between(low: float, high: float, why: str) -> Any:
    """Return a default as a scenario file would write it; pydantic reads it like the file."""
    return {"between": [low, high], "assumed": why}


class PaceExponents(Section):
    """The exponent b of the concession a(t) = k + (1 - k) t^(1/b) behind each pace."""

    holds_out: Exponent = Field(
        default=_between(
            0.1,
            0.5,
            "Boulware, b < 1 (Faratin et al. 1998); lower b moves all deals to the end",
        ),
        description="b of a party that holds out: most is conceded near the deadline.",
    )
    steady: Exponent = Field(
        default=_between(0.8, 1.25, "around b = 1, an even pace"),
        description="b of a steady party: it concedes evenly.",
    )
    eager: Exponent = Field(
        default=_between(
            2.0,
            5.0,
            "conceder, b > 1 (Faratin et al. 1998); higher b gives all at once",
        ),
        description="b of an eager party: most is conceded early.",
    )


class Advanced(Section):
    """Parameters of the time-dependent tactics of Faratin, Sierra and Jennings (1998)."""

    pace: PaceExponents = Field(
        default_factory=PaceExponents, description="What each pace means in the tactic."
    )
    concession_start: Share = Field(
        default=_between(0.0, 0.1, "k of Faratin et al. (1998); 0 opens with the full demand"),
        description="Share k of the way to no deal that a party gives in its first offer.",
    )
