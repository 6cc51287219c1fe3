"""What each government is: what it values, how it bargains, what it holds."""

from pydantic import Field, StrictBool

from sim.scenario.china import Controls, Retaliation, TariffAnswer, Truce
from sim.scenario.fields import Belief, Pace, PartyId, SectorId, Weight, Worth, written
from sim.scenario.holdings import ChinaChips, JapanChips, UnitedStatesChips
from sim.scenario.industries import JapanIndustries, UnitedStatesIndustries
from sim.scenario.measures import Measure, MeasureName
from sim.scenario.ministries import JapanMinistries, UnitedStatesMinistries
from sim.scenario.section import Section
from sim.scenario.tactics import Tactic, Tactics


class Weights(Section):
    """What a government wants beside income, which always has weight 1. All are zero by default."""

    deficit: Weight = Field(
        default=written(0),
        description="Worth of each USD by which its goods balance with the other party rises.",
    )
    total_balance: Weight = Field(
        default=written(0),
        description="Worth of each USD by which its goods balance with the world rises.",
    )
    revenue: Weight = Field(
        default=written(0),
        description="Premium on each USD of tariff revenue, above its share in income.",
    )
    security: Weight = Field(
        default=written(0),
        description="Worth of each USD of own and allied output in minerals, chips, chip equipment "
        "and ships.",
    )
    announcement: Worth = Field(
        default=written("0 USD bn/yr"),
        description="Typed worth of each chip of the other side given in full, for the headline.",
    )
    face: Worth = Field(
        default=written("0 USD bn/yr"),
        description="Typed loss for each own chip given in full, for the loss of face.",
    )
    sectors: dict[SectorId, Weight] = Field(
        default_factory=dict,
        description="Worth of each USD of value added in a sector at home, above its share in "
        "income.",
    )
    deficit_with: dict[PartyId, Weight] = Field(
        default_factory=dict,
        description="The same as `deficit` towards one party, such as {CHN: 0.1}.",
    )


class _Negotiator(Section):
    """How a government at the table bargains."""

    weights: Weights = Field(description="What it wants beside income.")
    pace: Pace = Field(description="How soon it concedes: holds_out, steady or eager.")
    tactic: Tactic = Field(
        default=written("time_dependent"),
        description="How it bargains; `one_of` mixes tactics across runs. See docs/tactics.md.",
    )
    tactics: Tactics = Field(
        default_factory=Tactics, description="Parameters of the tactics that are played."
    )
    learns: StrictBool = Field(
        default=True,
        description="Whether it learns from offers and refusals what the other side wants and "
        "what no deal is worth to it; if not, it keeps to what everybody expects.",
    )
    walks_out: Belief = Field(
        default=written(0),
        description="Chance that it leaves after a round in which it sees no package that both "
        "would rather have than no deal; it comes back when what is threatened changes.",
    )


class UnitedStates(_Negotiator):
    """The government of the United States: it threatens, and holds the tariff rates."""

    resolve: Belief = Field(
        description="Its own, private chance of executing its threat in full at the deadline."
    )
    chips: UnitedStatesChips = Field(
        default_factory=UnitedStatesChips, description="What it can give: tariff relief."
    )
    ministries: UnitedStatesMinistries | None = Field(
        default=None, description="Its ministries, if it decides as several; {} for the usual ones."
    )
    measures: dict[MeasureName, Measure] = Field(
        default_factory=dict,
        description="Measures in force whatever the talks bring, by name: tariffs, quotas, export "
        "taxes, bans, trade costs.",
    )
    industries: UnitedStatesIndustries | None = Field(
        default=None,
        description="Its organised industries: they lobby, and a chamber that votes hears them; {} "
        "for the usual ones.",
    )


class Japan(_Negotiator):
    """The government of Japan: it answers the threat with chips."""

    believes_threat: Belief = Field(
        description="How likely it thinks at first that the threat is executed in full."
    )
    chips: JapanChips = Field(
        default_factory=JapanChips, description="What it can give: purchases, cooperation, pledges."
    )
    ministries: JapanMinistries | None = Field(
        default=None, description="Its ministries, if it decides as several; {} for the usual ones."
    )
    measures: dict[MeasureName, Measure] = Field(
        default_factory=dict,
        description="Measures in force whatever the talks bring, by name: tariffs, quotas, export "
        "taxes, bans, trade costs.",
    )
    tariff_answer: Retaliation = Field(
        default_factory=Retaliation,
        description="How it answers US tariffs that are executed without a deal.",
    )
    industries: JapanIndustries | None = Field(
        default=None,
        description="Its organised industries: they lobby, and a chamber that votes hears them; {} "
        "for the usual ones.",
    )


class China(_Negotiator):
    """The government of China: its controls and tariffs frame talks in which it need not sit."""

    weights: Weights = Field(
        default_factory=Weights,
        description="What it wants beside income; for reported gains, and in its own talks.",
    )
    pace: Pace = Field(
        default=written(
            {
                "value": "holds_out",
                "source": "of nine dated US deals of 1981 to 2019, seven came in the last week "
                "before the deadline (median 1 day)",
            }
        ),
        description="How soon it concedes: holds_out, steady or eager.",
    )
    resolve: Belief = Field(
        default=written(
            {
                "between": ["70%", "95%"],
                "assumed": "China carried out 11 of 12 coded threats before 30 May 2025 (92 %), "
                "widened downwards: few were that costly",
            }
        ),
        description="In talks in which it threatens: its own chance of executing the threat.",
    )
    believes_threat: Belief = Field(
        default=written(
            {
                "between": ["20%", "60%"],
                "assumed": "as Japan: around the record of US threats, 21 to 39 %, and above: "
                "those of April had been carried out",
            }
        ),
        description="How likely it thinks at first that a threat to it is executed in full.",
    )
    chips: ChinaChips = Field(
        default_factory=ChinaChips, description="What it can give: licences and purchases."
    )
    controls: Controls = Field(description="Its export controls on rare earths and when they move.")
    tariff_answer: TariffAnswer = Field(description="How it answers US tariffs with its own.")
    truce: Truce = Field(description="The truce of Geneva and the chance that it breaks.")
    measures: dict[MeasureName, Measure] = Field(
        default_factory=dict,
        description="Measures in force whatever the talks bring, by name: tariffs, quotas, export "
        "taxes, bans, trade costs.",
    )


class Parties(Section):
    """The governments of the model."""

    USA: UnitedStates = Field(description="The United States.")
    JPN: Japan = Field(description="Japan.")
    CHN: China = Field(description="China.")
