"""A scenario: one question, one day, the economy, the governments and their talks."""

from typing import Annotated, Final, Self

from pydantic import Field, StrictInt, StringConstraints, field_validator, model_validator

from sim.scenario.advanced import Advanced
from sim.scenario.checks import Finding, FindingsError
from sim.scenario.critical_inputs import RareEarthUse
from sim.scenario.fields import Count, Day, Rate, written
from sim.scenario.front_loading import FrontLoading
from sim.scenario.holdings import HOLDER, belongs_to
from sim.scenario.home_tier import HomeTier
from sim.scenario.ids import ELASTICITY_SETS
from sim.scenario.measure_checks import measure_findings
from sim.scenario.party import Parties
from sim.scenario.prices import Collection, PassThrough
from sim.scenario.quantity import Amount, Choice, Options, Quantity
from sim.scenario.ratification_checks import ratification_findings
from sim.scenario.section import Section
from sim.scenario.tactic_checks import tactic_findings
from sim.scenario.talk import Talk

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]
TalkName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class EconomySettings(Section):
    """How trade reacts, how fast, and how values are summed over time."""

    worlds: Annotated[StrictInt, Field(ge=1, le=32)] = Field(
        default=16,
        description="Number of fixed draws of what we do not know about the economy; runs are "
        "assigned to them.",
    )
    elasticities: Annotated[Choice, Options(ELASTICITY_SETS, scope="world")] = Field(
        description="Published set of long-run trade elasticities by sector: theta, that of "
        "expenditure shares to the price with duty. Estimates on values before duty are theta + 1."
    )
    services_elasticity: Annotated[Quantity, Amount("dimensionless", low=0.5, high=10)] = Field(
        default=written(
            {
                "between": [1.5, 4],
                "assumed": "seven of the eight sets carry 4.0 for services as a filler, one 8.35; "
                "with total deficits fixed it decides how far goods can trade off with services",
            }
        ),
        description="Long-run trade elasticity (theta) of services, in place of the sets' own.",
    )
    home_goods: HomeTier = Field(
        default_factory=HomeTier,
        description="Where buyers choose between home goods and imports first, and among foreign "
        "suppliers then.",
    )
    first_year_elasticity_share: Annotated[Quantity, Amount("fraction", low=0.05, high=1)] = Field(
        description="First-year response of trade values before duty as a share of the long-run "
        "one; it applies to theta + 1: theta in the first year is share (theta + 1) - 1."
    )
    adjustment_time: Annotated[Quantity, Amount("months", low=1, high=240)] = Field(
        description="Time in which the elasticity of trade covers 63 % of the way from the first "
        "year to the long run."
    )
    first_year_lending: Annotated[Quantity, Amount("dimensionless", low=0, high=20)] = Field(
        default=written(
            {
                "between": [0.6, 3],
                "source": "low: buying foreign currency for 1 % of GDP moves the real exchange "
                "rate by 1.4 to 1.7 % (Adler, Lisack and Mano, IMF 2015/130), and Yale Budget Lab "
                "(2026) lets the dollar offset 17 % of a tariff, as 0.7 does; high: US import "
                "prices before duty fell by 4 to 6 % of the tariff (Kiel Institute 2026, Cavallo "
                "and others 2021), as they do at 3",
            }
        ),
        description="First year: what a country lends more abroad, in % of GDP, for each 1 % that "
        "its wages and currency rise against the world's. 0 keeps total deficits fixed.",
    )
    pass_through: PassThrough = Field(
        default_factory=PassThrough,
        description="Which part of a US tariff exporters take off their prices.",
    )
    collection: Collection = Field(
        default_factory=Collection, description="How much of a tariff is collected, and when."
    )
    value_horizon: Annotated[Quantity, Amount("months", low=12, high=600, certain=True)] = Field(
        default=written(
            {
                "value": "120 months",
                "assumed": "ten years: long enough for yards and chip plants to open; compare 60",
            }
        ),
        description="Time from the first round over which values are counted.",
    )
    discount_rate: Annotated[Quantity, Amount("fraction/yr", low=0, high=0.5, certain=True)] = (
        Field(
            default=written(
                {
                    "value": "4%/yr",
                    "assumed": "between government bond yields and the 7 % of "
                    "US regulatory practice; compare 2 and 7",
                }
            ),
            description="Yearly rate at which later values are discounted.",
        )
    )
    front_loading: FrontLoading = Field(
        default_factory=FrontLoading,
        description="How importers buy ahead of a tariff whose date is known.",
    )
    rare_earths: RareEarthUse = Field(
        default_factory=RareEarthUse,
        description="What a shortage of Chinese rare earths does to its users.",
    )


class RatesInForce(Section):
    """Added US rates on Japan on the day of the scenario."""

    general_rate: Rate = Field(description="General added rate.")
    car_rate: Rate = Field(description="Added rate on cars and parts.")


class Scenario(Section):
    """Everything that a run needs; each value knows its unit and where it comes from."""

    name: Name = Field(
        default="scenario", description="Name in result tables; the file's name if left out."
    )
    title: Text = Field(description="What it is, in a line.")
    question: Text = Field(description="The question that the scenario asks.")
    facts: tuple[Name, ...] = Field(
        default=(), description="Seed files whose facts the scenario uses."
    )
    as_of: Day = Field(description="The day whose knowledge is used; runs start here.")
    runs: Count = Field(default=1000, description="Number of runs.")
    seed: Annotated[StrictInt, Field(ge=0, le=2**63 - 1)] = Field(
        default=written(0), description="Seed of all dice."
    )
    economy: EconomySettings = Field(description="How trade reacts and values are counted.")
    in_force: RatesInForce = Field(description="Added US rates on Japan on that day.")
    parties: Parties = Field(description="The governments.")
    talks: dict[TalkName, Talk] = Field(
        description="The pairs of talks that are held, one to three, by name; US-Japan is the main "
        "one, with `rounds: []` if they do not talk."
    )
    advanced: Advanced = Field(
        default_factory=Advanced, description="Theory parameters; the defaults do."
    )

    @field_validator("talks", mode="after")
    @classmethod
    def _main_talks_first(cls, talks: dict[str, Talk]) -> dict[str, Talk]:
        """Put the talks between the United States and Japan first, the others by their parties."""
        return dict(sorted(talks.items(), key=lambda item: _rank(item[1])))

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        found = [
            finding._replace(path=("talks", name, *finding.path))
            for name, talk in self.talks.items()
            for finding in [*_date_findings(self, talk), *_agenda_findings(self, talk)]
        ]
        on_table = [kind for talk in self.talks.values() for kind in _open_chips(self, talk)]
        for talk in self.talks.values():
            found += tactic_findings(self, talk, on_table)
            found += ratification_findings(self, talk, _open_chips(self, talk))
        found += measure_findings(self.parties)
        found += _pair_findings(self.talks)
        if found:
            raise FindingsError(found)
        return self


_PAIRS: Final = ({"USA", "JPN"}, {"USA", "CHN"}, {"JPN", "CHN"})


def _rank(talk: Talk) -> int:
    pair = set(talk.parties)
    return _PAIRS.index(pair) if pair in _PAIRS else len(_PAIRS)


def _pair_findings(talks: dict[str, Talk]) -> list[Finding]:
    """Return what is wrong with the list of pairs."""
    advice = "if nobody talks, keep the threat and write `rounds: []`, `extension: null`"
    if not talks:
        return [Finding(("talks",), "`talks` must hold one to three pairs of talks: got 0", advice)]
    found = []
    if _rank(next(iter(talks.values()))) != 0:
        message = "`talks` must hold a pair of the United States and Japan"
        found.append(Finding(("talks",), message, advice))
    ranks = [_rank(talk) for talk in talks.values()]
    for (name, talk), rank, before in zip(
        list(talks.items())[1:], ranks[1:], ranks[:-1], strict=True
    ):
        if rank == before:
            pair = " and ".join(talk.parties)
            message = f"{pair} must talk in one place: `{name}` is a second one"
            found.append(
                Finding(("talks", name), message, "join their rounds in one pair of talks")
            )
    return found


def _date_findings(scenario: Scenario, talk: Talk) -> list[Finding]:
    found = []
    if talk.deadline <= scenario.as_of:
        message = f"`deadline` must lie after `as_of` {scenario.as_of}: got {talk.deadline}"
        found.append(Finding(("deadline",), message, "move one of the two dates"))
    calls = talk.calls.dates if talk.calls else ()
    for what, path, days in (
        ("rounds", ("rounds",), talk.rounds),
        ("calls", ("calls", "dates"), calls),
    ):
        past = [(i, day) for i, day in enumerate(days) if day < scenario.as_of]
        if past:
            i, day = past[0]
            message = (
                f"{what} that are played must not lie before `as_of` {scenario.as_of}: got {day}"
            )
            message += f" and {len(past) - 1} more" if len(past) > 1 else ""
            found.append(Finding((*path, i), message, f"past {what} are history: take them out"))
    for i, election in enumerate(talk.elections):
        if election.date < scenario.as_of:
            message = f"elections must not lie before `as_of` {scenario.as_of}: got {election.date}"
            found.append(
                Finding(
                    ("elections", i, "date"), message, "it is over and costs nothing: take it out"
                )
            )
    return found


def _agenda_findings(scenario: Scenario, talk: Talk) -> list[Finding]:
    found = []
    for list_name in ("agenda", "off_table"):
        seen: set[str] = set()
        for i, kind in enumerate(getattr(talk, list_name) or ()):
            holder = HOLDER[kind]
            message = ""
            if kind in seen:
                message = f"`{kind}` is listed twice"
            elif holder not in talk.parties:
                message = f"`{kind}` belongs to {holder}, which is not in these talks"
            elif not belongs_to(kind, talk.parties):
                message = f"`{kind}` is not given to the other party of these talks"
            elif getattr(getattr(scenario.parties, holder).chips, kind) is None:
                message = f"`{kind}` is on the list, but {holder} does not hold it"
            seen.add(kind)
            if message:
                advice = f"give it under `parties.{holder}.chips.{kind}`, or take it out"
                found.append(Finding((list_name, i), message, advice))
    if not _open_chips(scenario, talk):
        path = ("agenda",) if talk.agenda is not None else ("off_table",)
        message = "talks must have a chip on the table: none is left"
        advice = "if nobody talks, keep a chip and write `rounds: []`"
        found.append(Finding(path, message, advice))
    return found


def _open_chips(scenario: Scenario, talk: Talk) -> list[str]:
    """Return the chips on the table."""
    return [
        kind
        for kind, holder in HOLDER.items()
        if belongs_to(kind, talk.parties)
        and getattr(getattr(scenario.parties, holder).chips, kind) is not None
        and (talk.agenda is None or kind in talk.agenda)
        and kind not in talk.off_table
    ]
