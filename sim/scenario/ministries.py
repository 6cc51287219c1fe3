"""Governments of several ministries: who weighs what, and how they decide.

What the government wants in all is the same as without ministries; the ministries divide it. With
emphasis e_m on a term and voices v_m, ministry m gives the term the weight

    weight_m = weight e_m / sum_k v_k e_k

so the average over ministries, by voice, is the government's own weight.
"""

from typing import Annotated, Any, Final

from pydantic import Field, create_model

from sim.scenario.fields import written
from sim.scenario.quantity import Amount, Choice, Options, Quantity
from sim.scenario.section import Section

RULES: Final = ("weighted", "unanimity", "chair")

Emphasis = Annotated[Quantity, Amount("dimensionless", low=0, high=20, scope="run")]
Voice = Annotated[Quantity, Amount("fraction", low=0.01, high=1, scope="run")]


class Ministry(Section):
    """One ministry: its voice, and how much more it cares than the others (1: as they do)."""

    voice: Voice = Field(default=written("33%"), description="Its voice; voices are scaled to one.")
    income: Emphasis = Field(default=written(1), description="Emphasis on real income.")
    balance: Emphasis = Field(
        default=written(1), description="Emphasis on the goods balances and on announcements."
    )
    revenue: Emphasis = Field(default=written(1), description="Emphasis on tariff revenue.")
    security: Emphasis = Field(default=written(1), description="Emphasis on security.")
    agriculture: Emphasis = Field(
        default=written(1), description="Emphasis on farms and food, and on the cost of farm chips."
    )
    industry: Emphasis = Field(
        default=written(1), description="Emphasis on the other weighted sectors."
    )
    costs: Emphasis = Field(
        default=written(1),
        description="Emphasis on the domestic cost of own chips and on loss of face.",
    )


def _ministry(name: str, words: str, **emphasis: tuple[float, str]) -> Any:
    """Return the model of one ministry: emphases other than 1 with the reason assumed."""
    fields: dict[str, Any] = {}
    for term, (value, why) in emphasis.items():
        known = Ministry.model_fields[term]
        default = written({"value": value, "assumed": why})
        fields[term] = (Emphasis, Field(default=default, description=known.description))
    return create_model(name, __base__=Ministry, __doc__=words, **fields)


Treasury = _ministry(
    "Treasury",
    "The US Treasury: income and revenue.",
    income=(2, "growth and markets are its office"),
    revenue=(3, "it answers for the budget"),
)
Commerce = _ministry(
    "Commerce",
    "The US Department of Commerce: industries and security.",
    industry=(3, "the industries at home are its office"),
    security=(2, "it runs export controls and chip subsidies"),
)
TradeRepresentative = _ministry(
    "TradeRepresentative",
    "The US Trade Representative: balances and market access.",
    balance=(3, "deficits were the ground of the orders of April 2025"),
    agriculture=(2, "access for farm goods is an old demand on Japan"),
)
PrimeMinister = _ministry(
    "PrimeMinister",
    "Japan's prime minister's office: the whole, security and votes.",
    income=(2, "it answers for the whole economy"),
    security=(2, "the alliance is its office"),
    costs=(2, "it faces the voters"),
)
EconomyMinistry = _ministry(
    "EconomyMinistry",
    "Japan's ministry of economy, trade and industry: makers of cars and machines.",
    industry=(3, "cars and machines are its clients"),
)
AgricultureMinistry = _ministry(
    "AgricultureMinistry",
    "Japan's ministry of agriculture: farms.",
    agriculture=(5, "farms are its only clients"),
)


class Cabinet(Section):
    """How ministries decide together; a subclass names them and who may take the chair."""

    decide_by: Annotated[Choice, Options(RULES)] = Field(
        default=written("weighted"),
        description="`weighted` follows the average by voice, as a government without ministries "
        "does; `unanimity` signs nothing by which a ministry loses against no deal; `chair` "
        "follows one ministry alone.",
    )


class UnitedStatesMinistries(Cabinet):
    """Treasury, commerce and trade representative."""

    chair: Annotated[Choice, Options(("treasury", "commerce", "trade_representative"))] = Field(
        default=written(
            {"value": "treasury", "assumed": "the Treasury Secretary led the talks of May 2025"}
        ),
        description="Which ministry decides where the chair does.",
    )
    treasury: Treasury = Field(  # type: ignore[valid-type]  # a model made above
        default_factory=Treasury, description="The Treasury: income and revenue."
    )
    commerce: Commerce = Field(  # type: ignore[valid-type]
        default_factory=Commerce,
        description="The Department of Commerce: industries and security.",
    )
    trade_representative: TradeRepresentative = Field(  # type: ignore[valid-type]
        default_factory=TradeRepresentative,
        description="The Trade Representative: balances and market access.",
    )


class JapanMinistries(Cabinet):
    """Prime minister's office, economy ministry and agriculture ministry."""

    chair: Annotated[Choice, Options(("prime_minister", "economy", "agriculture"))] = Field(
        default=written(
            {"value": "prime_minister", "assumed": "the envoy reported to the prime minister"}
        ),
        description="Which ministry decides where the chair does.",
    )
    prime_minister: PrimeMinister = Field(  # type: ignore[valid-type]
        default_factory=PrimeMinister,
        description="The prime minister's office: the whole, security and votes.",
    )
    economy: EconomyMinistry = Field(  # type: ignore[valid-type]
        default_factory=EconomyMinistry,
        description="The ministry of economy, trade and industry: makers of cars and machines.",
    )
    agriculture: AgricultureMinistry = Field(  # type: ignore[valid-type]
        default_factory=AgricultureMinistry, description="The ministry of agriculture: farms."
    )
