"""industries.csv: what the outcome does to every sector of parties with organised industries.

Beside gains and voices stands how industries store: critical inputs that users hold against
tighter licences (`economy.rare_earths`), and imports bought ahead of a dated tariff
(`economy.front_loading`). Both rules belong to the economy, where they are counted; here they are
shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import CARS, OTHER_GOODS
from sim.economy.front_loading import FrontLoading
from sim.ensemble.measures import Measure
from sim.ensemble.outcomes import BlockOutcomes
from sim.ensemble.setup import Setup

Floats = NDArray[np.float64]
Key = tuple[str, str, str, str]

VOICES = {"industry_voice": "voice", "industry_pressure": "pressure"}


@dataclass
class IndustryRows:
    """Takes blocks of runs and gives the rows; `kept` by (measure, party, sector, unit)."""

    setup: Setup
    kept: dict[Key, list[Floats]] = field(default_factory=dict)

    @property
    def organised(self) -> tuple[str, ...]:
        """The parties at the table that have organised industries."""
        parties = self.setup.scenario.parties
        return tuple(
            p
            for p in self.setup.parties
            if getattr(getattr(parties, p), "industries", None) is not None
        )

    def add(self, outcomes: BlockOutcomes, runs: int) -> None:
        """Take a block of runs, those numbered below `runs`."""
        inside = outcomes.endings.runs < runs
        for party in self.organised:
            for key, values in self._of_party(outcomes, party):
                self.kept.setdefault(key, []).append(values[inside])

    def _of_party(self, outcomes: BlockOutcomes, party: str) -> Iterator[tuple[Key, Floats]]:
        scale = outcomes.scale(party, outcomes.ended_month)
        observables = self.setup.observables
        for sector in observables.benchmark.sectors:
            column, _ = observables.column("value_added", party, sector=sector)
            first, long = (outcomes.changes[:, horizon, column] for horizon in (0, 1))
            gain = scale.first * first + scale.long * long
            yield ("gain", party, sector, "USD bn/yr"), gain
            yield ("loses", party, sector, "share"), (gain < 0.0).astype(np.float64)
        organised = outcomes.industries[party]
        measured = outcomes.industry_columns(party)
        for measure, name in VOICES.items():
            for sector in organised.sectors:
                values = measured[Measure(measure, party, sector=sector)]
                yield (name, party, sector, "USD bn/yr"), values
        worlds = outcomes.endings.worlds
        stocks = np.array([self._stock(world, party) for world in range(len(self.setup.worlds))])
        yield ("input_stock", party, "re_magnets", "months"), stocks[worlds]
        if party == self.setup.talk.threat.by:
            for sector in (CARS, OTHER_GOODS):
                ahead = [self._bought_ahead(world, sector) for world in range(len(stocks))]
                yield ("bought_ahead", party, sector, "months"), np.array(ahead)[worlds]

    def _stock(self, world: int, party: str) -> float:
        """Return how many months of rare earths the users of a party hold."""
        values = self.setup.worlds[world].section("economy.rare_earths")
        return values.get(f"stock_by_user.{party}", values["stock"])

    def _bought_ahead(self, world: int, sector: str) -> float:
        """Return how many months of imports the first threat brings forward, in one world."""
        rule = FrontLoading(**self.setup.worlds[world].section("economy.front_loading"))
        name = "car" if sector == CARS else "general"
        now, then = (getattr(r, name) for r in (self.setup.in_force, self.setup.threats[0].full))
        odds = float(self.setup.expected(f"parties.{self.setup.talk.threat.by}.resolve")[0])
        step = max(np.log1p(then) - np.log1p(now), 0.0) * odds
        return float(rule.months_brought_forward(step))

    def rows(self, scenario: str) -> Iterator[tuple[object, ...]]:
        """Yield the rows of industries.csv, all runs taken."""
        for (measure, party, sector, unit), parts in self.kept.items():
            values = np.concatenate(parts)
            low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
            numbers = (float(values.mean()), float(low), float(middle), float(high))
            yield (scenario, measure, party, sector, unit, *numbers, len(values))
