"""China's side of the scene: rare-earth licences, the answer to US tariffs, the Geneva truce."""

from typing import Annotated

from pydantic import Field

from sim.scenario.fields import Day, Duration, Rate, WorldShare, written
from sim.scenario.quantity import Amount, Quantity, Word
from sim.scenario.section import Section

Chance = Annotated[Quantity, Amount("fraction", low=0, high=1, scope="run")]


class RareEarths(Section):
    """Licences on exports of refined rare earths and magnets; shares are of the volume of 2024."""

    since: Day = Field(description="Date from which exports need a licence.")
    to: Annotated[str, Word(("all", "USA"), "destination")] = Field(
        default="all", description="Who is restricted: all buyers, or the United States alone."
    )
    licensed_share: WorldShare = Field(
        description="Share of the volume that is licensed at the start of the scenario."
    )
    eased_share: WorldShare = Field(description="The same share once China eases.")
    tightened_share: WorldShare = Field(description="The same share once the truce breaks.")
    rent_to_exporter: WorldShare = Field(
        default=written(
            {
                "between": ["50%", "100%"],
                "assumed": "the state licenses; traders abroad hold some stock",
            }
        ),
        description="Share of the scarcity rent that stays in China; importers keep the rest.",
    )


class Eases(Section):
    """When China lets more rare earths out."""

    when_us_added_rate_at_most: Rate = Field(
        description="China may ease if the added US rate on it is at most this."
    )
    chance_per_review: Chance = Field(description="Chance of easing at each review, if so.")


class Tightens(Section):
    """When China lets fewer rare earths out."""

    when_us_added_rate_above: Rate = Field(
        description="China may tighten if the added US rate on it is above this."
    )
    chance_per_review: Chance = Field(description="Chance of tightening at each review, if so.")


class Controls(Section):
    """Export controls and the rule by which they move."""

    rare_earths: RareEarths = Field(description="The licences of April 2025.")
    review_every: Duration = Field(
        default=written({"value": "30 days", "assumed": "licences looked at once a month"}),
        description="Time between two looks at the controls.",
    )
    eases: Eases = Field(description="When China eases.")
    tightens: Tightens = Field(description="When China tightens.")


class TariffAnswer(Section):
    """China's answer to a rise of the added US rate on it."""

    match: WorldShare = Field(
        description="Share of a US increase on China that China puts on US goods in answer."
    )


class Truce(Section):
    """The truce between the United States and China, and what comes back if it breaks."""

    us_added_rate: Rate = Field(description="Added US rate on China while the truce holds.")
    china_added_rate: Rate = Field(description="Added Chinese rate on the US while it holds.")
    ends: Day = Field(description="Date on which the truce runs out.")
    suspended_rate: Rate = Field(description="Points that come back on both sides if it breaks.")
    chance_of_rupture: Chance = Field(description="Chance that it breaks on that date.")
