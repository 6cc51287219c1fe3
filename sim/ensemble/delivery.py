"""What becomes of the deals of a block: deliveries, broken promises and their price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Issue
from sim.bargaining.delivery import Kept, are_broken, ending
from sim.bargaining.gains import Scale, gain
from sim.ensemble.measures import Measure
from sim.ensemble.outcomes import BlockOutcomes
from sim.ensemble.parameters import RunDraws
from sim.ensemble.setup import RATE_CHIPS
from sim.scenario.values import Choice

Floats = NDArray[np.float64]
Columns = Mapping[Measure, Floats]


@dataclass(frozen=True)
class BlockDelivery:
    """Deliveries after the deals of one block.

    `concessions`: predicted cost and worth by chip. Rates are changed by order: they are delivered
    on signature.
    """

    outcomes: BlockOutcomes
    concessions: Columns
    draws: RunDraws

    def measures(self) -> Iterator[tuple[Measure, Floats]]:
        """Yield delivered shares, the cost and worth of what came, and the price of what did not.

        Empty in runs without a deal, as far as deals are concerned.
        """
        first, second = self.outcomes.preferences
        for giver, receiver in ((first, second), (second, first)):
            yield from self._shares(giver, receiver)
        for giver, receiver in ((first, second), (second, first)):
            for name, party, partner in (
                ("delivered_cost", giver, receiver),
                ("delivered_value", receiver, giver),
            ):
                predicted = self._predicted(name.replace("delivered", "concession"), party, giver)
                yield Measure(name, party, partner), (predicted * self._kept(giver)).sum(axis=1)
        signed = self.outcomes.endings.signed
        broken, back = self._broken.astype(np.float64), self._snapped_back.astype(np.float64)
        yield Measure("promises_broken"), np.where(signed, broken, np.nan)
        yield Measure("snapped_back"), np.where(signed, back, np.nan)
        for party in (first, second):
            yield from self._utility(party)

    def _shares(self, giver: str, receiver: str) -> Iterator[tuple[Measure, Floats]]:
        given = self.outcomes.given
        for place, k in enumerate(self._places(giver)):
            issue = self._issues[k]
            if issue.kind in RATE_CHIPS:
                continue
            share = np.where(given[:, k] > 0.0, self._delivery(giver).share[:, place], np.nan)
            yield Measure("delivered_share", giver, receiver, issue.kind), share

    def _places(self, holder: str) -> list[int]:
        return self.outcomes.tables.agenda.held_by(holder)

    @property
    def _issues(self) -> tuple[Issue, ...]:
        return self.outcomes.tables.agenda.issues

    def _delivery(self, giver: str) -> Kept:
        """Return how the chips of a side are delivered, (R, its chips)."""
        setup, worlds = self.outcomes.setup, self.outcomes.endings.worlds
        head = f"talks.{setup.talk_name}.delivery"
        columns: list[tuple[Floats, ...]] = []
        for k in self._places(giver):
            issue = setup.agenda.issues[k]
            if issue.kind in RATE_CHIPS:
                one, none = np.ones(len(worlds)), np.zeros(len(worlds))
                columns.append((one, one, none, none))
            else:
                columns.append(
                    self._promise(head, issue.kind, f"parties.{giver}.chips.{issue.kind}")
                )
        if not columns:
            nothing = np.ones((len(worlds), 0))
            return Kept(nothing, nothing, nothing, nothing)
        return Kept(*(np.stack(part, axis=1) for part in zip(*columns, strict=True)))

    def _promise(self, head: str, chip: str, chip_path: str) -> tuple[Floats, ...]:
        """Return share, expected share, lead time and delay of one chip, (R,) each."""
        setup, worlds = self.outcomes.setup, self.outcomes.endings.worlds
        kinds = setup.listed[f"{head}.chips.{chip}"].value
        assert isinstance(kinds, Choice)
        chosen = self.draws(f"{head}.chips.{chip}").astype(np.intp)
        share, expected, delay = (np.zeros(len(worlds)) for _ in range(3))
        for kind in dict.fromkeys(kinds.values):
            at = chosen == kinds.options.index(kind)
            path = f"{head}.{kind}.share"
            # Each chip has its own luck within the range of its kind.
            share[at] = setup.listed[path].draw(self.draws.dice(chip, path))[at]
            expected[at] = setup.expected(path)[0]
            late = f"{head}.{kind}.delay"
            delay[at] = setup.listed[late].draw(self.draws.dice(chip, late))[at]
        # A chip that says itself what is expected of it was valued at that share.
        expected = self._of_world(f"{chip_path}.delivered_share", expected)
        return (
            share,
            expected,
            self._of_world(f"{chip_path}.lead_time", np.zeros(len(worlds))),
            delay,
        )

    def _of_world(self, path: str, otherwise: Floats) -> Floats:
        """Return a parameter of each run's world, (R,); `otherwise` where the chip has none."""
        worlds = self.outcomes.setup.worlds
        if path not in worlds[0].values:
            return otherwise
        return np.array([world.values[path] for world in worlds])[self.outcomes.endings.worlds]

    def _kept(self, giver: str) -> Floats:
        """Return what of the predicted cost and worth of each of a side's chips comes true."""
        return self._delivery(giver).of_predicted(
            self.outcomes.setup.annuity, self.outcomes.ended_month
        )

    def _predicted(self, name: str, party: str, giver: str) -> Floats:
        """Return the predicted cost or worth of each chip of `giver` to `party`, (R, chips)."""
        other = self.outcomes.setup.other(party)
        columns = [
            self.concessions[Measure(name, party, other, self.outcomes.setup.agenda.issues[k].kind)]
            for k in self._places(giver)
        ]
        nothing = np.zeros((len(self.outcomes.endings.runs), 0))
        return np.stack(columns, axis=1) if columns else nothing

    @cached_property
    def _review_months(self) -> Floats:
        return self._drawn("snap_back.review")

    def _drawn(self, name: str) -> Floats:
        return self.draws(f"talks.{self.outcomes.setup.talk_name}.delivery.{name}")

    @cached_property
    def _broken(self) -> NDArray[np.bool_]:
        """Whether the threatener finds the other side's promises broken at the review, (R,)."""
        setup = self.outcomes.setup
        threatener = setup.talk.threat.by
        giver = setup.other(threatener)
        seen, due = self._delivery(giver).at_review(self._review_months)
        worth = np.where(due, self._predicted("concession_value", threatener, giver), 0.0)
        broken = are_broken(seen, worth, self._drawn("snap_back.below"))
        return self.outcomes.endings.signed & broken

    @cached_property
    def _snapped_back(self) -> NDArray[np.bool_]:
        """Whether the threatened rates come back, (R,)."""
        threatener = self.outcomes.setup.talk.threat.by
        dice = self.draws.dice(threatener, "snap back")
        return self._broken & (dice < self._drawn("snap_back.chance"))

    def _utility(self, party: str) -> Iterator[tuple[Measure, Floats]]:
        """Yield U after deliveries and, where they come, the threatened rates from the review on.

        The price is what the rest of the horizon is worth under the threat less under the deal.
        """
        outcomes, other = self.outcomes, self.outcomes.setup.other(party)
        annuity, start = outcomes.setup.annuity, outcomes.ended_month
        saved = (self._predicted("concession_cost", party, party) * (1.0 - self._kept(party))).sum(
            axis=1
        )
        missed = (
            self._predicted("concession_value", party, other) * (1.0 - self._kept(other))
        ).sum(axis=1)
        end = start + self._review_months
        tau = outcomes.tables.tau_months[outcomes.endings.worlds]
        whole = outcomes.scale(party, start)
        before = ending(annuity, start, end, tau, whole.premium)
        share = np.where(
            whole.share > 0.0, before.share / np.where(whole.share > 0, whole.share, 1), 0
        )
        deal = self._deal(party, before) + share * (saved - missed)
        back = deal + self._threat_from(party, end)
        for baseline, won in outcomes.gains(party).items():
            delivered = won.total + saved - missed
            rest = back - (self._deal(party, whole) + saved - missed)
            price = np.where(self._snapped_back, rest, 0.0)
            signed = outcomes.endings.signed
            yield (
                Measure("utility_delivered", party, baseline=baseline),
                np.where(signed, delivered + price, won.total),
            )
        yield (
            Measure("price_of_snap_back", party),
            np.where(self._snapped_back, -rest, np.nan),
        )

    def _deal(self, party: str, scale: Scale) -> Floats:
        """Return U of the signed packages over a part of the horizon, (R,)."""
        outcomes = self.outcomes
        return gain(
            outcomes.preferences[party],
            outcomes.changes,
            outcomes.world_typed(party),
            outcomes.given,
            scale,
        ).total

    def _threat_from(self, party: str, months: Floats) -> Floats:
        """Return U of the executed threat from some months on, (R,)."""
        outcomes = self.outcomes
        ends = outcomes.endings
        nothing = np.zeros(len(ends.runs))
        return gain(
            outcomes.preferences[party],
            outcomes.executed,
            nothing,
            np.zeros_like(outcomes.given),
            outcomes.scale(party, months),
            signed=False,
        ).total
