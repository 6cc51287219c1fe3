"""Priors of the talks from past episodes, without those that are to be forecast.

Resolve and its belief: with k of n coded US threats carried out in full and a uniform prior, the
share is Beta(1 + k, 1 + n - k); the scenario draws between its 5 % and 95 % points. What else may
happen at a deadline: the counts of threats carried out in part and not at all. Pace: the share of
dated deals that came in the last week before their deadline or later. Rounds: the median time
between the rounds of an episode, median over episodes with at least four.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from scipy.special import betaincinv

from sim.backtest.episodes import Episode
from sim.errors import InvalidInputError

_LAST_WEEK_DAYS: Final = 7
_WORDS: Final = 4  # a pace is one of four words, so that its odds are quarters
_ENOUGH_ROUNDS: Final = 4


@dataclass(frozen=True)
class Record:
    """What a set of episodes says.

    `full`, `partly`, `not_at_all`: US threats by how they were carried out; `late` of `dated` deals
    came in the last week or after the deadline; `lags_days` of all dated talks, None without a
    deal; `spacing_days` between rounds.
    """

    episodes: tuple[str, ...]
    full: int
    partly: int
    not_at_all: int
    late: int
    dated: int
    lags_days: tuple[int | None, ...]
    spacing_days: int

    @property
    def threats(self) -> int:
        """All coded threats."""
        return self.full + self.partly + self.not_at_all

    def resolve(self) -> tuple[float, float]:
        """Return the 5 % and 95 % points of the share of threats carried out in full.

        >>> record = Record(("a",), 4, 4, 11, 1, 2, (), 20)
        >>> [round(point, 3) for point in record.resolve()]
        [0.104, 0.401]
        """
        a, b = 1.0 + self.full, 1.0 + self.threats - self.full
        return float(betaincinv(a, b, 0.05)), float(betaincinv(a, b, 0.95))

    def chance_by(self, days_after_deadline: float) -> float:
        """Return the chance of a deal by so many days after the deadline: (k + 1) / (n + 2).

        >>> Record(("a",), 0, 0, 0, 0, 0, (-10, -1, 3, None), 20).chance_by(0)
        0.5
        """
        made = sum(lag is not None and lag <= days_after_deadline for lag in self.lags_days)
        return (made + 1) / (len(self.lags_days) + 2)


def record(episodes: Sequence[Episode], left_out: str) -> Record:
    """Return what episodes outside a group say; raises InvalidInputError if they say too little."""
    kept = [episode for episode in episodes if episode.group != left_out]
    threats = [t.carried_out for episode in kept for t in episode.threats if t.by == "USA"]
    dated = [episode for episode in kept if episode.deadline is not None]
    lags = [episode.lag_days for episode in dated]
    spacings = [
        median((later - earlier).days for earlier, later in pairwise(episode.rounds))
        for episode in kept
        if len(episode.rounds) >= _ENOUGH_ROUNDS
    ]
    if not threats or not any(lag is not None for lag in lags) or not spacings:
        raise InvalidInputError(
            f"Without the group {left_out!r} the episodes must hold US threats, dated deals and "
            f"rounds; there are {len(threats)}, {len(lags)} and {len(spacings)}."
        )
    return Record(
        episodes=tuple(episode.name for episode in kept),
        full=threats.count("full"),
        partly=threats.count("partial"),
        not_at_all=threats.count("no"),
        late=sum(lag is not None and lag >= -_LAST_WEEK_DAYS for lag in lags),
        dated=sum(lag is not None for lag in lags),
        lags_days=tuple(lags),
        spacing_days=round(median(spacings)),
    )


def priors(
    found: Record, as_of: dt.date, deadline: dt.date, talk: str, *, moves: bool
) -> list[str]:
    """Return `path=value` texts that put a record into a scenario.

    Rounds begin on the day of the scenario and come at the record's spacing, the last one on the
    eve of the deadline. `moves`: the scenario has an extension, whose rounds get the spacing too.
    """
    low, high = (f"{100 * point:.1f}%" for point in found.resolve())
    source = (
        f"{found.full} of {found.threats} coded US threats of other episodes carried out in full"
    )
    share = f'{{between: [{low}, {high}], source: "{source}, 5 and 95 % points"}}'
    rest = found.not_at_all
    odds = (
        f'{{between: [{rest / 4:g}, {3 * rest / 4:g}], assumed: "of the {rest} not carried out"}}'
    )
    held = round(_WORDS * found.late / found.dated)
    words = ["holds_out"] * held + ["steady"] * (_WORDS - held)
    late = f"{found.late} of {found.dated} dated deals came in the last week or later"
    pace = f'{{one_of: [{", ".join(words)}], source: "{late}"}}'
    head = f"talks.{talk}"
    sets = [
        f"parties.USA.resolve={share}",
        f"parties.JPN.believes_threat={share}",
        f"parties.USA.pace={pace}",
        f"parties.JPN.pace={pace}",
        f'{head}.no_deal.partly={{value: {found.partly}, source: "threats carried out in part"}}',
        f"{head}.no_deal.postponed={odds}",
        f"{head}.no_deal.withdrawn={odds}",
        f"{head}.rounds=[{', '.join(map(str, rounds_between(as_of, deadline, found)))}]",
    ]
    if moves:
        every = f'{{value: {found.spacing_days} days, source: "median of other episodes"}}'
        sets.append(f"{head}.extension.rounds_every={every}")
    return sets


def rounds_between(as_of: dt.date, deadline: dt.date, found: Record) -> list[dt.date]:
    """Return the dates of rounds from a day to the eve of a deadline.

    >>> record = Record(("a",), 1, 1, 1, 1, 1, (0,), 20)
    >>> [str(day) for day in rounds_between(dt.date(2025, 5, 30), dt.date(2025, 7, 9), record)]
    ['2025-05-30', '2025-06-19', '2025-07-08']
    """
    eve = deadline - dt.timedelta(days=1)
    step = dt.timedelta(days=found.spacing_days)
    days = []
    day = as_of
    while day < eve:
        days.append(day)
        day += step
    return [*days, eve]
