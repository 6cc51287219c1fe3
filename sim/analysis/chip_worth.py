"""What each chip of one side is worth to its holder and to its receiver, and what it bought.

v(S) is the unconditional mean over runs of a measure (U of a side, a tariff rate, days, a balance)
with only the chips S of the holder on the agenda, the other side's staying; runs without a deal
count. Worlds, preferences and dice are the same in all coalitions, so differences are paired run by
run and so are the intervals. A chip's Shapley value is its contribution to v averaged over all
orders in which the chips could come to the table; the values of all chips sum to v(all) - v(none).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.observables import Observables
from sim.bargaining.solutions.shapley import sampled_shapley, shapley_values
from sim.data.tables import load_benchmark
from sim.ensemble.coalitions import (
    MEASURES,
    PACKAGES_A_COALITION,
    Side,
    coalition_ensemble,
    coalitions_of,
    play_coalitions,
)
from sim.ensemble.runner import cache_folder, no_progress
from sim.ensemble.setup import Setup
from sim.ensemble.stratified import Estimate, Strata, stratified_mean, t_quantile
from sim.ensemble.streams import stream
from sim.ensemble.tablework import Progress, TableWork
from sim.ensemble.workers import Workers, default_jobs
from sim.errors import InvalidInputError
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALL_COALITIONS_UP_TO: Final = 8
"""Chips whose coalitions are all played; with more, orders of arrival are sampled."""

DEFAULT_ORDERS: Final = 32

MARGINS: Final = ("shapley", "leave_one_out", "alone")
"""shapley; v(all) - v(all but the chip); v(the chip alone) - v(none)."""


@dataclass(frozen=True)
class ChipOptions:
    """What is played.

    `holder`: whose chips, by default the side that is threatened; `orders`: sample this many
    orders of arrival (made even: each with its reverse) instead of playing all coalitions.
    """

    runs: int
    seed: int
    holder: str | None = None
    orders: int | None = None
    jobs: int = field(default_factory=default_jobs)
    use_cache: bool = True


@dataclass(frozen=True)
class Part:
    """One number of one chip, with its 95 % interval given the worlds."""

    chip: str
    margin: str
    measure: str
    mean: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class ChipWorth:
    """What was found.

    `chips`: kinds in the order of the agenda; `coalitions`: played sets of chips (bit i is chip i)
    and `means[measure]` (coalitions,) their means over runs; `parts` by chip, margin and measure;
    `total[measure]`: v(all) - v(none) with its interval; `sampled_orders`: 0 if all were played.
    """

    setup: Setup
    options: ChipOptions
    holder: str
    receiver: str
    chips: tuple[str, ...]
    coalitions: tuple[int, ...]
    means: Mapping[str, Floats]
    parts: tuple[Part, ...]
    total: Mapping[str, Estimate]
    sampled_orders: int
    packages: int

    def part(self, chip: str, margin: str, measure: str) -> Part:
        """Return one number."""
        return next(
            p for p in self.parts if (p.chip, p.margin, p.measure) == (chip, margin, measure)
        )


def chip_worth(
    scenario: Scenario, options: ChipOptions, progress: Progress = no_progress
) -> ChipWorth:
    """Return what each chip of the holder is worth; raises InvalidInputError for a wrong holder."""
    setup = Setup(scenario, Observables(load_benchmark()))
    holder = _holder(setup, options.holder)
    side = Side(holder, tuple(setup.agenda.held_by(holder)))
    chips = tuple(setup.agenda.issues[place].kind for place in side.players)
    orders = _orders(len(chips), options)
    masks = _masks(len(chips), orders)
    with Workers(options.jobs) as workers:
        cache = cache_folder() if options.use_cache else None
        work = TableWork(setup, workers, cache, progress)
        ensemble = coalition_ensemble(work, side, masks, options.seed, PACKAGES_A_COALITION)
        values = play_coalitions(work, ensemble, side, masks, runs=options.runs, jobs=options.jobs)
    strata = Strata.of(np.arange(options.runs) % ensemble.tables.n_worlds)
    game = _Game(masks, values, strata, len(chips))
    parts = tuple(
        Part(chips[k], margin, measure, *found)
        for place, measure in enumerate(MEASURES)
        for margin in MARGINS
        for k, found in enumerate(game.margins(place, margin, orders))
    )
    return ChipWorth(
        setup=setup,
        options=options,
        holder=holder,
        receiver=setup.other(holder),
        chips=chips,
        coalitions=tuple(masks),
        means={m: values[place].mean(axis=0) for place, m in enumerate(MEASURES)},
        parts=parts,
        total={m: game.total(place) for place, m in enumerate(MEASURES)},
        sampled_orders=0 if orders is None else len(orders),
        packages=len(ensemble.tables.codes),
    )


def _holder(setup: Setup, named: str | None) -> str:
    holder = named or setup.other(setup.talk.threat.by)
    if holder not in setup.parties:
        raise InvalidInputError(
            f"The holder of the chips must be one of {', '.join(setup.parties)}; got {holder}."
        )
    if not setup.agenda.held_by(holder):
        raise InvalidInputError(
            f"{holder} must hold at least one chip on the agenda of {setup.talk_name}; it holds "
            "none. Name the other side with --party, or put chips on the table."
        )
    return holder


def _orders(n_chips: int, options: ChipOptions) -> Ints | None:
    """Return sampled orders of arrival (K, n), each followed by its reverse; None for all."""
    if options.orders is None and n_chips <= ALL_COALITIONS_UP_TO:
        return None
    pairs = -(-(options.orders or DEFAULT_ORDERS) // 2)
    dice = stream(options.seed, 0, "coalitions", "orders of arrival")
    drawn = np.array([dice.permutation(n_chips) for _ in range(pairs)], dtype=np.int64)
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(2 * pairs, n_chips)


def _masks(n_chips: int, orders: Ints | None) -> list[int]:
    """Return the coalitions to play: all, or those along the orders and for the other margins."""
    if orders is None:
        return list(range(1 << n_chips))
    everyone = (1 << n_chips) - 1
    singles = [1 << k for k in range(n_chips)]
    return sorted({*coalitions_of(orders), *singles, *(everyone ^ one for one in singles)})


@dataclass(frozen=True)
class _Game:
    """The measures of coalitions run by run; values (measures, R, coalitions)."""

    masks: Sequence[int]
    values: Floats
    strata: Strata
    n_chips: int

    def _at(self, place: int, mask: int) -> Floats:
        return np.asarray(self.values[place, :, self.masks.index(mask)])

    def total(self, place: int) -> Estimate:
        """Return v(all) - v(none)."""
        everyone = (1 << self.n_chips) - 1
        return stratified_mean(self._at(place, everyone) - self._at(place, 0), self.strata)

    def margins(
        self, place: int, margin: str, orders: Ints | None
    ) -> Iterator[tuple[float, float, float]]:
        """Yield (mean, low, high) of each chip."""
        everyone = (1 << self.n_chips) - 1
        if margin == "shapley":
            yield from self._shapley(place, orders)
            return
        for chip in range(self.n_chips):
            one = 1 << chip
            pair = (everyone, everyone ^ one) if margin == "leave_one_out" else (one, 0)
            gaps = self._at(place, pair[0]) - self._at(place, pair[1])
            estimate = stratified_mean(gaps, self.strata)
            yield (estimate.mean, *estimate.interval())

    def _shapley(self, place: int, orders: Ints | None) -> Iterator[tuple[float, float, float]]:
        if orders is None:
            for column in shapley_values(self.values[place]).T:
                estimate = stratified_mean(column, self.strata)
                yield (estimate.mean, *estimate.interval())
            return
        where = np.array(self.masks)

        def worth_of(masks: Ints) -> Floats:
            return np.asarray(self.values[place][:, np.searchsorted(where, masks)])

        by_run, _ = sampled_shapley(worth_of, orders)
        _, order_error = sampled_shapley(lambda masks: worth_of(masks).mean(axis=0), orders)
        for column, error in zip(by_run.T, order_error, strict=True):
            estimate = stratified_mean(column, self.strata)
            # Two sources of error, independent of each other: the runs and the orders drawn.
            half = t_quantile(estimate.df) * float(np.hypot(estimate.se, error))
            yield estimate.mean, estimate.mean - half, estimate.mean + half
