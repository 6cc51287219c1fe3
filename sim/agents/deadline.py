"""What becomes of the threat when it falls due without a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.bargaining.no_deal import settled
from sim.bargaining.talk import Status

if TYPE_CHECKING:
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry

_AFTER_DEADLINE = (Status.EXECUTED, Status.PARTLY, Status.WITHDRAWN)
_MOVES = {
    Status.EXECUTED: "execute",
    Status.PARTLY: "execute_partly",
    Status.WITHDRAWN: "withdraw",
}


def face_deadline(talks: Negotiation, entry: Entry) -> None:
    """Let the threat fall due: in full, in part, postponed or withdrawn."""
    runs = talks.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
    if not runs.size:
        return
    threatener = next(p for p in talks.setup.parties if p.party == talks.setup.threatener)
    chances = talks.setup.rest_odds.take(talks.worlds[runs]).probabilities(
        threatener.wishes.threat_odds[runs],
        may_postpone=talks.setup.calendar.phases[entry.phase].may_postpone,
    )
    dice = talks.dice(talks.setup.threatener, f"deadline {entry.phase}")[runs]
    decided = 1.0 - chances[:, 2]
    is_postponed = dice >= decided
    talks.talk.next_phase(runs[is_postponed], extended=True)
    talks.note(entry, "extend", runs[is_postponed])
    # The same uniform, stretched over what remains, picks among the other paths.
    rest = dice / np.where(decided > 0.0, decided, 1.0)
    bounds = np.cumsum(settled(chances), axis=1)
    executed, partly = rest < bounds[:, 0], rest < bounds[:, 1]
    places = np.where(executed, 0, np.where(partly, 1, 2))
    for place, status in enumerate(_AFTER_DEADLINE):
        decided_so = runs[~is_postponed & (places == place)]
        talks.talk.move(decided_so, status, entry.date)
        talks.note(entry, _MOVES[status], decided_so)
