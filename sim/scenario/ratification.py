"""Votes after the signature: which chamber must approve what, when, and what if it does not."""

from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from sim.scenario.checks import Finding, FindingsError
from sim.scenario.fields import Day, Duration, PartyId, Worth, written
from sim.scenario.holdings import CHIP_KINDS
from sim.scenario.quantity import Amount, Choice, Options, Quantity, Word
from sim.scenario.section import Section

ChipKind = Annotated[str, Word(CHIP_KINDS, "chip")]
ChamberName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
WIN_SETS: Final = ("private", "public")
REJECTED: Final = ("threat", "rates_in_force")

Leaning = Annotated[Quantity, Amount("USD bn/yr", low=-1000, high=1000, scope="run")]
Width = Annotated[Quantity, Amount("USD bn/yr", low=0.001, high=1000, scope="run")]


class Ratification(Section):
    """A chamber that must approve a signed deal before it comes into force.

    Members weigh what the deal does for income and for the organised industries of the country
    against what a rejection would bring. The rates in force stay until the vote.
    """

    party: PartyId = Field(description="Whose chamber it is.")
    by: ChamberName = Field(description="What it is called, such as diet or congress.")
    after: Duration | None = Field(
        default=None, description="Time from the signature to the vote; or give `date`."
    )
    date: Day | None = Field(
        default=None,
        description="Day of the vote; a deal signed later is voted on when it is signed.",
    )
    covers: tuple[ChipKind, ...] | None = Field(
        default=None,
        description="Chips that need approval: a deal that gives none of them is not voted on. A "
        "rate is given where it lies below the threatened one. All deals if left out.",
    )
    win_set: Annotated[Choice, Options(WIN_SETS)] = Field(
        default=written("private"),
        description="What the other side knows. `public`: what the chamber would approve; "
        "`private`: only the ranges written here. Its own government always knows.",
    )
    if_rejected: Annotated[Choice, Options(REJECTED)] = Field(
        default=written("threat"),
        description="What follows a rejection: `threat`, the threat falls due and is executed, "
        "in part or dropped as at a deadline without a deal; or the rates in force stay.",
    )
    needed: Annotated[Quantity, Amount("fraction", low=0.01, high=0.99, scope="run")] = Field(
        default=written("50%"), description="Share of the votes that it takes."
    )
    income: Annotated[Quantity, Amount("dimensionless", low=0, high=20, scope="run")] = Field(
        default=written(1), description="Weight of each USD of national income."
    )
    mood: Leaning = Field(
        default=written(
            {
                "between": ["0 USD bn/yr", "2 USD bn/yr"],
                "assumed": "parliaments approve nearly all trade agreements that governments "
                "bring them, so a yes; at most what deals cost Japan in national income",
            }
        ),
        description="How far members lean to a yes (plus) or a no whatever is in the deal, in the "
        "yearly amount that would outweigh it. Its government knows it.",
    )
    election_swing: Leaning = Field(
        default=written(
            {
                "between": ["-1 USD bn/yr", "1 USD bn/yr"],
                "assumed": "an election may turn the mood round: half the width of its range",
            }
        ),
        description="What an election of this party between today and the vote adds to the mood; "
        "known to all from polling day on.",
    )
    defeat: Worth = Field(
        default=written(
            {
                "between": ["0 USD bn/yr", "2 USD bn/yr"],
                "assumed": "a government that loses such a vote is weakened; as much as the "
                "largest mood at most",
            }
        ),
        description="What a lost vote costs its government, beyond the lost deal.",
    )
    surprise: Width = Field(
        default=written(
            {"value": "0.3 USD bn/yr", "assumed": "a third of the mean mood; compare 0.1 and 1"}
        ),
        description="How far the vote strays from what its own government expects (scale of a "
        "logistic): the larger, the less sure are its odds.",
    )
    spread: Width = Field(
        default=written({"value": "1 USD bn/yr", "assumed": "members differ as much as moods do"}),
        description="How far members lie apart (scale of a logistic): what more than half of the "
        "votes costs.",
    )
    source: str | None = Field(default=None, description="Where it is written that it must vote.")

    @model_validator(mode="after")
    def _one_date(self) -> Self:
        if (self.after is None) == (self.date is None):
            message = "a vote must have either `after` (time from the signature) or `date`"
            raise FindingsError([Finding((), message, "write one of them, such as after: 60 days")])
        return self
