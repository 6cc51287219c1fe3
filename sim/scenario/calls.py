"""Calls between leaders: when they talk, and how."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.checks import Finding, FindingsError
from sim.scenario.fields import Belief, Day, Worth, written
from sim.scenario.holdings import CHIP_KINDS
from sim.scenario.quantity import Choice, Options, Word
from sim.scenario.section import Section

RATE_CHIPS = ("general_rate", "car_rate")

HeadlineChip = Annotated[
    str, Word(tuple(kind for kind in CHIP_KINDS if kind not in RATE_CHIPS), "chip that is no rate")
]


class Calls(Section):
    """Leaders' calls: a second channel, in which rates are bargained against headline chips."""

    dates: tuple[Day, ...] = Field(
        default=(), description="Days on which the leaders talk, in order: calls and meetings."
    )
    chance: Belief = Field(
        default=written({"value": 1, "assumed": "what is listed takes place"}),
        description="Chance that a call takes place which is listed or which the week's chance "
        "brings. At 0 the same packages are on the table, but no leader talks: to compare with.",
    )
    chance_per_week: Belief = Field(
        default=written({"value": 0, "assumed": "only the listed calls take place"}),
        description="Chance, week by week from `as_of`, of one more call.",
    )
    headline: tuple[HeadlineChip, ...] = Field(
        default=("investment_pledge", "agricultural_imports", "defense_purchases"),
        description="Chips that leaders move beside the rates; all others stay as last offered.",
    )
    asks: Annotated[Choice, Options(("demand", "no_deal"), scope="run")] = Field(
        default=written(
            {
                "one_of": ["demand", "no_deal"],
                "assumed": "how far a leader goes beyond the own ministers is not on record",
            }
        ),
        description="What a leader asks for: what the own side would demand in a round on that "
        "day, or only more than no deal.",
    )
    announcement: Worth = Field(
        default=written(
            {"value": "0 USD bn/yr", "assumed": "leaders weigh as their ministers do; try 0 to 2"}
        ),
        description="What each rate cut and headline chip that the other side gives in full adds "
        "in a leader's eyes, to be announced, beyond what it is worth to the own ministers.",
    )
    source: str | None = Field(default=None, description="Where the calls were reported.")

    @model_validator(mode="after")
    def _some_call(self) -> Self:
        found = [
            Finding(
                ("dates", i + 1),
                f"calls must rise in time: {later} follows {earlier}",
                "put the dates in order",
            )
            for i, (earlier, later) in enumerate(pairwise(self.dates))
            if later <= earlier
        ]
        if not self.dates and self.chance_per_week.high <= 0:
            message = "`calls` must name days or a chance: got neither"
            advice = "write `dates: [...]` or `chance_per_week`, or `calls: null` for none"
            found.append(Finding((), message, advice))
        if len(set(self.headline)) < len(self.headline):
            message = "`headline` lists a chip twice"
            found.append(Finding(("headline",), message, "name each chip once"))
        if found:
            raise FindingsError(found)
        return self
