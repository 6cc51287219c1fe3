"""Theory parameters, for those who want to argue with the model."""

from typing import Annotated, Any

from pydantic import Field, StrictInt

from sim.scenario.fields import Rate, written
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


class Learning(Section):
    """How a government learns about the other side from offers and refusals."""

    types: Annotated[StrictInt, Field(ge=2, le=32)] = Field(
        default=9,
        description="Number of types of the other side that it holds possible: the expected one, "
        "the others spread over the ranges of the scenario.",
    )
    offer_noise: Annotated[Quantity, Amount("fraction", low=0.01, high=5, certain=True)] = Field(
        default=written(
            {
                "value": "20%",
                "assumed": "offers stray from what the clock suggests by a fifth of what is at "
                "stake; with less, a few offers would settle everything",
            }
        ),
        description="Standard deviation of offers around what a type would ask at that time, as a "
        "share of what the type can win.",
    )


class Focal(Section):
    """Round numbers and precedents: which of several packages nearly as good comes first."""

    pull: Share = Field(
        default=_between(
            0.0,
            0.1,
            "no estimate exists; 0 switches it off. Rates of past deals are round (10, 15, 25 %)",
        ),
        description="How much worse for the other side a package with round rates may be and still "
        "be offered first, as a share of what the other has at stake.",
    )
    precedent_pull: Share = Field(
        default=_between(0.0, 0.1, "no estimate exists; 0 switches it off"),
        description="The same for rates that others have agreed, listed in `precedents` of the "
        "talks.",
    )
    rates: tuple[Rate, ...] = Field(
        default=written(["10%", "12.5%", "15%", "19%", "20%", "25%"]),
        description="Rates that count as round.",
    )


class Advanced(Section):
    """How governments concede, learn and round: parameters of theory."""

    pace: PaceExponents = Field(
        default_factory=PaceExponents, description="What each pace means in the tactic."
    )
    concession_start: Share = Field(
        default=_between(0.0, 0.1, "k of Faratin et al. (1998); 0 opens with the full demand"),
        description="Share k of the way to no deal that a party gives in its first offer.",
    )
    learning: Learning = Field(
        default_factory=Learning, description="How governments learn about each other."
    )
    focal: Focal = Field(
        default_factory=Focal, description="The pull of round rates and of precedents."
    )
