"""Where a welfare change comes from: terms of trade, volumes behind wedges, and real resources."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.equilibrium import Economy
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.wedges import Wedges
from sim.errors import PolicyError

# A path never ends in a ban, where a unit's shadow price is infinite, but this close to it.
_NEARLY_BANNED = 1e-3


@dataclass(frozen=True, eq=False)
class Decomposition:
    """Exact log change of real income, ln W_hat, as a sum of parts, each (N, P).

    `terms_of_trade`: prices of exports against imports at the border; `markups`: the part of those
    prices that exporters give up out of their profits, and buyers gain; `volume_of_trade`: volumes
    behind wedges (tariffs, export taxes, rents, subsidies); `trade_costs`: iceberg costs and rents
    burnt; `productivity`; `public_purchases`: goods that the state takes; `imbalance`: change of D,
    saving lent abroad included.
    `remainder` is what the steps along the path leave unexplained.
    """

    terms_of_trade: Floats
    markups: Floats
    volume_of_trade: Floats
    trade_costs: Floats
    productivity: Floats
    public_purchases: Floats
    imbalance: Floats
    total: Floats

    @property
    def remainder(self) -> Floats:
        """Total less the parts, (N, P); falls with the fourth power of the number of steps."""
        explained: Floats = sum(getattr(self, name) for name in _PARTS)
        return self.total - explained


_PARTS = (
    "terms_of_trade",
    "markups",
    "volume_of_trade",
    "trade_costs",
    "productivity",
    "public_purchases",
    "imbalance",
)


def welfare_decomposition(
    economy: Economy, batch: PolicyBatch, *, steps: int = 32
) -> Decomposition:
    """Integrate dln W along the straight path from the benchmark to each policy.

    I dln W = sum B_out dln b_out - sum B_in dln b_in             terms of trade, but for the next
              + sum B_out dln (1-m)_out - sum B_in dln (1-m)_in   markups
              + sum (E - B)_in dln V + sum (B - F)_out dln V      volume of trade
              - sum E dln d                                       trade costs
              + sum Y dln productivity - public (dln V) + dD

    with F producer, B border and E purchaser value, b = B / V the border price, V the volume
    shipped and d the iceberg cost, a quota's burnt rent included. Each step adds the mean weight of
    its two ends times the log change between them. A ban cannot be reached along finite logs: its
    path ends just short of it, and the rest is in `remainder`.
    Half the points give the error of the rule, which is taken out (Richardson); `steps` is even.
    Raises PolicyError for an odd number of steps, NotConvergedError as `Economy.solve` does.
    """
    if steps < 2 or steps % 2:
        raise PolicyError(f"steps must be even and at least 2; got {steps}.")
    points = [_Point.of(economy, batch, k / steps) for k in range(steps + 1)]
    fine, coarse = _integrate(points), _integrate(points[::2])
    parts = {name: fine[name] + (fine[name] - coarse[name]) / 3.0 for name in _PARTS}
    return Decomposition(**parts, total=np.log(economy.solve(batch).welfare_hat))


def _integrate(points: list[_Point]) -> dict[str, Floats]:
    steps = [_step(before, after) for before, after in pairwise(points)]
    return {name: np.sum([step[name] for step in steps], axis=0) for name in _PARTS}


@dataclass(frozen=True, eq=False)
class _Flow:
    """Volumes shipped and values a unit, (J, N, N, P): to the buyer, at the border, at the gate."""

    volume: Floats
    buyer: Floats
    border: Floats
    producer: Floats


@dataclass(frozen=True, eq=False)
class _Point:
    """One point of the path: the two kinds of flows and the logs of what is real."""

    income: Floats
    output: Floats
    deficit: Floats
    private: _Flow
    public: _Flow
    uncut_border: Floats
    markup_cut: Floats
    log_trade_cost: Floats
    log_productivity: Floats

    @classmethod
    def of(cls, economy: Economy, batch: PolicyBatch, fraction: float) -> _Point:
        part = _along(economy, batch, fraction)
        outcome = economy.solve(part)
        wedges = Wedges(economy.benchmark, part, outcome)
        productivity = part.given("productivity_hat")
        return cls(
            income=outcome.income,
            output=outcome.output,
            deficit=outcome.deficit_usd_bn,
            private=_private(outcome, wedges),
            public=_public(outcome, wedges),
            uncut_border=_uncut_border(outcome, wedges),
            markup_cut=wedges.markup_cut,
            log_trade_cost=np.log(wedges.trade_cost * (1.0 + wedges.burnt * wedges.mu)),
            log_productivity=np.zeros_like(outcome.output)
            if productivity is None
            else np.log(productivity),
        )


def _along(economy: Economy, batch: PolicyBatch, fraction: float) -> PolicyBatch:
    """Return the batch that lies this fraction of the way from the benchmark."""
    part = batch.take(slice(None))
    benchmark = economy.benchmark
    for name in ("tariff_rate", "export_tax_rate"):
        end = batch.given(name)
        if end is not None:
            start = getattr(benchmark, name)[..., None]
            setattr(part, name, start + fraction * (end - start))
    for name in ("trade_cost_hat", "productivity_hat"):
        end = batch.given(name)
        if end is not None:
            setattr(part, name, end**fraction)
    for name in (
        "transfer_usd_bn",
        "purchase_usd_bn",
        "public_purchase_usd_bn",
        "markup_cut",
        "over_quota_extra_rate",
    ):
        end = batch.given(name)
        if end is not None:
            setattr(part, name, fraction * end)
    cap = batch.given("export_cap")
    if cap is not None:
        tightening = np.maximum(1.0 + fraction * (np.minimum(cap, 1.0) - 1.0), _NEARLY_BANNED)
        part.export_cap = np.where(cap < 1.0, tightening, cap)
    return part


def _private(outcome: Outcome, wedges: Wedges) -> _Flow:
    cost = outcome.cost_hat[:, None]
    melt = 1.0 + wedges.burnt * wedges.mu
    licensed = wedges.within * wedges.gross * wedges.import_quota
    to_state = wedges.premium * (1.0 + wedges.mu) + wedges.exporter * wedges.mu
    to_state = to_state + wedges.import_exporter * licensed
    levy = wedges.levy if wedges.levy.ndim == 0 else wedges.levy[:, :, None]
    return _Flow(
        volume=(outcome.flows_usd_bn - wedges.public_usd_bn) / cost,
        buyer=cost * wedges.gross * wedges.factor * levy / melt,
        border=cost * (1.0 + to_state / melt),
        producer=np.broadcast_to(cost, outcome.flows_usd_bn.shape),
    )


def _uncut_border(outcome: Outcome, wedges: Wedges) -> Floats:
    """Value of a unit that a markup cut takes its part of: (1+e)(1+mu) of the price shipped."""
    melt = 1.0 + wedges.burnt * wedges.mu
    return np.asarray(
        outcome.cost_hat[:, None] * (1.0 + wedges.export_tax) * (1.0 + wedges.mu) / melt
    )


def _public(outcome: Outcome, wedges: Wedges) -> _Flow:
    cost = outcome.cost_hat[:, None]
    border = cost * (1.0 + wedges.export_tax)
    producer = np.broadcast_to(cost, outcome.flows_usd_bn.shape)
    return _Flow(wedges.public_usd_bn / cost, border, border, producer)


def _step(a: _Point, b: _Point) -> dict[str, Floats]:
    """Return the parts of ln W between two neighbouring points, name -> (N, P)."""
    income = 0.5 * (a.income + b.income)
    terms = np.zeros_like(income)
    volume = np.zeros_like(income)
    for flow_a, flow_b in ((a.private, b.private), (a.public, b.public)):
        dearer = _mean(flow_a.volume, flow_b.volume) * (flow_b.border - flow_a.border)
        terms += dearer.sum(axis=(0, 1)) - dearer.sum(axis=(0, 2))
        more = flow_b.volume - flow_a.volume
        to_importer = _mean(flow_a.buyer - flow_a.border, flow_b.buyer - flow_b.border)
        to_exporter = _mean(flow_a.border - flow_a.producer, flow_b.border - flow_b.producer)
        volume += (to_importer * more).sum(axis=(0, 2)) + (to_exporter * more).sum(axis=(0, 1))
    cut = _mean(a.private.volume, b.private.volume) * _mean(a.uncut_border, b.uncut_border)
    given_up = cut * (b.markup_cut - a.markup_cut)
    markups = given_up.sum(axis=(0, 2)) - given_up.sum(axis=(0, 1))
    spent = _mean(a.private.volume * a.private.buyer, b.private.volume * b.private.buyer)
    melted = spent * (b.log_trade_cost - a.log_trade_cost)
    taken = _mean(a.public.border, b.public.border) * (b.public.volume - a.public.volume)
    gained = _mean(a.output, b.output) * (b.log_productivity - a.log_productivity)
    return {
        "terms_of_trade": (terms - markups) / income,
        "markups": markups / income,
        "volume_of_trade": volume / income,
        "trade_costs": -melted.sum(axis=(0, 2)) / income,
        "productivity": gained.sum(axis=0) / income,
        "public_purchases": -taken.sum(axis=(0, 2)) / income,
        "imbalance": (b.deficit - a.deficit) / income,
    }


def _mean(a: Floats, b: Floats) -> Floats:
    return 0.5 * (a + b)
