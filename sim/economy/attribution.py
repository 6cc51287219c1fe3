"""Which instrument, channel and sector moved an outcome: parts that sum to the whole.

The instruments go from their start to their end together, in n equal steps. Within a step they move
one after another, once in order and once in reverse, and each is credited with half of what its two
moves change:

    part_i = 1/2 sum over steps and orders of Q(after the move of i) - Q(before)

The moves form two unbroken chains from start to end, so the parts sum to Q(end) - Q(start) for any
n. As n grows they tend to the integral of dQ/ds_i along the straight path (Aumann and Shapley 1974:
the only shares that sum, ignore units and let an instrument that does nothing have nothing). Parts
at n and at n/2 steps give the error of the rule, which is taken out (Richardson); sums stay exact.

Worked number: Q = x y from (0, 0) to (2, 3) gives 3 to each, whatever the number of steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Floats
from sim.economy.equilibrium import Economy
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.welfare_parts import CHANNELS, Points, welfare_parts
from sim.errors import PolicyError

Indices = NDArray[np.intp]

REST = "rest"
"""The channel of what finite steps leave unexplained."""

ACCOUNTS = (
    "tariff_revenue",
    "export_tax_revenue",
    "markups_cut",
    "quota_rents",
    "purchase_subsidies",
    "public_purchases",
    "imbalance",
    "other_income",
)
"""What a household's income holds beside wages, in the order of `Attribution.accounts`."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves of single instruments between points of the path.

    `fractions` (K, P): how far each instrument has gone at each point, the first point 0 and the
    last 1 for all; `instrument`, `before`, `after` (M,): who moves between which points, and
    `weight` (M,) with which each move counts.
    """

    fractions: Floats
    instrument: Indices
    before: Indices
    after: Indices
    weight: Floats

    @property
    def n_instruments(self) -> int:
        """Number of instruments K."""
        return len(self.fractions)

    @classmethod
    def plan(cls, instruments: int, steps: int) -> Moves:
        """Return the moves of so many instruments in n and n/2 steps; `steps` is even."""
        if instruments < 1 or steps < 2 or steps % 2:
            raise PolicyError(
                f"A path needs an instrument and an even number of steps; got {instruments} and"
                f" {steps}."
            )
        known: dict[tuple[int, ...], int] = {}
        rows: list[tuple[int, int, int, float]] = []
        for width, weight in ((1, 4.0 / 3.0), (2, -1.0 / 3.0)):
            for start in range(0, steps, width):
                for order in (range(instruments), range(instruments - 1, -1, -1)):
                    at = [start] * instruments
                    for i in order:
                        before = known.setdefault(tuple(at), len(known))
                        at[i] += width
                        after = known.setdefault(tuple(at), len(known))
                        rows.append((i, before, after, 0.5 * weight))
        points = np.array(list(known), dtype=np.float64).T / steps
        # The end comes last, so that a reader finds it there.
        last = known[(steps,) * instruments]
        order_of = np.arange(len(known))
        order_of[[last, -1]] = order_of[[-1, last]]
        moved = np.array([row[:3] for row in rows], dtype=np.intp)
        return cls(
            points[:, order_of],
            moved[:, 0],
            order_of[moved[:, 1]],
            order_of[moved[:, 2]],
            np.array([row[3] for row in rows]),
        )

    def parts(self, values: Floats) -> Floats:
        """Return the part of each instrument in the change of Q, values (..., P) -> (K, ...).

        >>> moves = Moves.plan(2, 4)
        >>> x, y = moves.fractions * np.array([[2.0], [3.0]])
        >>> moves.parts(x * y).round(12).tolist()
        [3.0, 3.0]
        """
        changes = (values[..., self.after] - values[..., self.before]) * self.weight
        return self.sums(changes)

    def sums(self, weighted: Floats) -> Floats:
        """Return the sums over each instrument's moves, (..., M) -> (K, ...)."""
        found = [
            weighted[..., self.instrument == i].sum(axis=-1) for i in range(self.n_instruments)
        ]
        return np.stack(found)


@dataclass(frozen=True, eq=False)
class Attribution:
    """A solved path: `outcome` and `batch` at its points, and the moves between them."""

    moves: Moves
    batch: PolicyBatch
    outcome: Outcome

    @classmethod
    def solve(
        cls,
        economy: Economy,
        policies: Callable[[Floats], PolicyBatch],
        instruments: int,
        *,
        steps: int = 4,
    ) -> Attribution:
        """Solve the path; `policies` turns fractions (K, P) of K instruments into P policies.

        Raises PolicyError for an odd number of steps, NotConvergedError as `Economy.solve` does.
        """
        moves = Moves.plan(instruments, steps)
        batch = policies(moves.fractions)
        return cls(moves, batch, economy.solve(batch))

    def income(self) -> Floats:
        """Return what moved each region's real income, (K, C + 1, J + 1, N), USD bn a year.

        Axes: instrument; channel, CHANNELS and then REST; sector, the last for none; region. The
        whole is the change of the equivalent variation less what is borrowed
        (`Outcome.ev_without_transfer_usd_bn`). A step of ln W is worth I_0 times the logarithmic
        mean of W at its ends.
        """
        benchmark, outcome, moves = self.outcome.benchmark, self.outcome, self.moves
        points = Points.of(benchmark, self.batch, outcome)
        a, b = points.take(moves.before), points.take(moves.after)
        worth = benchmark.income_usd_bn[:, None] * _log_mean(a.log_welfare, b.log_welfare)
        parts = welfare_parts(a, b)
        rest = np.zeros((1, *parts.shape[1:]))
        rest[0, -1] = b.log_welfare - a.log_welfare - parts.sum(axis=(0, 1))
        parts = np.concatenate([parts, rest]) * worth
        lent = outcome.ev_usd_bn - outcome.ev_without_transfer_usd_bn
        parts[CHANNELS.index("imbalance"), -1] -= lent[:, moves.after] - lent[:, moves.before]
        return moves.sums(parts * moves.weight)

    def accounts(self) -> Floats:
        """Return the same change by household account, (K, A + 1, J + 1, N), USD bn a year.

        Axes as in `income`, with ACCOUNTS and then the cost of living for the channels. Counted in
        the region's own wage, so that the choice of the numeraire plays no part: with i = I / w the
        household's income and L its logarithmic mean over a step,

            dln W = sum_k d(I_k / w) / L(i) - sum_j alpha_j dln(P_j / w)

        which sums exactly; a transfer is taken out, as in `income`.
        """
        benchmark, o, moves = self.outcome.benchmark, self.outcome, self.moves
        wage = o.wage_hat
        paid = {
            "tariff_revenue": o.tariff_revenue,
            "export_tax_revenue": o.export_tax_revenue,
            "markups_cut": -o.markup_cost,
            "quota_rents": o.quota_rent_exporter + o.quota_rent_importer,
            "purchase_subsidies": -o.purchase_subsidy_cost,
            "public_purchases": -o.public_purchase_cost,
            "imbalance": o.deficit_usd_bn,
        }
        earned = wage * benchmark.value_added_usd_bn[:, None]
        paid["other_income"] = o.income - earned - sum(paid.values())
        accounts = np.stack([paid[name] for name in ACCOUNTS]) / wage
        dearer = -benchmark.final_share[:, :, None] * np.log(o.price_hat / wage)
        a, b = moves.before, moves.after
        parts = np.zeros((len(ACCOUNTS) + 1, len(dearer) + 1, *wage[:, a].shape))
        income = np.log(o.income / wage)
        parts[:-1, -1] = (accounts[..., b] - accounts[..., a]) / _log_mean(
            income[:, a], income[:, b]
        )
        parts[-1, :-1] = dearer[..., b] - dearer[..., a]
        log_welfare = np.log(o.welfare_hat)
        parts *= benchmark.income_usd_bn[:, None] * _log_mean(log_welfare[:, a], log_welfare[:, b])
        lent = o.ev_usd_bn - o.ev_without_transfer_usd_bn
        parts[ACCOUNTS.index("imbalance"), -1] -= lent[:, b] - lent[:, a]
        return moves.sums(parts * moves.weight)

    def balance(self, region: int, partner: int | None = None) -> Floats:
        """Return what moved a goods balance at border value, (K, 4, J), USD bn a year.

        Second axis: export volumes, export prices, import volumes, import prices (Bennet 1920: the
        change of one factor times the mean of the other, which sums exactly).
        """
        outcome = self.outcome
        goods = outcome.benchmark.goods
        border = outcome.border_flows_usd_bn
        volume = outcome.flows_usd_bn / outcome.cost_hat[:, None]
        found = []
        for sign, cells in ((1.0, _sales(region, partner)), (-1.0, _purchases(region, partner))):
            worth, shipped = border[cells], volume[cells]
            traded = shipped > 0.0
            price = np.where(traded, worth, 0.0) / np.where(traded, shipped, 1.0)
            for moved, held in ((shipped, price), (price, shipped)):
                found.append(sign * goods[:, None] * self._bennet(moved, held).sum(axis=(1, 2)))
        changes = np.stack(found) * self.moves.weight
        return self.moves.sums(changes)

    def revenue(self, region: int) -> Floats:
        """Return what moved a region's tariff revenue, (K, 2, J): rates, and what they fall on."""
        points = Points.of(self.outcome.benchmark, self.batch, self.outcome)
        dutiable = points.dutiable[:, region]
        taxed = dutiable > 0.0
        # Duty beyond a tariff-rate quota included.
        rate = np.where(taxed, points.tariff[:, region] / np.where(taxed, dutiable, 1.0), 0.0)
        dutiable = points.private[:, region] * dutiable
        found = [self._bennet(rate, dutiable), self._bennet(dutiable, rate)]
        return self.moves.sums(np.stack([part.sum(axis=1) for part in found]) * self.moves.weight)

    def value_added(self, sector: int, region: int) -> Floats:
        """Return what moved value added in a sector of a region, (K, 2, N), USD bn a year.

        Second axis: volumes and prices of its sales; third: the region that buys.
        """
        outcome = self.outcome
        share = float(outcome.benchmark.value_added_share[sector, region])
        price = outcome.cost_hat[sector, region]
        volume = outcome.flows_usd_bn[sector, :, region] / price
        price = np.broadcast_to(price, volume.shape)
        found = np.stack([self._bennet(volume, price), self._bennet(price, volume)])
        return self.moves.sums(share * found * self.moves.weight)

    def _bennet(self, moved: Floats, held: Floats) -> Floats:
        """Return the mean of `held` times the change of `moved` in each move, (..., M)."""
        before, after = self.moves.before, self.moves.after
        mean = 0.5 * (held[..., before] + held[..., after])
        return np.asarray(mean * (moved[..., after] - moved[..., before]))


def _log_mean(log_a: Floats, log_b: Floats) -> Floats:
    """Return the logarithmic mean (b - a) / (ln b - ln a) of two levels given in logs."""
    half = 0.5 * (log_b - log_a)
    small = np.abs(half) < 1e-4
    ratio = np.where(small, 1.0 + half**2 / 6.0, np.sinh(half) / np.where(small, 1.0, half))
    return np.asarray(np.exp(0.5 * (log_a + log_b)) * ratio)


def _sales(region: int, partner: int | None) -> tuple[slice, slice, slice]:
    """Return the cells [sector, importer, exporter] of a region's exports; home sales cancel."""
    buyers = slice(None) if partner is None else slice(partner, partner + 1)
    return slice(None), buyers, slice(region, region + 1)


def _purchases(region: int, partner: int | None) -> tuple[slice, slice, slice]:
    sellers = slice(None) if partner is None else slice(partner, partner + 1)
    return slice(None), slice(region, region + 1), sellers
