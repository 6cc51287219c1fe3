"""Markets under volume rules: the denominator H at which every wedge puts its flow in place.

    ln H = ln(G(D) + sum over levied k of a_k (z_k^-(theta+1) - z_k^-theta))
    D    = sum of a_k z_k^-theta

solved by a bracketed Newton method, all markets of a chunk side by side. What the letters mean is
in `volumes`; G(D) = D + h (D / pi_M)^(1 - theta^h / theta) where home goods are a tier (`nest`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.economy.benchmark import Bools, Floats
from sim.economy.border import Positions
from sim.economy.layout import Structure

if TYPE_CHECKING:
    from sim.economy.volumes import VolumeRules

_MAX_NEWTON = 60
_NEWTON_TOLERANCE = 1e-14
# A levy cannot pay for more than the whole market: H then runs to this many log points above the
# market without the rule, the suppliers' parts do not add up, and `unspent` says so.
_LOG_REACH = 30.0


@dataclass(frozen=True, eq=False)
class MarketTiers:
    """The M ruled markets of which some (`nested`, positions) have home goods as a tier.

    `place` is the position of each nested market's sector among the nested sectors; `ratio`
    theta^h / theta and `import_share` pi_M are (M, 1), 1 and 1 in markets of one tier.
    """

    nested: Positions
    importer: Positions
    place: Positions
    ratio: Floats
    import_share: Floats

    @classmethod
    def of(cls, structure: Structure, importer: Positions, sector: Positions) -> MarketTiers | None:
        """Find the nested ones among markets; None when there are none."""
        nest = structure.nest
        if nest is None:
            return None
        place = np.full(structure.n_sectors, -1)
        place[nest.sectors] = np.arange(nest.sectors.size)
        at = place[sector]
        nested = np.flatnonzero((at >= 0) & ~nest.one_tier[importer, at])
        if nested.size == 0:
            return None
        ratio, share = np.ones((sector.size, 1)), np.ones((sector.size, 1))
        ratio[nested] = nest.ratio[at[nested]]
        share[nested] = nest.import_share[importer[nested], at[nested]]
        return cls(nested, importer[nested], at[nested], ratio, share)

    def home(self, attraction: Floats) -> Floats:
        """Return h of every market, (M, W); 0 in markets of one tier."""
        home = np.zeros((self.ratio.shape[0], attraction.shape[-1]))
        home[self.nested] = attraction[self.importer, self.place]
        return home

    def beside(self, home: Floats, imports: Floats) -> Floats:
        """Return what home adds to the denominator, h (D / pi_M)^(1 - theta^h / theta), (M, W)."""
        return home * np.exp((1.0 - self.ratio) * np.log(imports / self.import_share))


class Sums(NamedTuple):
    """Sums of a market at a trial H, (M, W): D, G(D), the right side, and its slope in ln H."""

    imports: Floats
    before_levy: Floats
    whole: Floats
    slope: Floats


@dataclass(frozen=True, eq=False)
class RuledMarkets:
    """The ruled markets of one sweep.

    `weight` a, `for_cap` and `for_target` (the ln z times theta + 1 that each limit asks for at
    H = 1) are (C, W); `free` (D of unruled suppliers) and `home` h, None without nested ones, are
    (M, W).
    """

    rules: VolumeRules
    weight: Floats
    for_cap: Floats
    for_target: Floats
    free: Floats
    home: Floats | None
    levies: bool

    @classmethod
    def of(
        cls,
        rules: VolumeRules,
        *,
        weight: Floats,
        cost: Floats,
        spending: Floats,
        free: Floats,
        attraction: Floats | None,
    ) -> RuledMarkets:
        """Prepare the markets at ln c_hat of the ruled suppliers (C, W) and spending (M, W)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            log_ask = np.log(weight / rules.gross) + np.log(spending)[rules.markets.group]
            for_cap = np.where(weight > 0.0, log_ask - np.log(rules.cap) - cost, -np.inf)
            for_target = np.where(rules.target > 0.0, log_ask - np.log(rules.target), np.inf)
        home = None
        if rules.tiers is not None and attraction is not None:
            home = rules.tiers.home(attraction)
        levies = bool(rules.on_levy.any())
        return cls(rules, weight, for_cap, for_target, free, home, levies)

    def log_wedge(self, log_h: Floats) -> tuple[Floats, Bools]:
        """Return ln z (C, W), 0 where no rule binds, and where it moves with H."""
        here, power = log_h[self.rules.markets.group], self.rules.theta + 1.0
        by_cap = (self.for_cap - here) / power
        of_cap = np.minimum(np.maximum(by_cap, 0.0), self.rules.log_ceiling)
        by_target = (self.for_target - here) / power
        moves = (by_target < of_cap) | (of_cap == by_cap)
        return np.minimum(of_cap, by_target), moves

    def evaluate(self, log_h: Floats) -> Sums:
        """Return the sums at a trial ln H (M, W)."""
        rules = self.rules
        log_z, moves = self.log_wedge(log_h)
        plain = self.weight * np.exp(-rules.theta * log_z)
        moving = np.where(moves, plain * (rules.theta / (rules.theta + 1.0)), 0.0)
        imports = whole = self.free + rules.markets.sum(plain)
        response = slope = rules.markets.sum(moving)
        if self.levies:
            levied = rules.on_levy & (log_z < 0.0)
            paid = plain * np.exp(-log_z)
            whole = self.free + rules.markets.sum(np.where(levied, paid, plain))
            slope = rules.markets.sum(np.where(levied, np.where(moves, paid, 0.0), moving))
        if rules.tiers is None or self.home is None:
            return Sums(imports, imports, whole, slope)
        beside = rules.tiers.beside(self.home, imports)
        slope = slope + (1.0 - rules.tiers.ratio) * beside * response / imports
        return Sums(imports, imports + beside, whole + beside, slope)

    def solve(self, log_imports: Floats) -> Floats:
        """Return ln H (M, W); begins at -theta ln P_hat, which is ln D of one tier.

        The right side rises by less than one for one. A market stays where it has converged, so
        that its result does not depend on the other markets.
        """
        log_h = self._begin(log_imports)
        low, high = np.full(log_h.shape, -np.inf), np.full(log_h.shape, np.inf)
        reach = self._log_without_rules() + _LOG_REACH
        log_h = np.minimum(log_h, reach)
        for _ in range(_MAX_NEWTON):
            at = self.evaluate(log_h)
            gap = np.log(at.whole) - log_h
            # Also done where the reach stops a market: `unspent` then tells.
            done = np.abs(gap) <= _NEWTON_TOLERANCE * (1.0 + np.abs(log_h))
            done |= (log_h == reach) & (gap > 0.0)
            if done.all():
                break
            np.copyto(low, log_h, where=gap > 0.0)
            np.copyto(high, log_h, where=gap <= 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                new = log_h + gap / np.maximum(1.0 - at.slope / at.whole, 1e-12)
                new = np.where((new < low) | (new > high), 0.5 * (low + high), new)
            log_h = np.where(done, log_h, np.minimum(new, reach))
        return log_h

    def _log_without_rules(self) -> Floats:
        """Return ln G with every wedge at 1, (M, W)."""
        imports = self.free + self.rules.markets.sum(self.weight)
        if self.rules.tiers is not None and self.home is not None:
            imports = imports + self.rules.tiers.beside(self.home, imports)
        return np.asarray(np.log(imports))

    def _begin(self, log_price_power: Floats) -> Floats:
        """Return ln H at the price in hand, without a levy: H = P_hat^-theta, or G of two tiers."""
        tiers, home = self.rules.tiers, self.home
        if tiers is None or home is None:
            return log_price_power
        with np.errstate(all="ignore"):
            pull = np.exp(tiers.ratio * log_price_power) - home
            imports = tiers.import_share * (pull / tiers.import_share) ** (1.0 / tiers.ratio)
            inverted = np.log(imports + tiers.beside(home, imports))
        two = home > 0.0
        begin = np.where(two, inverted, log_price_power)
        return np.where(two & ~np.isfinite(inverted), self._log_without_rules(), begin)
