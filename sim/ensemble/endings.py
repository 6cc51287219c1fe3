"""How the talks of a block of runs ended: small arrays that are kept for all blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.stocktaking import credibility
from sim.bargaining.talk import Spell, Status

if TYPE_CHECKING:
    from sim.agents.negotiation import Negotiation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]

OUTCOME_NAMES: Mapping[int, str] = {
    Status.SIGNED: "deal",
    Status.EXECUTED: "threat executed",
    Status.PARTLY: "threat executed in part",
    Status.WITHDRAWN: "threat withdrawn",
    Status.EASED: "executed rates eased",
    Status.LIFTED: "executed rates withdrawn",
    Status.RATIFIED: "deal",
}
REJECTED_NAMES: Mapping[int, str] = {
    Status.EXECUTED: "deal rejected, threat executed",
    Status.PARTLY: "deal rejected, threat executed in part",
    Status.WITHDRAWN: "deal rejected, rates in force",
    Status.EASED: "deal rejected, executed rates eased",
    Status.LIFTED: "deal rejected, executed rates withdrawn",
}


@dataclass(frozen=True)
class Held:
    """What held and was threatened in R runs when their talks ended.

    `regime`, `since`, `awaited`, `path`, `executed_on`, `executed_share` and `backing_down` as in
    `sim.bargaining.talk.Talk`; `spells` of other rates before the end. `credibility` (R, 2): the
    other side's odds that the threat is executed, at the start and at the end, None if deeds do not
    move them. `walked_out` (R, 2): whether each side left the table at least once.
    """

    regime: Indices
    since: Ints
    awaited: Ints
    path: Indices
    executed_on: Ints
    executed_share: Floats
    backing_down: Floats
    spells: tuple[Spell, ...]
    credibility: Floats | None
    walked_out: NDArray[np.bool_]


@dataclass(frozen=True)
class Endings:
    """The ends of R runs.

    `package` (R,) place in the catalogue, -1 without a deal; `ended_on` (R,) ordinal dates;
    `phase` (R,) of the calendar; `state` (R,) place of China's state when the talks ended and
    `state_since` (R,) the day on which it came about, 0 if it was there from the start;
    `closed_by` (R,) place in `sim.bargaining.closing.CAUSES` of what closed the deal, -1 without
    a deal and in a call between leaders;
    `no_deal[party]` (R,) what the party itself expected of no deal when the talks began;
    `held`: what rates held and were threatened.
    `voted_on` (R,) day of the last vote on a signed deal, -1 without one, and `yes_shares[chamber]`
    (R,); `rejected_by` (R,) place of the chamber that rejected the deal, -1 for none: such a deal
    keeps its `package` and `ended_on`, but not its status.
    """

    runs: Ints
    worlds: Indices
    status: NDArray[np.uint8]
    package: Indices
    ended_on: Ints
    phase: Ints
    extended: NDArray[np.bool_]
    state: Indices
    closed_by: NDArray[np.int8]
    state_since: Ints
    no_deal: Mapping[str, Floats]
    held: Held = field(kw_only=True)

    voted_on: Ints | None = None
    yes_shares: Mapping[str, Floats] = field(default_factory=dict)
    rejected_by: Ints | None = None

    @classmethod
    def of(cls, held: Negotiation, runs: Ints) -> Endings:
        """Read how a pair's talks ended in the runs numbered `runs` (R,)."""
        talk = held.talk
        return cls(
            runs=runs,
            worlds=held.worlds,
            status=talk.status,
            package=talk.package,
            ended_on=talk.ended_on,
            phase=talk.phase,
            extended=talk.extended,
            state=held.end_state,
            closed_by=talk.closed_by,
            state_since=held.state_since,
            no_deal=held.expected_no_deal,
            held=Held(
                regime=talk.regime,
                since=talk.since,
                awaited=talk.awaited,
                path=talk.path,
                executed_on=talk.executed_on,
                executed_share=talk.executed_share,
                backing_down=talk.backing_down,
                spells=tuple(talk.spells),
                credibility=credibility(held),
                walked_out=talk.walked_out,
            ),
            voted_on=talk.voted_on,
            yes_shares=talk.yes_shares,
            rejected_by=talk.rejected_by,
        )

    @property
    def signed(self) -> NDArray[np.bool_]:
        """Which runs ended with a deal that is in force: signed, and approved where it must be."""
        return np.isin(self.status, (Status.SIGNED, Status.RATIFIED))

    @property
    def agreed(self) -> NDArray[np.bool_]:
        """Which runs ended with a signature, whatever a chamber made of it, (R,)."""
        return np.asarray(self.package >= 0)

    @property
    def settled_on(self) -> Ints:
        """The day from which the outcome of each run holds: of the last vote, or the end, (R,)."""
        if self.voted_on is None:
            return self.ended_on
        return np.maximum(self.ended_on, self.voted_on)

    @property
    def outcomes(self) -> list[str]:
        """How the talks of each run ended, in words."""
        fell = self.agreed & ~self.signed
        return [
            (REJECTED_NAMES if rejected else OUTCOME_NAMES)[int(status)]
            for status, rejected in zip(self.status, fell, strict=True)
        ]

    @property
    def closed_in_call(self) -> NDArray[np.bool_]:
        """Which runs ended with a deal between leaders, which no round closed, (R,)."""
        return np.asarray(self.agreed & (self.closed_by < 0))
