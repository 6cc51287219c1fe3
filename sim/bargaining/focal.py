"""Round numbers and precedents: among packages nearly as good, rates that others know come first.

A package with such rates counts, when a proposer ranks what the other side will like, as if it were
worth `pull` times what the other has at stake more to it: (best package - no deal, as believed).
The proposer's own payoffs and every acceptance stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda

Floats = NDArray[np.float64]

_SAME_RATE = 1e-9


@dataclass(frozen=True)
class Precedent:
    """Rates that another country agreed on a day, by rate chip, as fractions."""

    date: dt.date
    rates: dict[str, float]


@dataclass(frozen=True)
class Focal:
    """`pull` and `precedent_pull` (R,): of round `rates` and of what others agreed before."""

    rates: tuple[float, ...]
    pull: Floats
    precedents: tuple[Precedent, ...]
    precedent_pull: Floats

    @property
    def is_off(self) -> bool:
        """Whether nothing pulls in any run."""
        return not (self.pull.any() or (self.precedents and self.precedent_pull.any()))

    def appeal(
        self,
        agenda: Agenda,
        codes: NDArray[np.int64],
        date: dt.date,
        stake: Floats,
        heard: Sequence[Mapping[str, Floats]] = (),
    ) -> Floats:
        """Return what packages gain in the other's eyes on a day, (R, M); `stake` (R,).

        Each rate on the agenda counts with an even share of the pull. `heard`: rates (R,) that
        other talks agreed before in the same run, by rate chip, NaN where they did not.
        """
        round_number = _share(agenda, codes, dict.fromkeys(RATE_CHIPS, self.rates))
        known = [item.rates for item in self.precedents if item.date <= date]
        agreed = {
            kind: tuple(rates[kind] for rates in known if kind in rates) for kind in RATE_CHIPS
        }
        before = _share(agenda, codes, agreed)
        if heard:
            before = np.maximum(before, _heard_share(agenda, codes, heard))
        pulled = self.pull[:, None] * round_number + self.precedent_pull[:, None] * before
        return np.asarray(np.maximum(stake, 0.0)[:, None] * pulled)


RATE_CHIPS = ("general_rate", "car_rate", "china_rate")
_SAME_KIND = {"general_rate": ("general_rate", "china_rate"), "car_rate": ("car_rate",)}
_SAME_KIND["china_rate"] = _SAME_KIND["general_rate"]
"""Rate chip -> rates agreed elsewhere that are a precedent for it."""


def _heard_share(
    agenda: Agenda, codes: NDArray[np.int64], heard: Sequence[Mapping[str, Floats]]
) -> Floats:
    """Return which share of the rates on the agenda stand at one heard in the run, (R, M).

    >>> from sim.bargaining.agenda import Issue
    >>> agenda = Agenda((Issue("china_rate", "USA", (0.54, 0.15), is_rate=True),))
    >>> heard = [{"general_rate": np.array([0.15, np.nan])}]
    >>> _heard_share(agenda, np.arange(2), heard).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    settings = agenda.settings(codes)
    on_table = [kind for kind in RATE_CHIPS if kind in settings]
    share = np.zeros((len(next(iter(heard[0].values()))), len(codes)))
    for kind in on_table:
        at_mark = np.zeros(share.shape, dtype=bool)
        for rates in heard:
            for same in _SAME_KIND[kind]:
                if same in rates:
                    at_mark |= np.abs(settings[kind] - rates[same][:, None]) < _SAME_RATE
        share += at_mark / len(on_table)
    return share


def _share(agenda: Agenda, codes: NDArray[np.int64], marks: dict[str, tuple[float, ...]]) -> Floats:
    """Return which share of the rates on the agenda stand at one of their marks, (M,).

    >>> from sim.bargaining.agenda import Issue
    >>> agenda = Agenda((Issue("general_rate", "USA", (0.24, 0.15, 0.1), is_rate=True),))
    >>> _share(agenda, np.arange(3), {"general_rate": (0.15,)}).tolist()
    [0.0, 1.0, 0.0]
    """
    settings = agenda.settings(codes)
    on_table = [kind for kind in RATE_CHIPS if kind in settings]
    share = np.zeros(len(codes))
    for kind in on_table:
        at_mark = np.zeros(len(codes), dtype=bool)
        for mark in marks.get(kind, ()):
            at_mark |= np.abs(settings[kind] - mark) < _SAME_RATE
        share += at_mark / len(on_table)
    return share
