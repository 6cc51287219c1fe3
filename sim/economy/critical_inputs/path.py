"""The monthly path of a restriction: licences, supply, stocks, shortage, prices, exports.

`simulate` follows months since the controls began. In each month the licence office lets exports
out (`licences`), the chain turns them into a supply of magnets (`chain`), third countries may pass
some on (`diversion`), users run down and rebuild stocks (`stocks`), and what is not covered stops
lines (`lost_lines`). Shares are of the benchmark year's use or exports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.critical_inputs.chain import Chain, NewPlants
from sim.economy.critical_inputs.licences import Office, Served, serve
from sim.economy.critical_inputs.lost_lines import lost_share
from sim.economy.critical_inputs.scarcity_price import clearing_price
from sim.economy.critical_inputs.stocks import run_down
from sim.errors import InvalidInputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Users:
    """How users answer a shortage; `stock_months` (N,).

    `spare_share` and `learned_share`: shares of use that can be done without at no cost, at once
    and in addition after `opening_months`; `new_supply_share`: share of the supplier's part that
    plants under way elsewhere replace by then. `diversion`: share of the differences between
    regions that trade through third countries evens out.
    """

    stock_months: Floats
    rebuild_months: float
    spare_share: float
    learned_share: float
    loss_power: float
    new_supply_share: float
    opening_months: float
    diversion: float
    price_elasticity: float
    choke_price: float

    def opened(self, months: int) -> Floats:
        """Return how far plants under way and thrift have come by the middle of each month, (M,).

        They come evenly from the start of the controls until `opening_months`.
        """
        middle = np.arange(months) + 0.5
        return np.clip(middle / max(self.opening_months, 1e-9), 0.0, 1.0)

    def lost(self, uncovered: Floats, months: int) -> Floats:
        """Return the lost share of exposed output, (M, N, P)."""
        spare = self.spare_share + (1.0 - self.spare_share) * (
            self.learned_share * self.opened(months)
        )
        return lost_share(uncovered, spare[:, None, None], self.loss_power)


@dataclass(frozen=True)
class MonthlyShortage:
    """What happens month by month since the controls began.

    `stock_months` (M, N, P) at the end of the month; `supply_share`, `missing_share` (after
    stocks, before thrift) and `lost_share` (of exposed output) (M, N, P); `exports_share`
    (M, N, P): the supplier's exports over normal ones, orders to refill stocks included;
    `added_share` (M, N, P): what a deal's plants make;
    `waiting_months`, `approved_share` (M, N, 1); prices (M, P) relative to the benchmark: of heavy
    materials and of magnets outside the supplier.
    """

    stock_months: Floats
    supply_share: Floats
    missing_share: Floats
    lost_share: Floats
    exports_share: Floats
    added_share: Floats
    waiting_months: Floats
    approved_share: Floats
    price_outside_china: Floats
    magnet_price_outside_china: Floats

    @property
    def months(self) -> int:
        """Return the number of months."""
        return len(self.lost_share)

    def output_loss(self, exposure: Floats) -> Floats:
        """Return the loss of productivity by sector and region, (M, J, N, P)."""
        return np.asarray(exposure[None, :, :, None] * self.lost_share[:, None])

    def average(self, values: Floats, start_month: float, end_month: float) -> Floats:
        """Return the mean of a monthly array (M, ...) from one point of time to another.

        Raises InvalidInputError if the path does not reach that far.
        """
        if not 0.0 <= start_month < end_month <= self.months:
            raise InvalidInputError(
                f"The months to average must lie in 0..{self.months} and rise;"
                f" got {start_month} to {end_month}."
            )
        edges = np.arange(self.months)
        weight = np.clip(np.minimum(end_month, edges + 1.0) - np.maximum(start_month, edges), 0, 1)
        first, last = int(start_month), int(np.ceil(end_month))
        part = weight[first:last] / (end_month - start_month)
        # Month by month, not as a matrix product: the same sums on any number of cores.
        total = np.zeros(values.shape[1:])
        for share, month in zip(part, values[first:last], strict=True):
            total += share * month
        return total


def simulate(
    chain: Chain,
    users: Users,
    office: Office,
    licensed_share: Floats,
    *,
    light_restricted: bool = True,
    plants: NewPlants | None = None,
    withheld: Floats | None = None,
) -> MonthlyShortage:
    """Return the path under a licensed share of the volume by month and destination.

    `licensed_share` (M, N), or (M, N, P) where policies differ in it.

    `plants`: what a deal adds; `withheld` (M, N, P): share of what is licensed that the supplier
    keeps back; `light_restricted`: whether light materials need licences too. P is theirs, or 1.
    Raises InvalidInputError for shares outside 0..1.
    """
    licensed_share = licensed_share.reshape(*licensed_share.shape[:2], -1)
    served = serve(licensed_share, office)
    return follow(
        chain,
        users,
        served,
        unrestricted=np.asarray((licensed_share >= 1.0).all(axis=0)),
        light_restricted=light_restricted,
        plants=plants,
        withheld=withheld,
    )


def follow(
    chain: Chain,
    users: Users,
    served: Served,
    *,
    unrestricted: NDArray[np.bool_],
    light_restricted: bool = True,
    plants: NewPlants | None = None,
    withheld: Floats | None = None,
) -> MonthlyShortage:
    """Return the path under exports already served, each array of `served` (M, N, 1).

    `unrestricted` (N,) or (N, P): destinations that never need a licence; they can pass on what
    they buy anew, so others' shortages do not reach them.
    """
    exports = served.exports
    months = len(exports)
    if withheld is not None:
        exports = exports * (1.0 - withheld)
    opened = users.opened(months)[:, None, None]
    replaced = users.new_supply_share * opened
    light = exports if light_restricted else np.ones_like(exports)
    supply = chain.supply(exports, light, replaced)
    added = np.zeros_like(supply) if plants is None else plants.output(exports)
    missing = _evened(chain, users.diversion, 1.0 - supply - added, unrestricted)
    stocks = run_down(missing, served.approved, users.stock_months, users.rebuild_months)
    outside = chain.mean_outside(np.minimum(1.0 - missing, 1.0))
    price = (users.price_elasticity, users.choke_price)
    return MonthlyShortage(
        stock_months=stocks.left * users.stock_months[:, None],
        supply_share=1.0 - missing,
        missing_share=stocks.uncovered,
        lost_share=users.lost(stocks.uncovered, months),
        exports_share=exports + stocks.rebuilt,
        added_share=added,
        waiting_months=served.waiting,
        approved_share=served.approved,
        price_outside_china=clearing_price(chain.heavy_supply(exports, replaced), *price),
        magnet_price_outside_china=clearing_price(outside, *price),
    )


def _evened(
    chain: Chain, diversion: float, missing: Floats, unrestricted: NDArray[np.bool_]
) -> Floats:
    """Return what is missing once third countries have passed on a part, (M, N, P).

    Shortages move by `diversion` towards their mean outside the supplier; towards nothing if some
    region can buy freely and sell on.
    """
    if diversion == 0.0:
        return missing
    short = np.maximum(missing, 0.0)
    outside = chain.outside
    sells_on = (unrestricted.reshape(len(outside), -1) & outside[:, None]).any(axis=0)
    even = np.where(sells_on, 0.0, chain.mean_outside(short)[:, None])
    moved = np.where(outside[:, None], diversion * (even - short), 0.0)
    return np.asarray(missing + moved)
