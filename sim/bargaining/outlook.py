"""What a party gets from packages and expects from no deal: its payoffs joined with its odds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.credibility import Credibility, Deeds
from sim.bargaining.no_deal import RestOdds, no_deal_value
from sim.bargaining.payoffs import Payoffs
from sim.bargaining.regimes import Future, Pending

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A date in the terms that values need, in months from the first round.

    `signing`: now; `deadline`: when the threat falls due; `may_postpone`: whether that can be put
    off; `futures`: how no deal may go on, from now to the end of the horizon; `since`: when the
    rates that hold now came into force; `is_carried_out`: whether the threat has been; `deeds`:
    what has been seen of the threatener; `before_election`: parties with an election ahead;
    `regime`: what holds and is threatened, its place; `pending`: shocks
    that may still come.
    """

    signing: float
    deadline: float
    may_postpone: bool
    futures: tuple[Future, ...]
    since: float | None = None
    is_carried_out: bool = False
    deeds: Deeds = field(default_factory=Deeds)
    before_election: frozenset[str] = frozenset()
    regime: int = 0
    pending: tuple[Pending, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """The payoffs of one party in R rows and its odds that the threat is executed in full, (R,).

    `credibility`: how deeds move these odds, None if they do not. `rest_odds`: of what else happens
    at the deadline; `stay_odds`: that executed rates stay, are eased or withdrawn if there is no
    deal on them either.
    """

    party: str
    payoffs: Payoffs
    threat_odds: Floats
    rest_odds: RestOdds
    credibility: Credibility | None = None
    stay_odds: RestOdds | None = None

    def set_states(self, runs: NDArray[np.intp], states: NDArray[np.intp]) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        self.payoffs.set_states(runs, states)

    def packages(self, moment: Moment) -> Floats:
        """Return the value of every package signed now, (R, M)."""
        is_before = self.party in moment.before_election
        return self.payoffs.at(moment.signing, before_election=is_before, pending=moment.pending)

    def odds(self, deeds: Deeds) -> Floats:
        """Return the odds that the threat is executed in full after these deeds, (R,)."""
        if self.credibility is None:
            return self.threat_odds
        return self.credibility.odds(self.threat_odds, deeds)

    @property
    def counts_deeds(self) -> bool:
        """Whether deeds of the threatener move its odds."""
        return self.credibility is not None

    def no_deal(self, moment: Moment) -> Floats:
        """Return the expected value of no deal from now on, (R,)."""
        rows = len(self.threat_odds)
        # Filled fate by fate: (executed, partly, withdrawn) at the deadline and after it is put off
        values = np.zeros((2, rows, 3))
        for future in moment.futures:
            worth = future.chance * self.payoffs.along(future.spells, moment.since)
            if future.rest >= 0:
                worth = worth * self._stay()[..., future.rest]
            values[int(future.is_put_off), :, future.fate] += worth
        return no_deal_value(self._fate_odds(moment), values[0], values[1])

    def _fate_odds(self, moment: Moment) -> Floats:
        """Return the odds over `sim.bargaining.no_deal.PATHS` at the deadline, (R, 4)."""
        if moment.is_carried_out:
            stay = np.broadcast_to(self._stay(), (len(self.threat_odds), 3))
            return np.stack([stay[:, 0], stay[:, 1], np.zeros(len(stay)), stay[:, 2]], axis=-1)
        odds = self.odds(moment.deeds)
        return self.rest_odds.probabilities(odds, may_postpone=moment.may_postpone)

    def _stay(self) -> Floats:
        """Return the chances that executed rates stay, are eased or are withdrawn, (..., 3)."""
        assert self.stay_odds is not None  # talks after an execution come with their odds
        return self.stay_odds.shares
