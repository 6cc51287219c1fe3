"""From what to what: the paths along which an outcome is explained, instrument by instrument.

Three paths start at what was there before and end at what is explained:

- `deal`: from the rates in force to a package, with a rate or chip for each instrument;
- `threat`: from the rates in force to the threat, executed in full (`threat_partly`: by half);
- `in_force`: from the year 2024 to the rates and China's licences of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.chips.package import ChinaState
from sim.chips.window import Horizon
from sim.data.names import REGION_INDEX
from sim.data.tables import load_us_tariff_schedule
from sim.economy.attribution import Attribution
from sim.economy.equilibrium import Economy
from sim.economy.policy import PolicyBatch
from sim.ensemble.settings import Rates
from sim.ensemble.valuations import WorldValuer

Floats = NDArray[np.float64]

COUNTING: Final = "counting_of_rates"
LICENCES: Final = "rare_earth_licences"
EXPORTER_PRICES: Final = "exporter_prices"
MEASURES: Final = "standing_measures"
# What moves what, of all that is no tariff; a tariff-rate quota acts through the rate beyond it.
_OTHER_INSTRUMENTS: Final = {
    EXPORTER_PRICES: ("markup_cut",),
    MEASURES: ("export_tax_rate", "trade_cost_hat", "over_quota_extra_rate"),
    LICENCES: ("export_cap", "productivity_hat", "public_purchase_usd_bn"),
}
RATES: Final = {"general_rate": "general", "car_rate": "car"}
"""The instruments that are rates and their names in `Rates`."""
_LOGS: Final = ("trade_cost_hat", "productivity_hat")


@dataclass(frozen=True)
class Path:
    """Instruments by name, and the policies at fractions (K, P) of their way, in an economy."""

    instruments: tuple[str, ...]
    economy: Economy
    policies: Callable[[Floats], PolicyBatch]

    def solve(self, steps: int) -> Attribution | None:
        """Return the solved path; None if nothing moves."""
        if not self.instruments:
            return None
        return Attribution.solve(self.economy, self.policies, len(self.instruments), steps=steps)


@dataclass(frozen=True)
class Condition:
    """One world under one state of China's controls at one horizon."""

    valuer: WorldValuer
    state: ChinaState
    horizon: Horizon

    def deal(self, package: Mapping[str, float]) -> Path:
        """Return the path from the rates in force to a package.

        `package` maps rates (as fractions) and chips (as shares of their maximum); a rate that is
        absent stays in force, a chip that is absent at zero.
        """
        now = self.valuer.task.paths[0]
        ends = {kind: package.get(kind, getattr(now, field)) for kind, field in RATES.items()}
        ends |= {kind: level for kind, level in package.items() if kind not in RATES}
        return self._settings(ends, agreed=True)

    def threat(self, rates: Rates) -> Path:
        """Return the path from the rates in force to threatened rates."""
        return self._settings({k: getattr(rates, f) for k, f in RATES.items()}, agreed=False)

    def _settings(self, ends: Mapping[str, float], *, agreed: bool) -> Path:
        start = self.valuer.task.paths[0]
        begins = {kind: getattr(start, RATES[kind]) if kind in RATES else 0.0 for kind in ends}
        moving = [kind for kind in ends if ends[kind] != begins[kind]]
        counted = self._counting() if agreed else None
        names = (*moving, *([COUNTING] if counted is not None else []))

        def assembled(fractions: Floats) -> tuple[Economy, PolicyBatch]:
            width = fractions.shape[1]
            values = {kind: np.full(width, begins[kind]) for kind in ends}
            for kind, fraction in zip(moving, fractions, strict=False):
                # At 1 the end itself, not what rounding makes of it.
                way = begins[kind] + fraction * (ends[kind] - begins[kind])
                values[kind] = np.where(fraction == 1.0, ends[kind], way)
            rates = tuple(values.pop(kind) for kind in RATES)
            economy, batch = self.valuer.assembled(
                self.state, self.horizon, (rates[0], rates[1]), values, agreed=agreed
            )
            if counted is not None:
                batch.tariff_rate += counted[..., None] * (1.0 - fractions[-1])
            return economy, batch

        economy, _ = assembled(np.zeros((len(names), 1)))
        return Path(names, economy, lambda fractions: assembled(fractions)[1])

    def _counting(self) -> Floats | None:
        """Return duties at the rates in force less the same if agreed; None if they are equal."""
        plain, counted = (self._in_force(agreed=agreed)[1] for agreed in (False, True))
        change = (plain.tariff_rate - counted.tariff_rate)[..., 0]
        return change if change.any() else None

    def _in_force(self, *, agreed: bool) -> tuple[Economy, PolicyBatch]:
        now = self.valuer.task.paths[0]
        rates = np.array([now.general]), np.array([now.car])
        return self.valuer.assembled(self.state, self.horizon, rates, {}, agreed=agreed)

    def in_force(self) -> Path:
        """Return the path from the year 2024 to the rates and licences in force."""
        economy, end = self._in_force(agreed=False)
        start = self.valuer.year_2024()
        tariffs = self._tariff_steps(start, end)
        others = {
            name: moved
            for name, arrays in _OTHER_INSTRUMENTS.items()
            if (moved := [array for array in arrays if end.given(array) is not None])
        }
        names = [*tariffs, *others]

        def policies(fractions: Floats) -> PolicyBatch:
            # The end's own batch says who gets the rents; its arrays are set anew.
            batch = end.take(np.zeros(fractions.shape[1], dtype=np.intp))
            batch.tariff_rate = np.repeat(start.tariff_rate, fractions.shape[1], axis=-1)
            by_name = dict(zip(names, fractions, strict=True))
            for name, step in tariffs.items():
                batch.tariff_rate += step[..., None] * by_name[name]
            for name, arrays in others.items():
                for array in arrays:
                    first = getattr(start, array) if array == "export_tax_rate" else None
                    way = _on_the_way(array, getattr(end, array), by_name[name], first)
                    setattr(batch, array, way)
            return batch

        return Path(tuple(names), economy, policies)

    def _tariff_steps(self, start: PolicyBatch, end: PolicyBatch) -> dict[str, Floats]:
        """Return the rise of every tariff since 2024 by instrument, (J, N, N) each."""
        rise = (end.tariff_rate - start.tariff_rate)[..., 0]
        law = end.given("statutory_tariff_rate")
        by_law = rise if law is None else (law - start.tariff_rate)[..., 0]
        # What customs collects of a rise by law; all where nothing rises.
        collected = np.where(by_law == 0.0, 1.0, rise / np.where(by_law == 0.0, 1.0, by_law))
        us, japan, china = (REGION_INDEX[name] for name in ("USA", "JPN", "CHN"))
        schedule, now = load_us_tariff_schedule(), self.valuer.task.paths[0]
        steps: dict[str, Floats] = {}
        for name, rate, shares in (
            ("general_rate", now.general, schedule.share_general),
            ("car_rate", now.car, schedule.share_autos),
        ):
            steps[name] = np.zeros_like(rise)
            steps[name][:, us, japan] = rate * shares[:, japan] * collected[:, us, japan]
        taken = sum(steps.values())
        for name, cell in (
            ("metals_rate", (slice(None), us, japan)),
            ("us_rates_on_china", (slice(None), us, china)),
            ("china_rates_on_us", (slice(None), china, us)),
            ("us_rates_on_others", (slice(None), us)),
            ("other_tariffs", (slice(None),)),
        ):
            steps[name] = np.zeros_like(rise)
            steps[name][cell] = (rise - taken)[cell]
            taken = taken + steps[name]
        return {name: step for name, step in steps.items() if step.any()}


def _on_the_way(name: str, end: Floats, fraction: Floats, start: Floats | None = None) -> Floats:
    """Return an instrument (..., 1) at fractions (P,) of its way from where it does nothing."""
    if name in _LOGS:
        return np.asarray(end**fraction)
    if name != "export_cap":
        first = 0.0 if start is None else start
        return np.asarray(first + (end - first) * fraction)
    capped = np.where(np.isfinite(end), 1.0 + fraction * (np.minimum(end, 1e9) - 1.0), np.inf)
    return np.where(fraction > 0.0, capped, np.inf)
