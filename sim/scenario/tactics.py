"""The tactics that a government can play, and their parameters as scenario files write them."""

from datetime import date
from typing import Annotated, Any, Final, cast

from pydantic import Field, create_model

from sim.scenario.fields import Day, written
from sim.scenario.holdings import HOLDER, HOLDINGS
from sim.scenario.quantity import Amount, Choice, Options, Quantity
from sim.scenario.section import Section
from sim.scenario.validation import models_in

TACTICS: Final = (
    "time_dependent",
    "tit_for_tat",
    "trade_off",
    "micro",
    "zeuthen",
    "equilibrium",
    "hard_liner",
    "take_it_or_leave_it",
    "scripted",
)
"""The registry: each name is a module of `sim.bargaining.repertoire`."""

CLOCKED: Final = ("time_dependent", "trade_off")
"""Those that concede by the clock, whatever the other side does."""

RATE_CHIPS: Final = ("general_rate", "car_rate", "china_rate")

Share = Annotated[Quantity, Amount("fraction", low=0, high=1, scope="run")]
Steps = Annotated[Quantity, Amount("dimensionless", low=1, high=10, scope="run")]


class TimeDependent(Section):
    """Concede with time, as the pace says."""

    curve: Annotated[Choice, Options(("polynomial", "exponential"))] = Field(
        default=written("polynomial"),
        description="Form of the concession (Faratin et al. 1998): `exponential` stays nearer to "
        "its first demand for longer at the same pace.",
    )


class TitForTat(Section):
    """Concede what the other side concedes; before it has, as the pace says."""

    answers: Annotated[Choice, Options(("relative", "absolute", "averaged"))] = Field(
        default=written("relative"),
        description="What is answered: the other's last change in proportion, in USD, or its "
        "change in proportion over several offers.",
    )
    steps: Steps = Field(
        default=written({"value": 1, "assumed": "the last concession is the one that is answered"}),
        description="How many offers it looks back.",
    )


class Micro(Section):
    """One new offer for each new offer of the other side (MiCRO, de Jonge 2022)."""

    walks: Annotated[Choice, Options(("ladder", "all_packages"))] = Field(
        default=written("ladder"),
        description="Which packages it walks down: those that its beliefs about the other side "
        "single out, or all, of which some forty offers reach few.",
    )


class Equilibrium(Section):
    """Backward induction over the offers that are still to come."""

    patience: Share = Field(
        default=written(
            {"between": ["90%", "99%"], "assumed": "a week's delay costs 1 to 10 % of a gain"}
        ),
        description="What a gain is worth to it now that comes one round later.",
    )
    others_patience: Share = Field(
        default=written({"value": "95%", "assumed": "the middle of the own range"}),
        description="What it thinks that such a gain is worth to the other side.",
    )
    breakdown: Share = Field(
        default=written(
            {"between": ["0%", "4%"], "assumed": "as `breakdown_per_round` of the talks"}
        ),
        description="Chance a round, as it sees it, that talks without a deal break down.",
    )
    turns: Annotated[Choice, Options(("drawn", "alternate"))] = Field(
        default=written("drawn"),
        description="Who it thinks makes the coming offers: drawn each time, or turn by turn, so "
        "that whoever has the last word takes most.",
    )
    walk_out: Annotated[Choice, Options(("never", "any_time"))] = Field(
        default=written("never"),
        description="Whether it reckons that whoever is asked may walk out and have its no deal at "
        "once. Then no deal moves the split only where it beats waiting, and what is worth less "
        "with every round is the value against the rates in force, not the gain over no deal.",
    )


class HardLiner(Section):
    """One demand from the first offer to the last."""

    gives: Share = Field(
        default=written({"value": "0%", "assumed": "the best it thinks it can get, or nothing"}),
        description="Share of the way from its best hope to no deal that its one demand gives.",
    )
    at_the_end: Annotated[Choice, Options(("holds", "yields"))] = Field(
        default=written("holds"),
        description="Whether it takes what beats no deal in the last exchange after all.",
    )


class TakeItOrLeaveIt(Section):
    """The one demand that pays best when the other side's no deal is not known for sure."""

    doubt: Share = Field(
        default=written(
            {"between": ["0%", "50%"], "assumed": "from knowing to being wrong by half of it all"}
        ),
        description="How far the other side's no deal may lie from what it is believed to be, "
        "either way, as a share of what the other can gain at most.",
    )


class _DatedOffer(Section):
    """What a scripted party offers from a date on."""

    date: Day = Field(description="First day on which it is offered.")
    source: str | None = Field(default=None, description="Where it was reported.")


def _amounts() -> dict[str, Any]:
    """Return an optional field for each chip, in the unit of its maximum or a rate."""
    fields: dict[str, Any] = {}
    for kind, party in HOLDER.items():
        chip = models_in(HOLDINGS[party].model_fields[kind].annotation)[0]
        known = chip.model_fields.get("max")
        unit = "fraction"
        if known is not None:
            unit = next(item.unit for item in known.metadata if isinstance(item, Amount))
        amount = Annotated[Quantity, Amount(unit, low=0, certain=True)]
        what = "The added rate" if kind in RATE_CHIPS else "How much"
        text = f"{what} that is offered or asked for; its zero level if left out."
        fields[kind] = (amount | None, Field(default=None, description=text))
    return fields


DatedOffer = create_model("DatedOffer", __base__=_DatedOffer, **_amounts())


class Scripted(Section):
    """Offers that are written in the file, for replays."""

    accepts: Annotated[Choice, Options(("own_offer", "no_deal", "nothing"))] = Field(
        default=written("own_offer"),
        description="What it takes: whatever is worth its own offer of the day to it, whatever "
        "beats no deal, or nothing.",
    )
    offers: tuple[DatedOffer, ...] = Field(
        default=(),
        description="Dated packages, both sides' chips; each holds until the next date.",
    )


class Tactics(Section):
    """Parameters of the tactics; only those of tactics that are played matter."""

    time_dependent: TimeDependent = Field(
        default_factory=TimeDependent, description="Concede with time."
    )
    tit_for_tat: TitForTat = Field(
        default_factory=TitForTat, description="Concede what the other side concedes."
    )
    micro: Micro = Field(default_factory=Micro, description="One new offer for each new offer.")
    equilibrium: Equilibrium = Field(
        default_factory=Equilibrium, description="Backward induction over the coming offers."
    )
    hard_liner: HardLiner = Field(
        default_factory=HardLiner, description="One demand from first to last."
    )
    take_it_or_leave_it: TakeItOrLeaveIt = Field(
        default_factory=TakeItOrLeaveIt, description="The best one demand against what is unknown."
    )
    scripted: Scripted = Field(default_factory=Scripted, description="Offers written in the file.")


Tactic = Annotated[Choice, Options(TACTICS, scope="run")]


def offered(offer: Section) -> dict[str, float]:
    """Return what a dated offer names: chip -> amount in the chip's unit, or a rate."""
    named = {kind: cast("Quantity | None", getattr(offer, kind)) for kind in HOLDER}
    return {kind: amount.mean for kind, amount in named.items() if amount is not None}


def offer_date(offer: Section) -> date:
    """Return the first day of a dated offer."""
    return cast("date", offer.date)  # type: ignore[attr-defined]
