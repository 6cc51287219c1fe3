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
    theta^h / theta and `import_share` pi_M are of the nested markets, with an axis for policies.
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
        place, buyer = at[nested], importer[nested]
        return cls(nested, buyer, place, nest.ratio[place], nest.import_share[buyer, place])

    def home(self, attraction: Floats) -> Floats:
        """Return h of the nested markets, in their order."""
        return attraction[self.importer, self.place]

    def beside(self, home: Floats, imports: Floats) -> Floats:
        """Return what home adds to the denominators of nested markets, from h and D of these.

        h (D / pi_M)^(1 - theta^h / theta).
        """
        return home * np.exp((1.0 - self.ratio) * np.log(imports / self.import_share))


class Sums(NamedTuple):
    """Sums of a market at a trial H, (M, W): D, G(D), the right side, and its slope in ln H."""

    imports: Floats
    before_levy: Floats
    whole: Floats
    slope: Floats


@dataclass(frozen=True, eq=False)
class Trial:
    """Markets at a trial ln H (M, W): wedges ln z (C, W) and the sums."""

    log_h: Floats
    log_wedge: Floats
    sums: Sums


@dataclass(frozen=True, eq=False)
class RuledMarkets:
    """The ruled markets of one sweep.

    `weight` a, `for_cap` and `for_target` (the ln z times theta + 1 that each limit asks for at
    H = 1; the latter of committed cells only) are (C, W); `free` (D of unruled suppliers) is
    (M, W), `home` h is of nested markets, None without them.
    """

    rules: VolumeRules
    weight: Floats
    for_cap: Floats
    for_target: Floats
    free: Floats
    home: Floats | None

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
        limits = rules.limits
        asked = np.log(spending)[rules.markets.group]
        asked -= rules.theta * cost
        for_target = limits.for_target + asked[limits.committed]
        asked -= cost
        asked += limits.for_cap
        home = None
        if rules.tiers is not None and attraction is not None:
            home = rules.tiers.home(attraction)
        return cls(rules, weight, asked, for_target, free, home)

    def log_wedge(self, log_h: Floats) -> tuple[Floats, Bools]:
        """Return ln z (C, W), 0 where no rule binds, and where it moves with H."""
        rules, limits = self.rules, self.rules.limits
        here, power = log_h[rules.markets.group], limits.power
        by_cap = self.for_cap - here
        by_cap /= power
        log_z = np.maximum(by_cap, 0.0)
        if limits.has_ceiling:
            np.minimum(log_z, rules.log_ceiling, out=log_z)
        moves = log_z == by_cap
        if limits.committed.size:
            at = limits.committed
            by_target = (self.for_target - here[at]) / power[at]
            moves[at] |= by_target < log_z[at]
            log_z[at] = np.minimum(log_z[at], by_target)
        return log_z, moves

    def at(self, log_h: Floats) -> Trial:
        """Return the markets at a trial ln H (M, W)."""
        rules, limits = self.rules, self.rules.limits
        log_z, moves = self.log_wedge(log_h)
        plain = -rules.theta * log_z
        np.exp(plain, out=plain)
        plain *= self.weight
        moving = np.where(moves, plain * limits.slope_of_wedge, 0.0)
        imports = rules.markets.sum(plain)
        imports += self.free
        whole, response = imports, rules.markets.sum(moving)
        slope = response
        if limits.levied.size:
            # A levied cell counts at what is paid for it; its market's sum is taken anew.
            at = limits.levied
            levied = rules.on_levy[at] & (log_z[at] < 0.0)
            paid = plain[at] * np.exp(-log_z[at])
            plain[at] = np.where(levied, paid, plain[at])
            moving[at] = np.where(levied, np.where(moves[at], paid, 0.0), moving[at])
            whole = rules.markets.sum(plain)
            whole += self.free
            slope = rules.markets.sum(moving)
        before_levy = imports
        if rules.tiers is not None and self.home is not None:
            nested = rules.tiers.nested
            beside = rules.tiers.beside(self.home, imports[nested])
            before_levy, whole, slope = imports.copy(), whole.copy(), slope.copy()
            before_levy[nested] += beside
            whole[nested] += beside
            felt = response[nested] / imports[nested]
            slope[nested] += (1.0 - rules.tiers.ratio) * beside * felt
        return Trial(log_h, log_z, Sums(imports, before_levy, whole, slope))

    def solve(self, log_imports: Floats) -> Trial:
        """Return the markets at their ln H; begins at -theta ln P_hat, which is ln D of one tier.

        The right side rises by less than one for one. A market stays where it has converged, so
        that its result does not depend on the other markets.
        """
        log_h = self._begin(log_imports)
        low, high = np.full(log_h.shape, -np.inf), np.full(log_h.shape, np.inf)
        reach: float | Floats = np.inf
        if self.rules.limits.levied.size:
            reach = self._log_without_rules() + _LOG_REACH
            log_h = np.minimum(log_h, reach)
        trial = self.at(log_h)
        for _ in range(_MAX_NEWTON):
            sums = trial.sums
            gap = np.log(sums.whole) - log_h
            # Also done where the reach stops a market: `unspent` then tells.
            done = np.abs(gap) <= _NEWTON_TOLERANCE * (1.0 + np.abs(log_h))
            done |= (log_h == reach) & (gap > 0.0)
            if done.all():
                break
            np.copyto(low, log_h, where=gap > 0.0)
            np.copyto(high, log_h, where=gap <= 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                new = log_h + gap / np.maximum(1.0 - sums.slope / sums.whole, 1e-12)
                new = np.where((new < low) | (new > high), 0.5 * (low + high), new)
            log_h = np.where(done, log_h, np.minimum(new, reach))
            trial = self.at(log_h)
        return trial

    def _log_without_rules(self) -> Floats:
        """Return ln G with every wedge at 1, (M, W)."""
        whole = self.free + self.rules.markets.sum(self.weight)
        if self.rules.tiers is not None and self.home is not None:
            nested = self.rules.tiers.nested
            whole[nested] += self.rules.tiers.beside(self.home, whole[nested])
        return np.asarray(np.log(whole))

    def _begin(self, log_price_power: Floats) -> Floats:
        """Return ln H at the price in hand, without a levy: H = P_hat^-theta, or G of two tiers."""
        tiers, home = self.rules.tiers, self.home
        if tiers is None or home is None:
            return log_price_power
        with np.errstate(all="ignore"):
            pull = np.exp(tiers.ratio * log_price_power[tiers.nested]) - home
            imports = tiers.import_share * (pull / tiers.import_share) ** (1.0 / tiers.ratio)
            inverted = np.log(imports + tiers.beside(home, imports))
        if not np.isfinite(inverted).all():
            free = self._log_without_rules()[tiers.nested]
            inverted = np.where(np.isfinite(inverted), inverted, free)
        begin = log_price_power.copy()
        begin[tiers.nested] = inverted
        return begin
