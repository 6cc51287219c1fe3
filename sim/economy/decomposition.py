"""Where a welfare change comes from: terms of trade, volumes behind wedges, and real resources."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.equilibrium import Economy
from sim.economy.policy import PolicyBatch
from sim.economy.welfare_parts import CHANNELS, Points, welfare_parts
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
_WEDGES = ("tariffs", "export_taxes", "rents", "subsidies")


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
    points = [_point(economy, batch, k / steps) for k in range(steps + 1)]
    fine, coarse = _integrate(points), _integrate(points[::2])
    parts = {name: fine[name] + (fine[name] - coarse[name]) / 3.0 for name in _PARTS}
    return Decomposition(**parts, total=np.log(economy.solve(batch).welfare_hat))


def _integrate(points: list[Points]) -> dict[str, Floats]:
    steps = [welfare_parts(before, after) for before, after in pairwise(points)]
    total = np.sum(steps, axis=0).sum(axis=1)
    by_channel = dict(zip(CHANNELS, total, strict=True))
    volume = sum(by_channel.pop(name) for name in _WEDGES)
    return {**by_channel, "volume_of_trade": np.asarray(volume)}


def _point(economy: Economy, batch: PolicyBatch, fraction: float) -> Points:
    part = _along(economy, batch, fraction)
    return Points.of(economy.benchmark, part, economy.solve(part))


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
