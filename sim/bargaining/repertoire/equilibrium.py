"""The subgame-perfect path: backward induction over the offers that are still to come.

Gains over no deal are divided on the believed frontier of packages, both sides' payoffs taken as
known: the own ones true, the other's as believed. After each refusal talks break down with a
chance, else gains shrink by each side's patience and the next offer comes:

    c_i(n) = (1 - p) d_i v_i(n + 1)

A party accepts what is worth c and proposes what leaves the other its c. Between two packages of
the frontier promised values are interpolated, so that a coarse catalogue does not add up its steps.
Who makes the coming offers is drawn with even chances (`turns: drawn`), since who has the last word
would otherwise decide the split; with `alternate` the sides take turns to the end (Stahl 1972).

With `walk_out: any_time` whoever is asked may leave for its no deal at once, and what shrinks is
the payoff against the rates in force, not the gain over no deal. No deal is then an outside option:
it moves the split only where it is better than waiting (Shaked and Sutton 1984).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from sim.bargaining.games.rungs import Rungs
from sim.bargaining.ladder import NO_OFFER
from sim.bargaining.repertoire.base import Drawn, Tactic, Words
from sim.bargaining.repertoire.seat import Floats, Indices, Seat, Turn
from sim.bargaining.solutions.alternating_offers import OfferCalendar, induce

_TIE = 1e-9
"""Offers that leave the other indifferent are accepted, rounding notwithstanding."""


@dataclass(frozen=True)
class Plan:
    """What the path promises, (R, N) with N offers to come, the last one last.

    `keeps`: gain that the party asks for when it proposes; `least` and `others_least`: gains for
    which it and the other side settle.
    """

    keeps: Floats
    least: Floats
    others_least: Floats


@dataclass
class Equilibrium(Tactic):
    """Proposes and accepts what backward induction says.

    (R,): `patience` and `others_patience`, what a gain one round later is worth now; `breakdown`,
    the chance a round that talks end; `turns` drawn or alternate; `walk_out` never or any_time.
    """

    patience: Floats
    others_patience: Floats
    breakdown: Floats
    turns: Words
    walk_out: Words
    _plans: list[tuple[Seat, int, Plan]] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, drawn: Drawn) -> Self:
        """Return the tactic with patience and risk as drawn."""
        number = drawn.numbers
        return cls(
            number["patience"],
            number["others_patience"],
            number["breakdown"],
            drawn.words["turns"],
            drawn.words["walk_out"],
        )

    def demand(self, seat: Seat, runs: Indices, turn: Turn) -> Floats:
        """Return no deal and the gain that the path leaves it as proposer, (K,)."""
        plan, at = self._plan(seat, turn, last_is_own=turn.left % 2 == 1)
        return np.asarray(seat.no_deal[runs] + plan.keeps[runs, at])

    def propose(self, seat: Seat, runs: Indices, turn: Turn) -> Indices:
        """Return the best package of the frontier that leaves the other what it settles for."""
        plan, at = self._plan(seat, turn, last_is_own=turn.left % 2 == 1)
        needed = seat.believed_no_deal[runs] + plan.others_least[runs, at] - _TIE
        rungs = seat.rungs
        rung = (rungs.believed[runs] >= needed[:, None]).sum(axis=1) - 1
        offer = rungs.package[runs, np.maximum(rung, 0)]
        offer = np.where(rung >= 0, offer, NO_OFFER)
        return np.where(seat.worth(runs, offer) > seat.no_deal[runs], offer, NO_OFFER)

    def settles_for(self, seat: Seat, runs: Indices, offer: Indices, turn: Turn) -> Floats:  # noqa: ARG002
        """Return no deal and what waiting is worth, (K,)."""
        if turn.is_last:
            return seat.no_deal[runs]
        plan, at = self._plan(seat, turn, last_is_own=turn.left % 2 == 0)
        return np.asarray(seat.no_deal[runs] + plan.least[runs, at] - _TIE)

    def _plan(self, seat: Seat, turn: Turn, *, last_is_own: bool) -> tuple[Plan, int]:
        """Return the plan of all runs at a seat and the place of this turn in it."""
        alternate = bool((self.turns == "alternate").any())
        last = int(last_is_own) if alternate else 0
        for known, key, plan in self._plans:
            if known is seat and key == last and plan.keeps.shape[1] >= turn.left:
                return plan, plan.keeps.shape[1] - turn.left
        plan = self._induced(seat, turn, last_is_own=last_is_own)
        # The seats of the last two rounds may be asked, each with either side last.
        self._plans[:] = [*self._plans[-3:], (seat, last, plan)]
        return plan, 0

    def _induced(self, seat: Seat, turn: Turn, *, last_is_own: bool) -> Plan:
        rows = np.arange(len(self.patience)) if seat.rows is None else seat.rows
        n_runs, n_offers = len(rows), turn.left
        from_end = np.arange(n_offers)[::-1]
        own_turn = (from_end % 2 == 0) if last_is_own else (from_end % 2 == 1)
        alternate = (self.turns[rows] == "alternate")[:, None]
        both = np.stack([self.patience[rows], self.others_patience[rows]], axis=1)
        discount = both ** (1.0 / turn.per_round)
        risk = 1.0 - (1.0 - self.breakdown[rows]) ** (1.0 / turn.per_round)
        no_deal = np.stack([seat.no_deal, seat.believed_no_deal], axis=1)[rows]
        leaves = (self.walk_out[rows] == "any_time")[:, None]
        # What is shared and shrinks: gains over no deal, or payoffs against the rates in force.
        base = np.where(leaves, 0.0, no_deal)
        calendar = OfferCalendar(
            np.where(alternate, own_turn, 0.5),
            np.broadcast_to(discount[:, None, :], (n_runs, n_offers, 2)),
            np.broadcast_to(risk[:, None], (n_runs, n_offers)),
            no_deal - base,
            np.where(leaves, no_deal, -np.inf) if leaves.any() else None,
        )
        frontier = Frontier.of(seat.rungs, base, rows)
        path = induce(calendar, no_deal - base, frontier.propose)
        over = (base - no_deal)[:, None, :]
        least = path.settles_for + over
        parts = (path.demands[..., 0] + over[..., 0], least[..., 0], least[..., 1])
        whole = np.zeros((3, len(self.patience), n_offers))
        for place, part in enumerate(parts):
            whole[place, rows] = part
        return Plan(*whole)


@dataclass(frozen=True)
class Frontier:
    """Gains over a `base` along believed frontiers, padded: `own` (R, K) rises, `other` falls."""

    own: Floats
    other: Floats

    @classmethod
    def of(cls, rungs: Rungs, base: Floats, rows: Indices) -> Self:
        """Return the frontiers of the ladders of `rows` (K,); `base` (K, 2) own and believed."""
        return cls(rungs.own[rows] - base[:, :1], rungs.believed[rows] - base[:, 1:])

    def propose(self, proposer: int, refused: Floats) -> tuple[Floats, Floats, None]:
        """Return the gains (R, 2) that the proposer (0 oneself) picks, its own, and no package.

        `refused` (R, 2): what a refusal is worth. The asked side gets what refusing is worth, or
        more where the frontier ends.
        """
        needed = refused[:, 1 - proposer, None]
        if proposer == 0:
            kept, given = self.own, self.other
        else:
            # Seen from the other side the frontier runs backwards; padding stays out of reach.
            kept, given = self.other[:, ::-1], self.own[:, ::-1]
        rows = np.arange(len(kept))
        finite = np.isfinite(kept) & np.isfinite(given)
        enough = finite & (given >= needed)
        none = ~enough.any(axis=1)
        # The last package that gives enough, and the next one, which gives too little.
        last = np.where(none, 0, enough.shape[1] - 1 - np.argmax(enough[:, ::-1], axis=1))
        beyond = np.minimum(last + 1, enough.shape[1] - 1)
        joined = (beyond > last) & finite[rows, beyond]
        gap = np.where(joined, given[rows, last] - given[rows, beyond], 1.0)
        spare = np.where(joined, given[rows, last] - needed[:, 0], 0.0)
        share = spare / np.where(gap > 0.0, gap, 1.0)
        rise = np.where(joined, kept[rows, beyond] - kept[rows, last], 0.0)
        keep = np.where(none, -np.inf, kept[rows, last] + share * rise)
        gets = np.where(joined, needed[:, 0], given[rows, last])
        gains = np.empty_like(refused)
        gains[:, proposer] = keep
        gains[:, 1 - proposer] = gets
        return gains, keep, None


TACTIC = Equilibrium
