"""How the talks of a block of runs ended: small arrays that are kept for all blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.talk import Status

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
}


@dataclass(frozen=True)
class Endings:
    """The ends of R runs.

    `package` (R,) place in the catalogue, -1 without a deal; `ended_on` (R,) ordinal dates;
    `phase` (R,) of the calendar; `state` (R,) place of China's state when the talks ended and
    `state_since` (R,) the day on which it came about, 0 if it was there from the start;
    `closed_by` (R,) place in `sim.bargaining.closing.CAUSES` of what closed the deal, -1 without;
    `no_deal[party]` (R,) what the party itself expected of no deal when the talks began.
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
        )

    @property
    def signed(self) -> NDArray[np.bool_]:
        """Which runs ended with a deal, (R,)."""
        return np.asarray(self.status == Status.SIGNED)
