"""What becomes of the threat, or of executed rates, when a deadline comes without a deal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.events import enter
from sim.bargaining.calendar import Kind
from sim.bargaining.credibility import SHARE_IN_PART, Deeds
from sim.bargaining.no_deal import RestOdds, settled
from sim.bargaining.talk import Status

if TYPE_CHECKING:
    from sim.agents.negotiation import Negotiation
    from sim.bargaining.calendar import Entry
    from sim.bargaining.outlook import Moment

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_EXECUTED, _PARTLY, _WITHDRAWN = range(3)
_STATUSES = (Status.EXECUTED, Status.PARTLY, Status.WITHDRAWN)
_MOVES = ("execute", "execute_partly", "withdraw")
_LATER_MOVES = ("keep_rates", "ease_rates", "lift_rates")


def face_deadline(talks: Negotiation, entry: Entry) -> None:
    """Let the threat fall due: in full, in part, postponed or withdrawn.

    Where it has been carried out before and there is no deal, the rates stay, are eased or go.
    """
    runs = talks.talk.open_in(entry.phase, Status.TALKING, Status.BROKEN_OFF)
    for moment, here in talks.moments(entry, runs):
        if moment.is_carried_out:
            _end_under_rates(talks, entry, here)
        else:
            _decide(talks, entry, here, moment)


def _decide(talks: Negotiation, entry: Entry, runs: Indices, moment: Moment) -> None:
    chances = _own_odds(talks, runs, may_postpone=moment.may_postpone)
    dice = talks.dice(talks.setup.threatener, f"deadline {entry.phase}")[runs]
    decided = 1.0 - chances[:, 2]
    is_postponed = dice >= decided
    put_off = runs[is_postponed]
    talks.talk.next_phase(put_off, extended=True)
    talks.note(entry, "extend", put_off)
    # The same uniform, stretched over what remains, picks among the other paths.
    rest = dice / np.where(decided > 0.0, decided, 1.0)
    places = _places(rest, settled(chances))
    if put_off.size:
        # What no deal is worth under the new deadline, as believed before and after.
        first = put_off[:1]
        later = replace(entry, kind=Kind.ROUND, phase=entry.phase + 1)
        ((facing, _),) = talks.moments(later, first)
        _count_retreat(talks, put_off, replace(facing, deeds=moment.deeds), facing)
    for place in (_EXECUTED, _PARTLY, _WITHDRAWN):
        decided_so = runs[~is_postponed & (places == place)]
        talks.note(entry, _MOVES[place], decided_so)
        if place == _WITHDRAWN:
            mocked = moment.deeds.joined(Deeds(retreated=1.0))
            _count_retreat(talks, decided_so, moment, replace(moment, deeds=mocked))
        else:
            talks.talk.executed_on[decided_so] = entry.date.toordinal()
            talks.talk.executed_share[decided_so] = (1.0, SHARE_IN_PART)[place]
        _carry_out(talks, entry, decided_so, place)


def _own_odds(talks: Negotiation, runs: Indices, *, may_postpone: bool) -> Floats:
    """Return the threatener's own odds, (K, 4); more time is likelier if a deal is near."""
    setup = talks.setup
    threatener = next(p for p in setup.parties if p.party == setup.threatener)
    rest = setup.rest_odds.take(talks.worlds[runs])
    if may_postpone and setup.near_counts > 0.0:
        weights = np.broadcast_to(rest.weights, (len(runs), 3)).copy()
        weights[:, 1] *= 1.0 + setup.near_counts * _nearness(talks, runs)
        rest = RestOdds(weights)
    return rest.probabilities(threatener.wishes.threat_odds[runs], may_postpone=may_postpone)


def _nearness(talks: Negotiation, runs: Indices) -> Floats:
    """Return how near a deal is, (K,): the share of what it can get that the last offer gave it."""
    seat = talks.governments[talks.setup.threatener].seat
    offer = talks.last_offer[runs]
    span = (seat.top - seat.no_deal)[runs]
    won = np.where(offer >= 0, seat.worth(runs, offer) - seat.no_deal[runs], 0.0)
    return np.clip(np.where(span > 0.0, won / np.where(span > 0.0, span, 1.0), 0.0), 0.0, 1.0)


def _places(dice: Floats, odds: Floats) -> Indices:
    """Return which of three fates the dice pick, (K,), odds (K, 3)."""
    bounds = np.cumsum(odds, axis=1)
    return np.where(
        dice < bounds[:, 0], _EXECUTED, np.where(dice < bounds[:, 1], _PARTLY, _WITHDRAWN)
    )


def _carry_out(talks: Negotiation, entry: Entry, runs: Indices, place: int) -> None:
    """Let the decision take effect: talks end with it, or go on under executed rates."""
    known, later = talks.setup.known_regimes, talks.setup.calendar.phases[entry.phase]
    for regime in np.unique(talks.talk.regime[runs]):
        here = runs[talks.talk.regime[runs] == regime]
        follows = -1 if place == _WITHDRAWN else known[regime].after_execution[place]
        if follows < 0:
            talks.talk.path[here] = known[regime].fates[place]
            talks.talk.move(here, _STATUSES[place], entry.date)
            continue
        talks.talk.phase[here] = later.after_execution
        # Those whose talks broke off come back to the table: matters stand differently now.
        talks.talk.move(here, Status.TALKING, entry.date)
        talks.talk.left_by[here] = -1
        enter(talks, here, np.full(len(here), follows), entry.date)


def _end_under_rates(talks: Negotiation, entry: Entry, runs: Indices) -> None:
    """End talks that went on under executed rates."""
    setup = talks.setup
    assert setup.stay_odds is not None  # talks after an execution come with their odds
    odds = np.broadcast_to(setup.stay_odds.take(talks.worlds[runs]).shares, (len(runs), 3))
    places = _places(talks.dice(setup.threatener, f"deadline {entry.phase}")[runs], odds)
    for place, move in enumerate(_LATER_MOVES):
        here = runs[places == place]
        fates = np.array([regime.fates[place] for regime in setup.known_regimes])
        talks.talk.path[here] = fates[talks.talk.regime[here]]
        in_full = talks.talk.executed_share[here] == 1.0
        if place == 0:
            talks.talk.move(here[in_full], Status.EXECUTED, entry.date)
            talks.talk.move(here[~in_full], Status.PARTLY, entry.date)
        else:
            talks.talk.move(here, (Status.EASED, Status.LIFTED)[place - 1], entry.date)
        talks.note(entry, move, here)


def _count_retreat(talks: Negotiation, runs: Indices, before: Moment, after: Moment) -> None:
    """Add up what the belief lost by a retreat makes no deal worth to the other side.

    `before` and `after`: the same threat, as believed before and after the deed.
    """
    other = talks.governments[talks.talk.other(talks.setup.threatener)].outlook
    if runs.size and other.counts_deeds:
        rise = other.no_deal(after) - other.no_deal(before)
        talks.talk.backing_down[runs] += rise[runs]
