"""What pairs of talks hear of each other: how the one ended, and what the other makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.credibility import SHARE_IN_PART
from sim.bargaining.linkage import Heard
from sim.bargaining.talk import Event, Status

if TYPE_CHECKING:
    from sim.agents.negotiation import Negotiation

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_ANNOUNCED: Final = {
    "sign": [Status.SIGNED],
    "execute": [Status.EXECUTED, Status.PARTLY],
    "withdraw": [Status.WITHDRAWN],
}


def announced(talks: Negotiation, date: dt.date, ended: Indices) -> Iterator[Heard]:
    """Yield what talks came to on a day in the runs that ended on it."""
    talk, agenda = talks.talk, talks.tables.agenda
    for move, statuses in _ANNOUNCED.items():
        runs = ended[np.isin(talk.status[ended], statuses)]
        if not runs.size:
            continue
        rates: dict[str, Floats] = {}
        if move == "sign":
            settings = agenda.settings(talks.tables.codes[talk.package[runs]])
            rates = {issue.kind: settings[issue.kind] for issue in agenda.issues if issue.is_rate}
        share = np.where(talk.status[runs] == Status.PARTLY, SHARE_IN_PART, 1.0)
        carried_out = share * float(move == "execute")
        yield Heard(date, talk.parties, move, runs, rates, talks.setup.threatener, carried_out)


def hear(talks: Negotiation, news: Heard) -> None:
    """Take in what another pair of talks came to.

    Rates agreed there are precedents here; a threat that the same side carried out or dropped there
    moves what is believed of the one here.
    """
    if not news.rates:
        _count_deeds(talks, news)
        return
    agreed = {kind: np.full(len(talks.worlds), np.nan) for kind in news.rates}
    for kind, rates in news.rates.items():
        agreed[kind][news.runs] = rates
    talks.heard_rates.append(agreed)


def _count_deeds(talks: Negotiation, news: Heard) -> None:
    believer = talks.governments[talks.talk.other(talks.setup.threatener)].outlook
    if news.by != talks.setup.threatener or not believer.counts_deeds:
        return
    shares = np.stack([news.carried_out, 1.0 - news.carried_out], axis=1)
    talks.heard_deeds[news.runs] += np.rint(shares / SHARE_IN_PART).astype(np.int64)
    is_open = talks.talk.ended_on[news.runs] < 0
    for carried, move in ((True, "deed_carried_out"), (False, "deed_retreated")):
        told = news.runs[is_open & ((news.carried_out > 0.0) == carried)]
        if told.size:
            talks.talk.log.append(Event(news.date, news.by, move, told))
