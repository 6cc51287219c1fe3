"""What a party gets from packages and expects from no deal: its payoffs joined with its odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.no_deal import RestOdds, no_deal_value
from sim.bargaining.payoffs import Payoffs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A date in the terms that values need, in months from the first round.

    `signing`: now; `deadline`: when the threat falls due; `extended`: when it would fall due if
    postponed, which it can be if `may_postpone`; `threat`: the place of the known threat;
    `before_election`: parties with an election ahead.
    """

    signing: float
    deadline: float
    extended: float
    may_postpone: bool
    threat: int = 0
    before_election: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outlook:
    """The payoffs of one party in R rows and its odds that the threat is executed in full, (R,)."""

    party: str
    payoffs: Payoffs
    threat_odds: Floats
    rest_odds: RestOdds

    def set_states(self, runs: NDArray[np.intp], states: NDArray[np.intp]) -> None:
        """Take the model quantities of these runs from their world and state of controls."""
        self.payoffs.set_states(runs, states)

    def packages(self, moment: Moment) -> Floats:
        """Return the value of every package signed now, (R, M)."""
        return self.payoffs.at(moment.signing, before_election=self.party in moment.before_election)

    def no_deal(self, moment: Moment) -> Floats:
        """Return the expected value of no deal, (R,)."""
        return no_deal_value(
            self.rest_odds.probabilities(self.threat_odds, may_postpone=moment.may_postpone),
            self.payoffs.paths(moment.deadline, moment.threat),
            self.payoffs.paths(moment.extended, moment.threat),
        )
