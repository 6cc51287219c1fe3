"""How promises are kept: shares delivered, delays, and what a shortfall brings down."""

from typing import Annotated, Any, Final

from pydantic import Field, create_model

from sim.scenario.fields import Belief, written
from sim.scenario.holdings import HOLDINGS
from sim.scenario.quantity import Amount, Choice, Options, Quantity
from sim.scenario.section import Section

KINDS: Final = ("farm_purchases", "specific_purchases", "broad_totals", "investment", "projects")

_KIND_OF: Final = {
    "agricultural_imports": "farm_purchases",
    "defense_purchases": "specific_purchases",
    "investment_pledge": "investment",
}
"""How each chip is delivered; every other one is a project."""

Delay = Annotated[Quantity, Amount("months", low=0, high=120, scope="run")]


def _between(low: str, high: str, **notes: str) -> Any:
    return written({"between": [low, high], **notes})


def _kind(name: str, words: str, share: Any, delay: Any) -> Any:
    """Return the model of one kind of promise."""
    fields: dict[str, Any] = {
        "share": (
            Belief,
            Field(default=share, description="Share of what was promised that comes in the end."),
        ),
        "delay": (
            Delay,
            Field(default=delay, description="How much later than promised deliveries begin."),
        ),
    }
    return create_model(name, __base__=Section, __doc__=words, **fields)


_ON_TIME: Final = written(
    {"value": "0 months", "source": "the shares were counted year by year, lateness included"}
)

FarmPurchases = _kind(
    "FarmPurchases",
    "Purchases of farm goods by the state or its traders.",
    _between(
        "75%",
        "95%",
        source="China's farm purchases of Phase One: 81 % in 2020, 75 % in 2021; upper end assumed",
    ),
    _ON_TIME,
)
SpecificPurchases = _kind(
    "SpecificPurchases",
    "Purchases of named goods by the state.",
    _between(
        "90%",
        "100%",
        source="97 % of the car parts that Japan promised in January 1992; 92 % of the defence "
        "orders of fiscal 2018 came on time",
    ),
    _between("0 months", "24 months", assumed="arms come late: nearly in full, up to two years"),
)
BroadTotals = _kind(
    "BroadTotals",
    "A sum over many goods.",
    _between(
        "29%",
        "57%",
        source="China bought 57 % of all that Phase One named (288.8 of 502.4 USD bn); the EU 29 % "
        "of the energy that it promised for a year in July 2025",
    ),
    _ON_TIME,
)
Investment = _kind(
    "Investment",
    "Money pledged for projects.",
    _between("30%", "80%", assumed="no pledge of this size has run its course; slowly and in part"),
    _between("6 months", "36 months", assumed="projects have to be found, permitted and financed"),
)
Projects = _kind(
    "Projects",
    "Plants, yards and rules.",
    _between("80%", "100%", assumed="what has been begun is mostly finished"),
    _between(
        "0 months",
        "16 months",
        source="the 20 % chip share of 1986 was reached 1.3 years late, in 1992; low end assumed",
    ),
)


class SnapBack(Section):
    """The threatened rates come back when too little has been delivered."""

    below: Belief = Field(
        default=_between(
            "40%", "70%", assumed="57 % of Phase One was let pass, an open failure of 1987 was not"
        ),
        description="Share of the promises due, by their worth to the threatener, below which they "
        "count as broken.",
    )
    chance: Belief = Field(
        default=_between(
            "0%",
            "50%",
            assumed="of two US deals found wanting one was sanctioned (chips, 1987), one was not "
            "(Phase One): half is the upper end",
        ),
        description="Chance that the threatened rates come back when promises are broken; 0 for "
        "never.",
    )
    review: Annotated[Quantity, Amount("months", low=1, high=120, scope="run")] = Field(
        default=_between(
            "8 months",
            "24 months",
            source="the chip agreement of 1986 was found broken after 8 months; Phase One ran two "
            "years",
        ),
        description="Time from signature to the day on which deliveries are looked at.",
    )


def _chips() -> dict[str, Any]:
    """Return a choice of kind for each chip that is a promise."""
    described = "How this chip is delivered."
    fields: dict[str, Any] = {}
    for kind in HOLDINGS["JPN"].model_fields:
        default = written(_KIND_OF.get(kind, "projects"))
        fields[kind] = (
            Annotated[Choice, Options(KINDS)],
            Field(default=default, description=described),
        )
    return fields


ChipKinds = create_model(
    "ChipKinds", __base__=Section, __doc__="Which kind of promise each chip is.", **_chips()
)


class Delivery(Section):
    """How promises are kept once a deal is signed."""

    farm_purchases: FarmPurchases = Field(  # type: ignore[valid-type]  # models made above
        default_factory=FarmPurchases, description="How purchases of farm goods are kept."
    )
    specific_purchases: SpecificPurchases = Field(  # type: ignore[valid-type]
        default_factory=SpecificPurchases,
        description="How purchases of named goods by the state are kept.",
    )
    broad_totals: BroadTotals = Field(  # type: ignore[valid-type]
        default_factory=BroadTotals, description="How promised sums over many goods are kept."
    )
    investment: Investment = Field(  # type: ignore[valid-type]
        default_factory=Investment, description="How pledges of money for projects are kept."
    )
    projects: Projects = Field(  # type: ignore[valid-type]
        default_factory=Projects, description="How plants, yards and changes of rules come about."
    )
    chips: ChipKinds = Field(
        default_factory=ChipKinds, description="The kind of promise that each chip is."
    )
    snap_back: SnapBack = Field(
        default_factory=SnapBack, description="What follows from a shortfall."
    )
