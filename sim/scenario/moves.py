"""What may happen beside offers: talks after an execution, credibility, shocks from outside."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from sim.scenario.checks import Finding, FindingsError
from sim.scenario.fields import Belief, Day, Duration, Odds, Rate, written
from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section

Cases = Annotated[Quantity, Amount("dimensionless", low=0.1, high=1000, scope="run")]
Share = Annotated[Quantity, Amount("fraction", low=0, high=1, certain=True)]
Weight = Annotated[Quantity, Amount("dimensionless", low=0, high=100, certain=True)]

_DAYS_BETWEEN = 7
"""A shock with two dates falls on a day of these, a week apart."""


class AfterExecution(Section):
    """Talks that go on under the executed rates; relief from these is then what is asked for."""

    length: Duration = Field(description="How long talks go on after the threat is executed.")
    rounds_every: Duration = Field(description="Time between rounds in that time.")
    stays: Odds = Field(description="Without a deal by then the executed rates stay.")
    eased: Odds = Field(description="Half of the executed rise is taken back.")
    withdrawn: Odds = Field(description="The rates that held before the execution come back.")
    source: str | None = Field(default=None, description="Where the odds come from.")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        found = []
        if self.length.mean < 1:
            found.append(Finding(("length",), "talks after an execution must last at least a day"))
        if self.stays.high + self.eased.high + self.withdrawn.high <= 0:
            found.append(
                Finding(
                    (),
                    "`after_execution` odds must not all be zero",
                    "give `stays`, `eased` or `withdrawn` a weight",
                )
            )
        if found:
            raise FindingsError(found)
        return self


class Deed(Section):
    """What the threatener does elsewhere, and all can see."""

    date: Day = Field(description="Day from which it is known.")
    what: str = Field(description="What it does, in a few words.")
    carried_out: Share = Field(
        description="Share of a threat that it carries out; it retreats from the rest."
    )
    counts: Weight = Field(
        default=written(1), description="How many cases it is worth to those who watch."
    )
    source: str | None = Field(default=None, description="Where it was reported.")


class Credibility(Section):
    """How deeds move what the other side believes of the threat."""

    strength: Cases = Field(
        description="How many cases the belief at the start is worth (`believes_threat` is its "
        "mean): the more, the less a deed moves it."
    )
    put_off_counts: Belief = Field(
        default=written(
            {"between": ["25%", "75%"], "assumed": "a deadline put off is no whole retreat"}
        ),
        description="How much of a retreat a deadline is that moves back.",
    )
    raised_counts: Belief = Field(
        default=written(
            {"between": ["0%", "50%"], "assumed": "a higher threat is a word and no deed"}
        ),
        description="How much of an execution a threat is that is raised.",
    )
    deeds: tuple[Deed, ...] = Field(
        default=(), description="What the threatener does elsewhere, each on its date."
    )


class ShockRates(Section):
    """Rates that a shock sets; what it leaves out stays as it is."""

    general_rate: Rate | None = Field(default=None, description="General added rate.")
    car_rate: Rate | None = Field(default=None, description="Added rate on cars and parts.")


class Shock(Section):
    """Something from outside the talks that changes rates or the threat, with a chance."""

    name: str = Field(min_length=1, description="What happens, in a few words.")
    date: Day = Field(description="The day, or the first of those on which it may fall.")
    latest: Day | None = Field(
        default=None,
        description="The last such day; it then falls on one a whole number of weeks after the "
        "first, all equally likely.",
    )
    chance: Belief = Field(description="How likely it is at all.")
    in_force: ShockRates = Field(
        default_factory=ShockRates, description="Rates in force from then on."
    )
    threat: ShockRates = Field(
        default_factory=ShockRates, description="Threatened rates from then on."
    )
    stayed_until: Day | None = Field(
        default=None,
        description="It is known when it falls, but takes effect on this day: an appeal keeps the "
        "rates until then.",
    )
    expected: StrictBool = Field(
        default=True,
        description="Whether governments know the mean of `chance` beforehand and reckon with it.",
    )
    source: str | None = Field(default=None, description="Where it was reported.")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        found = []
        if self.latest is not None and self.latest < self.date:
            message = f"`latest` must not lie before `date` {self.date}: got {self.latest}"
            found.append(Finding(("latest",), message, "put the two in order"))
        if self.stayed_until is not None and self.stayed_until <= self.date:
            message = f"`stayed_until` must lie after `date` {self.date}: got {self.stayed_until}"
            found.append(Finding(("stayed_until",), message, "leave it out if nothing is stayed"))
        if not self.sets_anything:
            message = "a shock must set a rate under `in_force` or `threat`"
            found.append(Finding((), message, "write in_force: {general_rate: 0%}, for example"))
        if found:
            raise FindingsError(found)
        return self

    @property
    def sets_anything(self) -> bool:
        """Whether it changes any rate."""
        rates = (self.in_force, self.threat)
        return any(r.general_rate is not None or r.car_rate is not None for r in rates)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days on which it may fall, a week apart."""
        span = ((self.latest or self.date) - self.date).days
        steps = range(0, span + 1, _DAYS_BETWEEN)
        return tuple(self.date + dt.timedelta(days=days) for days in steps)


def shock_findings(shocks: tuple[Shock, ...]) -> list[Finding]:
    """Return what is wrong with a list of shocks: each name stands for its own dice."""
    names = [shock.name for shock in shocks]
    return [
        Finding(
            ("shocks", place, "name"),
            f"each shock must have its own name: got {shock.name!r} twice",
            "name them apart; the name is the address of its dice",
        )
        for place, shock in enumerate(shocks)
        if shock.name in names[:place]
    ]
