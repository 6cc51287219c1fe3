"""What rates hold, what is threatened, and how no deal may go on from there.

A regime names four paths of rates by their places in a list whose first is the rates in force: the
one that holds meanwhile, and what follows at the deadline. News, an execution after which talks go
on, and a shock each lead to another regime. A future is one way in which no deal may go on: the
rates that hold one after another, and how likely that is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sim.bargaining.agenda import Caps

Spells = tuple[tuple[int, float], ...]
"""Named paths that hold one after another, each with the month from which it does."""

IN_FORCE = 0
"""The place of the rates in force among the named paths."""


@dataclass(frozen=True)
class Regime:
    """Places of named paths, and of the regimes that events lead to.

    `hold`: the rates until the deadline. `executed`, `partly`, `withdrawn`: what follows there.
    Once a threat has been carried out (`is_carried_out`) the same three say that the executed rates
    stay, are eased in part, or are withdrawn. `after_execution`: the regimes of the talks that go
    on after a full and a partial execution, -1 where they end. `after_news` by threat announced and
    `after_shocks` by shock; -1 for a shock that has fallen already. `caps`: the highest rates that
    can still be levied, by issue, agreed or not.
    """

    executed: int
    partly: int
    hold: int = IN_FORCE
    withdrawn: int = IN_FORCE
    is_carried_out: bool = False
    after_execution: tuple[int, int] = (-1, -1)
    after_news: tuple[int, ...] = ()
    after_shocks: tuple[int, ...] = ()
    caps: Caps = ()

    @property
    def fates(self) -> tuple[int, int, int]:
        """The paths that follow at the deadline, unless it is put off."""
        return self.executed, self.partly, self.withdrawn


def announced(n_threats: int) -> tuple[Regime, ...]:
    """Return the regimes of threats that news brings, one after another, and nothing else.

    >>> [regime.fates for regime in announced(2)]
    [(1, 2, 0), (3, 4, 0)]
    """
    follow = tuple(range(n_threats))
    return tuple(Regime(1 + 2 * t, 2 + 2 * t, after_news=follow) for t in range(n_threats))


@dataclass(frozen=True)
class Pending:
    """A shock that may still come: which, how likely, and from which month it would hold.

    `caps`: the highest rates that can be levied after it, those of deals as well.
    """

    shock: int
    chance: float
    month: float
    caps: Caps = ()


@dataclass(frozen=True)
class Future:
    """One way in which no deal may go on.

    `chance`: of the shocks in it. At the deadline, put off or not, one of three fates; `rest`: what
    becomes of executed rates when the talks that follow end without a deal, -1 if there are none.
    `spells`: (path, month from which it holds), in time; each lasts until the next.
    """

    chance: float
    is_put_off: bool
    fate: int
    rest: int
    spells: Spells


@dataclass(frozen=True)
class Dates:
    """Months from the first round: now, the deadline, where it may move to, None if it cannot.

    `after`: how long talks go on after an execution.
    """

    now: float
    deadline: float
    extended: float | None
    after: float = 0.0


def futures(
    regimes: Sequence[Regime], regime: int, dates: Dates, pending: Sequence[Pending] = ()
) -> tuple[Future, ...]:
    """Return how no deal may go on from a regime.

    Shocks fall independently of each other; a shock that would come beyond the deadline changes the
    path that was taken there. One threat at month 2 that may be put off to month 5:

    >>> plain = futures(announced(1), 0, Dates(0.0, 2.0, 5.0))
    >>> [(f.is_put_off, f.fate, f.spells[-1]) for f in plain if f.fate == 0]
    [(False, 0, (1, 2.0)), (True, 0, (1, 5.0))]
    """
    whens = [(False, dates.deadline)]
    if dates.extended is not None:
        whens.append((True, dates.extended))
    found = []
    for chance, events in _shocks(pending):
        lived = _Lived(regimes, events, dates.after)
        for is_put_off, deadline in whens:
            at, before = lived.through(regime, -math.inf, deadline)
            start = ((regimes[regime].hold, dates.now), *before)
            for fate in range(len(_FATES)):
                for rest, spells in lived.after_fate(at, fate, deadline):
                    future = Future(chance, is_put_off, fate, rest, _merged((*start, *spells)))
                    found.append(future)
    return tuple(found)


def path_taken(
    regimes: Sequence[Regime], regime: int, fate: int, month: float, pending: Sequence[Pending]
) -> Iterator[tuple[float, Spells]]:
    """Yield how a fate that was met in a month goes on, with the chance of each way."""
    for chance, events in _shocks(pending):
        yield chance, _merged(_Lived(regimes, events, 0.0).path(regime, fate, month))


_FATES = ("executed", "partly", "withdrawn")
_WITHDRAWN = 2


_Events = tuple[tuple[float, int], ...]


def _shocks(pending: Sequence[Pending]) -> Iterator[tuple[float, _Events]]:
    """Yield every combination of shocks as dated events, with its chance."""
    for falls in product((False, True), repeat=len(pending)):
        chance = 1.0
        for item, fell in zip(pending, falls, strict=True):
            chance *= item.chance if fell else 1.0 - item.chance
        if chance > 0.0:
            events = [(p.month, p.shock) for p, fell in zip(pending, falls, strict=True) if fell]
            yield chance, tuple(sorted(events))


@dataclass(frozen=True)
class _Lived:
    """What is lived through where these shocks fall, with talks of `after` months on rates."""

    regimes: Sequence[Regime]
    events: _Events
    after: float

    def through(self, regime: int, start: float, end: float) -> tuple[int, Spells]:
        """Return the regime after the shocks up to `end`, and the rates from each of them on."""
        spells = []
        for month, shock in self.events:
            if start < month <= end:
                regime = self.regimes[regime].after_shocks[shock]
                spells.append((self.regimes[regime].hold, month))
        return regime, tuple(spells)

    def after_fate(self, at: int, fate: int, deadline: float) -> Iterator[tuple[int, Spells]]:
        """Yield what follows a decision: what becomes of executed rates, and spells."""
        goes_on = -1 if fate == _WITHDRAWN else self.regimes[at].after_execution[fate]
        if goes_on < 0:
            yield -1, self.path(at, fate, deadline)
            return
        end = deadline + self.after
        then, later = self.through(goes_on, deadline, end)
        meanwhile = ((self.regimes[goes_on].hold, deadline), *later)
        for rest in range(len(_FATES)):
            yield rest, (*meanwhile, *self.path(then, rest, end))

    def path(self, at: int, fate: int, start: float) -> Spells:
        """Return a path taken at `start`, as shocks that come later change it."""
        spells = [(self.regimes[at].fates[fate], start)]
        for month, shock in self.events:
            if month > start:
                at = self.regimes[at].after_shocks[shock]
                spells.append((self.regimes[at].fates[fate], month))
        return tuple(spells)


def _merged(spells: Spells) -> Spells:
    """Return the spells without those that go on with the same rates."""
    kept = [spells[0]]
    for spell in spells[1:]:
        if spell[0] != kept[-1][0]:
            kept.append(spell)
    return tuple(kept)
