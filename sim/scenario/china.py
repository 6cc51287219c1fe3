"""China's side of the scene: rare-earth licences, the answer to US tariffs, the Geneva truce."""

from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from sim.scenario.checks import Finding, FindingsError
from sim.scenario.chip_fields import PositiveMonths
from sim.scenario.destinations import Destinations
from sim.scenario.fields import Day, Duration, Rate, WorldShare, written
from sim.scenario.ids import REGIONS
from sim.scenario.quantity import Amount, Quantity, Word
from sim.scenario.section import Section

BUYERS: Final = tuple(region for region in REGIONS if region != "CHN")
BuyerId = Annotated[str, Word(BUYERS, "buyer of China's rare earths")]

Chance = Annotated[Quantity, Amount("fraction", low=0, high=1, scope="run")]


class Cut(Section):
    """A stop or cut of rare earths that lasts some months and is then lifted."""

    start: Day = Field(description="First day of the cut.")
    length: PositiveMonths = Field(description="How long it lasts, in months.")
    licensed_share: WorldShare = Field(
        default=written("0%"), description="Share of the volume that is licensed meanwhile."
    )
    share_after: WorldShare = Field(
        default=written("100%"),
        description="Share that is licensed after it; 100 % lifts the controls. Controls that were "
        "tightened because the truce broke stay.",
    )


class RareEarths(Section):
    """Licences on exports of refined rare earths and magnets; shares are of the volume of 2024."""

    since: Day = Field(description="Date from which exports need a licence.")
    to: Annotated[str | tuple[str, ...], Destinations(BUYERS)] = Field(
        default="all",
        description="Who is restricted: all buyers, one region, or a list such as [USA, JPN].",
    )
    covers: Annotated[str, Word(("heavy", "all"), "group of rare earths")] = Field(
        default="heavy",
        description="What needs a licence: heavy rare earths and all magnets (the seven elements "
        "of April 2025), or light ones (neodymium, praseodymium) too.",
    )
    licensed_share: WorldShare = Field(
        description="Share of the volume that is licensed at the start of the scenario."
    )
    licensed_share_by_destination: dict[BuyerId, WorldShare] = Field(
        default_factory=dict,
        description="The same share for a region of its own, such as {USA: 5%}.",
    )
    licensed_path: tuple[WorldShare, ...] = Field(
        default=(),
        description="The share in each month since the controls began, for all destinations; "
        "after the last one `licensed_share` holds.",
    )
    eased_share: WorldShare = Field(description="The same share once China eases.")
    tightened_share: WorldShare = Field(description="The same share once the truce breaks.")
    cut: Cut | None = Field(
        default=None, description="A cut of limited length on top, such as a stop of 3 months."
    )
    waiting_share: Annotated[Quantity, Amount("fraction", low=0, high=0.95)] = Field(
        default=written(
            {
                "between": ["70%", "90%"],
                "source": "magnet exports of April to June 2025 (2626, 1238, 3188 t) give those of "
                "July to September within 8 % at these values (docs/critical-inputs.md)",
            }
        ),
        description="Share of the applications not approved in a month that wait for the next; "
        "the rest lapse.",
    )
    first_approval: Annotated[Quantity, Amount("fraction", low=0.01, high=1)] = Field(
        default=written(
            {
                "between": ["18%", "20%"],
                "source": "1238 t of magnets in May 2025, the first whole month of licences, out "
                "of a month's 4846 t and what had waited since April",
            }
        ),
        description="Share of applications approved in the first month after a stop.",
    )
    approval_growth: Annotated[Quantity, Amount("dimensionless", low=1.05, high=1000)] = Field(
        default=written(
            {
                "between": [2.1, 2.6],
                "source": "3188 t of magnets in June 2025 after 1238 t in May: the odds of "
                "approval rose 2.15 times (90 % waiting on) to 2.5 times (70 %)",
            }
        ),
        description="Factor by which the odds of approval can rise in a month when controls ease; "
        "tightening works at once.",
    )
    rent_to_exporter: WorldShare = Field(
        default=written(
            {
                "between": ["0%", "50%"],
                "assumed": "low: sellers in China did not earn the scarcity price: neodymium "
                "there cost 60.6, 60.7 and 62.5 USD/kg in April to June 2025 (KOMIS), and 96 % of "
                "2025's dysprosium went at 224 while asks in Europe passed 1,100 (Adamas); high: "
                "licence holders raise their contract prices",
            }
        ),
        description="Share of the scarcity rent that China's state and licence holders earn "
        "together (one household here); at 100 % a cut can pay China.",
    )
    rent_burnt: WorldShare = Field(
        default=written(
            {
                "between": ["0%", "20%"],
                "assumed": "paperwork, waiting and air freight use up part of the rent",
            }
        ),
        description="Share of the scarcity rent that waiting and paperwork use up; importers keep "
        "what neither China earns nor is used up.",
    )

    @property
    def restricted(self) -> tuple[str, ...] | None:
        """Return the regions that need licences, None for all."""
        if self.to == "all":
            return None
        return (self.to,) if isinstance(self.to, str) else self.to

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        found = []
        if self.rent_to_exporter.high + self.rent_burnt.high > 1.0 + 1e-12:
            message = (
                "`rent_to_exporter` and `rent_burnt` must not exceed 100 % together: got up to "
                f"{100 * (self.rent_to_exporter.high + self.rent_burnt.high):g} %"
            )
            found.append(Finding(("rent_burnt",), message, "importers keep the rest: lower one"))
        if self.cut is not None and self.cut.start < self.since:
            message = (
                f"a cut must not start before the controls ({self.since}): got {self.cut.start}"
            )
            found.append(Finding(("cut", "start"), message, "move one of the two dates"))
        if found:
            raise FindingsError(found)
        return self


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


class Retaliation(Section):
    """Japan's answer to executed US tariffs; none unless told to."""

    match: WorldShare = Field(
        default=written(0),
        description="Share of an executed US rise over the rates in force that it puts on US goods "
        "in answer, on cars that of the car rate; gone with a deal.",
    )


class Truce(Section):
    """The truce between the United States and China, and what comes back if it breaks."""

    us_added_rate: Rate = Field(description="Added US rate on China while the truce holds.")
    china_added_rate: Rate = Field(description="Added Chinese rate on the US while it holds.")
    ends: Day = Field(description="Date on which the truce runs out.")
    suspended_rate: Rate = Field(description="Points that come back on both sides if it breaks.")
    chance_of_rupture: Chance = Field(description="Chance that it breaks on that date.")
