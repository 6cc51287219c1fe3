"""What changes the rates or the threat while talks go on: news, shocks, deeds elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.talk import Event, Status

if TYPE_CHECKING:
    import datetime as dt

    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry

Indices = NDArray[np.intp]


def hear_news(talks: Negotiation, entry: Entry) -> None:
    """Let another deadline and threat hold from now on, in the runs that await the old ones."""
    runs = talks.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
    talks.talk.next_phase(runs, extended=False)
    threat = talks.setup.calendar.phases[entry.phase + 1].threat
    follow = [regime.after_news[threat] for regime in talks.setup.known_regimes]
    talks.note(entry, "news", runs)
    enter(talks, runs, np.array(follow)[talks.talk.regime[runs]], entry.date)


def see_deed(talks: Negotiation, entry: Entry) -> None:
    """Write down what the threatener does elsewhere; beliefs count deeds by their dates."""
    deed = talks.setup.deeds[entry.number]
    kept = deed.carried_out >= deed.retreated
    open_runs = np.flatnonzero(talks.talk.ended_on < 0)
    talks.note(entry, "deed_carried_out" if kept else "deed_retreated", open_runs)


def take_shock(talks: Negotiation, entry: Entry) -> None:
    """Let a shock fall, or take effect after a stay, in the runs whose day it is."""
    number, day = entry.number, entry.date.toordinal()
    shock, talk = talks.setup.shocks[number], talks.talk
    fallen = shock.falls_on(
        talks.dice("shock", shock.name), talks.dice("shock", f"{shock.name}, day")
    )
    holds = fallen
    if shock.stayed_until is not None:
        stayed = shock.stayed_until.toordinal()
        holds = np.where(fallen > 0, np.maximum(fallen, stayed), 0)
        today = np.flatnonzero((fallen == day) & (holds > day) & (talk.ended_on < 0))
        talk.awaited[today] |= 1 << number
        talks.note(entry, "shock_stayed", today, shock.name)
    runs = np.flatnonzero((holds == day) & (talk.ended_on < 0))
    talk.awaited[runs] &= ~(1 << number)
    talks.note(entry, "shock", runs, shock.name)
    follow = np.array([regime.after_shocks[number] for regime in talks.setup.known_regimes])
    enter(talks, runs, follow[talk.regime[runs]], entry.date)


def enter(talks: Negotiation, runs: Indices, regimes: Indices, date: dt.date) -> None:
    """Let runs enter regimes (K,); sides that had walked out come back where that changes any."""
    talk, known = talks.talk, talks.setup.known_regimes
    hold = np.array([regime.hold for regime in known])
    before = talk.regime[runs]
    other = hold[regimes] != hold[before]
    talk.regime[runs] = regimes
    talk.change_rates(runs[other], hold[regimes][other], date)
    back = runs[(regimes != before) & (talk.left_by[runs] >= 0)]
    if back.size:
        for place, party in enumerate(talk.parties):
            here = back[talk.left_by[back] == place]
            if here.size:
                talk.log.append(Event(date, party, "return", here))
        talk.left_by[back] = -1
        talk.move(back, Status.TALKING, date)
