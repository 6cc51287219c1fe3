"""One pair of talks: who, on what, when, under which threat, and what else may happen."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from sim.scenario.calls import Calls
from sim.scenario.checks import Finding, FindingsError
from sim.scenario.delivery import Delivery
from sim.scenario.fields import Belief, Count, Day, Duration, Odds, PartyId, Rate, written
from sim.scenario.holdings import CHIP_KINDS
from sim.scenario.moves import AfterExecution, Credibility, Shock, shock_findings
from sim.scenario.quantity import Amount, Quantity, Word
from sim.scenario.ratification import Ratification
from sim.scenario.section import Section

ChipKind = Annotated[str, Word(CHIP_KINDS, "chip")]
Multiplier = Annotated[Quantity, Amount("dimensionless", low=0, high=20, scope="run")]


class Threat(Section):
    """What the threatener says it will do at the deadline: added rates."""

    by: PartyId = Field(description="The party that threatens.")
    general_rate: Rate | None = Field(
        default=None,
        description="Of the United States: threatened general added rate, on China with the part "
        "on fentanyl.",
    )
    car_rate: Rate | None = Field(
        default=None,
        description="Of the United States on Japan: added rate on cars and parts once the threat "
        "is executed.",
    )
    licences: Annotated[str, Word(("tightened",), "what becomes of licences")] | None = Field(
        default=None,
        description="Of China: `tightened` lets as few rare earths out to the other party as after "
        "a broken truce.",
    )
    resolve: Belief | None = Field(
        default=None,
        description="The threatener's own chance of executing it in full; that of its government "
        "if left out.",
    )
    believed: Belief | None = Field(
        default=None,
        description="How likely the other side thinks at first that it is executed in full; its "
        "`believes_threat` if left out.",
    )
    source: str | None = Field(default=None, description="Where the threat is written.")


class NoDeal(Section):
    """Relative odds of what happens at the deadline if the threat is not executed in full."""

    partly: Odds = Field(description="Half of the threatened rise is executed.")
    postponed: Odds = Field(description="The deadline is put off once more.")
    withdrawn: Odds = Field(description="The threat is dropped and the rates in force stay.")
    source: str | None = Field(default=None, description="Where the odds come from.")

    @model_validator(mode="after")
    def _some_odds(self) -> Self:
        if self.partly.high + self.postponed.high + self.withdrawn.high <= 0:
            raise FindingsError(
                [Finding((), "`no_deal` odds must not all be zero", "give one of them a weight")]
            )
        return self


class Extension(Section):
    """More time, which the threatener may grant at the deadline while talks go on."""

    length: Duration = Field(description="How far the deadline moves.")
    rounds_every: Duration = Field(description="Time between rounds in the added time.")
    most: Annotated[StrictInt, Field(ge=0, le=10)] = Field(
        default=1, description="How often the deadline can move."
    )
    near_counts: Annotated[Quantity, Amount("dimensionless", low=0, high=100, certain=True)] = (
        Field(
            default=written(0),
            description="How much likelier the threatener grants it when a deal is near: its odds "
            "are multiplied by 1 plus this times the share of what the threatener can get that "
            "the last offer gives it. 0: not at all.",
        )
    )


class Election(Section):
    """An election at home, before which concessions cost more."""

    party: PartyId = Field(description="Whose election it is.")
    date: Day = Field(description="Polling day.")
    cost_before: Multiplier = Field(
        description="Factor on the domestic cost of what is signed before that day."
    )


class News(Section):
    """A change of the threat or of the deadline that nobody expects before its date."""

    date: Day = Field(description="Date from which it is known.")
    deadline: Day | None = Field(default=None, description="The new deadline.")
    general_rate: Rate | None = Field(default=None, description="The new threatened general rate.")
    car_rate: Rate | None = Field(default=None, description="The new threatened car rate.")
    source: str | None = Field(default=None, description="Where it was reported.")


class Precedent(Section):
    """Rates that another country has agreed with the threatener."""

    country: str = Field(description="Whose deal it is.")
    date: Day = Field(description="Day from which it is known.")
    general_rate: Rate | None = Field(default=None, description="Its general added rate.")
    car_rate: Rate | None = Field(default=None, description="Its rate on cars.")
    source: str | None = Field(default=None, description="Where it was reported.")


class Talk(Section):
    """Two parties that bargain on a calendar of rounds."""

    parties: tuple[PartyId, PartyId] = Field(description="The two parties.")
    first_round: Day = Field(description="First round; values are annuities from this date.")
    rounds: tuple[Day, ...] = Field(
        description="Dates of the rounds that are played, in order; [] if nobody talks."
    )
    offers_per_round: Count = Field(default=6, le=50, description="Offers made within a round.")
    deadline: Day = Field(description="Date on which the threat falls due.")
    threat: Threat = Field(description="What happens then if there is no deal.")
    no_deal: NoDeal = Field(description="What else may happen then.")
    extension: Extension | None = Field(default=None, description="Whether more time can be given.")
    elections: tuple[Election, ...] = Field(default=(), description="Elections in the period.")
    news: tuple[News, ...] = Field(default=(), description="Announcements, each on its date.")
    precedents: tuple[Precedent, ...] = Field(
        default=(), description="Deals of others that pull rates, each from its date."
    )
    agenda: tuple[ChipKind, ...] | None = Field(
        default=None, description="Chips that may be put on the table; all of both sides if absent."
    )
    off_table: tuple[ChipKind, ...] = Field(
        default=(), description="Chips taken off the agenda: they stay at zero."
    )
    delivery: Delivery = Field(
        default_factory=Delivery, description="How what is promised is kept after the signature."
    )
    breakdown_per_round: Belief = Field(
        default=written(
            {
                "between": [0, "4%"],
                "assumed": "no US round of 2025 had broken off by May; one in 25 is a bound",
            }
        ),
        description="Chance that the talks break off after a round without a deal.",
    )
    calls: Calls | None = Field(
        default=None, description="Calls and meetings of the leaders; none if absent."
    )
    after_execution: AfterExecution | None = Field(
        default=None, description="Whether talks go on once the threat is executed, and how long."
    )
    credibility: Credibility | None = Field(
        default=None, description="How deeds move what the other side believes of the threat."
    )
    shocks: tuple[Shock, ...] = Field(
        default=(), description="What may change rates or the threat from outside the talks."
    )
    ratification: tuple[Ratification, ...] = Field(
        default=(),
        description="Chambers that must approve a deal; see docs/ratification.md.",
    )

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        found = [
            *_round_findings(self),
            *_news_findings(self),
            *_call_findings(self),
            *shock_findings(self.shocks),
        ]
        if self.parties[0] == self.parties[1]:
            found.append(Finding(("parties",), "talks must join two different parties"))
        if self.threat.by not in self.parties:
            found.append(
                Finding(
                    ("threat", "by"),
                    f"the threatener must be one of the parties: got `{self.threat.by}`",
                    f"write one of {', '.join(self.parties)}",
                )
            )
        else:
            found += _threat_findings(self)
        if found:
            raise FindingsError(found)
        return self

    def last_deadline(self) -> date:
        """Return the latest deadline that the file itself announces."""
        return max([self.deadline, *(news.deadline for news in self.news if news.deadline)])


def _threat_findings(talk: Talk) -> list[Finding]:
    """Return what a threat lacks, or holds without a meaning, given who threatens whom."""
    pair = set(talk.parties)
    if talk.threat.by == "USA":
        needs = ("general_rate", "car_rate") if "JPN" in pair else ("general_rate",)
    elif talk.threat.by == "CHN" and "JPN" in pair:
        needs = ("licences",)
    else:
        message = f"{talk.threat.by} has no threat of its own in these talks"
        advice = "write USA, or CHN in talks with Japan"
        return [Finding(("threat", "by"), message, advice)]
    found = []
    fields = type(talk.threat).model_fields
    for name in ("general_rate", "car_rate", "licences"):
        given = getattr(talk.threat, name) is not None
        if name in needs and not given:
            message = f"a threat of {talk.threat.by} in these talks must have `{name}`"
            found.append(Finding(("threat",), message, f"{name}: {fields[name].description}"))
        if name not in needs and given:
            message = f"`{name}` has no meaning for a threat of {talk.threat.by} in these talks"
            found.append(Finding(("threat", name), message, "take it out"))
    return found


def _round_findings(talk: Talk) -> list[Finding]:
    found = []
    for i, (earlier, later) in enumerate(pairwise(talk.rounds)):
        if later <= earlier:
            message = f"rounds must rise in time: {later} follows {earlier}"
            found.append(Finding(("rounds", i + 1), message, "put the dates in order"))
    late = [(i, day) for i, day in enumerate(talk.rounds) if day > talk.last_deadline()]
    if late:
        i, day = late[0]
        message = f"rounds must not lie after the deadline {talk.last_deadline()}: got {day}"
        message += f" and {len(late) - 1} more" if len(late) > 1 else ""
        advice = "move the deadline, or let `extension` add rounds"
        found.append(Finding(("rounds", i), message, advice))
    if talk.rounds and talk.first_round > talk.rounds[0]:
        message = f"`first_round` must not lie after the rounds: got {talk.first_round}"
        found.append(Finding(("first_round",), message, f"write {talk.rounds[0]} or earlier"))
    return found


def _news_findings(talk: Talk) -> list[Finding]:
    found = []
    for i, news in enumerate(talk.news):
        if i and news.date < talk.news[i - 1].date:
            found.append(Finding(("news", i, "date"), f"news must rise in time: got {news.date}"))
        if news.deadline is not None and news.deadline < news.date:
            message = f"a new deadline must not lie before its news of {news.date}"
            found.append(Finding(("news", i, "deadline"), f"{message}: got {news.deadline}"))
    return found


def _call_findings(talk: Talk) -> list[Finding]:
    if talk.calls is None:
        return []
    # An extension may follow, as long and as often as the file says; no call can come later.
    more = talk.extension.most * round(talk.extension.length.mean) if talk.extension else 0
    end = talk.last_deadline() + timedelta(days=more)
    return [
        Finding(
            ("calls", "dates", i),
            f"calls must not lie after the last possible deadline {end}: got {day}",
            "the talks are over by then: take it out",
        )
        for i, day in enumerate(talk.calls.dates)
        if day > end
    ]
