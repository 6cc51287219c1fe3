"""The kinds of field that several sections share."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StrictInt

from sim.scenario.ids import PARTIES, REGIONS, SECTORS
from sim.scenario.quantity import Amount, Choice, Options, Quantity, Word

Day = Annotated[date, Field(strict=True)]
Count = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
PartyId = Annotated[str, Word(PARTIES, "party")]
SectorId = Annotated[str, Word(SECTORS, "sector")]
RegionId = Annotated[str, Word(REGIONS, "region")]

Weight = Annotated[Quantity, Amount("dimensionless", low=0, high=5, scope="run")]
Worth = Annotated[Quantity, Amount("USD bn/yr", low=0, high=1000, scope="run")]
Belief = Annotated[Quantity, Amount("fraction", low=0, high=1, scope="run")]
WorldShare = Annotated[Quantity, Amount("fraction", low=0, high=1, scope="world")]
Odds = Annotated[Quantity, Amount("dimensionless", low=0, scope="world")]
Rate = Annotated[Quantity, Amount("fraction", low=0, high=5, certain=True)]
Duration = Annotated[Quantity, Amount("days", low=0, certain=True)]
Pace = Annotated[Choice, Options(("holds_out", "steady", "eager"), scope="run")]


def written(value: object) -> Any:
    """Return a default as a scenario file would write it: the field reads it like the file."""
    return value
