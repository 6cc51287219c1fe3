"""How the date of a deal came about: what made the closing concession.

A deal of an exchange is tried again on other payoffs and beliefs, with the same clock:

    first_offer  it was taken at once, in the first exchange of the first round
    time         it would also have closed on the payoffs and beliefs of the round before: the clock
                 and the exchange of offers did it
    beliefs      only with the new beliefs about the other side, on the payoffs of the round before
    jump         only with the new payoffs: costs or odds had jumped (an election passed, news,
                 controls), or nothing but the threat came after this exchange
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.repertoire.base import Tactic
from sim.bargaining.repertoire.seat import Indices, Seat, Turn

CAUSES = ("first_offer", "time", "beliefs", "jump")
FIRST_OFFER, TIME, BELIEFS, JUMP = range(4)

Sides = tuple[tuple[Tactic, Seat, Seat | None], tuple[Tactic, Seat, Seat | None]]


def closing_causes(
    proposer: tuple[Tactic, Seat, Seat | None],
    responder: tuple[Tactic, Seat, Seat | None],
    runs: Indices,
    turn: Turn,
) -> NDArray[np.int8]:
    """Return what closed the deals of `runs` (K,) at this turn, as places in CAUSES.

    A side is its tactic, its seat now and that of the round before, None in the first round. Asks
    only; tactics remember nothing of it.
    """
    causes = np.full(len(runs), JUMP, dtype=np.int8)
    if proposer[2] is None or responder[2] is None:
        if turn.number == 0:
            causes[:] = FIRST_OFFER
            return causes
        before = [(side[0], side[1]) for side in (proposer, responder)]
    else:
        before = [(side[0], side[2] or side[1]) for side in (proposer, responder)]
    # The same exchange as one of many: the clock at the deadline, but not the last word.
    calm = replace(turn, next_time=turn.time) if turn.is_last else turn
    by_time = _closes(before, runs, calm)
    causes[by_time] = TIME
    rest = np.flatnonzero(~by_time)
    if rest.size and _beliefs_moved(proposer, responder, runs[rest]):
        mixed = [
            (side[0], _believing(old, side[1], runs[rest]))
            for side, (_, old) in zip((proposer, responder), before, strict=True)
        ]
        causes[rest[_closes(mixed, runs[rest], calm)]] = BELIEFS
    return causes


def _closes(sides: list[tuple[Tactic, Seat]], runs: Indices, turn: Turn) -> NDArray[np.bool_]:
    """Return where the exchange would have ended in a deal on these seats, (K,)."""
    (asks, his), (answers, hers) = sides
    offer = asks.propose(his, runs, turn)
    least = answers.settles_for(hers, runs, offer, turn)
    return answers.accepts(hers, runs, offer, least)


def _believing(old: Seat, new: Seat, rows: Indices) -> Seat:
    """Return the payoffs of one seat with the beliefs of another, for some runs."""
    return replace(new, own=old.own, no_deal=old.no_deal, rows=rows)


def _beliefs_moved(
    proposer: tuple[Tactic, Seat, Seat | None],
    responder: tuple[Tactic, Seat, Seat | None],
    runs: Indices,
) -> bool:
    for _, now, before in (proposer, responder):
        if before is not None and not np.array_equal(now.believed[runs], before.believed[runs]):
            return True
    return False
