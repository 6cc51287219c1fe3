"""Tariffs of 2024 and 2025 as arrays: the US schedule by exporter, China's rates on the US."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.data.names import REGION_INDEX

Floats = NDArray[np.float64]

SECTION_232_RATE = 0.25
"""Rate on cars and parts, and on steel and aluminium, on 30 May 2025 (source: tariff_events)."""


@dataclass(frozen=True, eq=False)
class UsTariffSchedule:
    """What each US import pays, by sector and exporter, as fractions of its border value.

    The rate on sector j from exporter i is

        duty_2024 + general x share_general + car_rate x share_autos + metals_rate x share_metals
        + fentanyl_rate x share_fentanyl + other_added

    Shares are import-weighted shares of 2024 (metals by content). `other_added` is what Canada and
    Mexico, both in ROW, pay outside USMCA. Exempt goods (`share_exempt`: energy, drugs, phones,
    computers, chips, returned goods) pay `duty_2024` and fentanyl duties only. Shapes: (J, N), and
    (N,) for `fentanyl_rate`, `general_in_force` (30 May 2025) and `general_threatened` (the rates
    of 2 April, back on 9 July; for China on 12 August). Source: docs/benchmark.md.
    """

    duty_2024: Floats
    share_general: Floats
    share_autos: Floats
    share_metals: Floats
    share_exempt: Floats
    share_fentanyl: Floats
    other_added: Floats
    fentanyl_rate: Floats
    general_in_force: Floats
    general_threatened: Floats

    def rate(
        self,
        general: ArrayLike,
        car_rate: ArrayLike = SECTION_232_RATE,
        metals_rate: ArrayLike = SECTION_232_RATE,
        fentanyl_rate: ArrayLike | None = None,
        *,
        includes_duty: bool = False,
    ) -> Floats:
        """Return the rates on all exporters, (J, N), or (J, N, P) if any rate given is (N, P).

        Each rate is a scalar, (N,) or (N, P); `general` is the country-wide ("reciprocal") rate,
        `fentanyl_rate` defaults to the one in force. With `includes_duty` the general and the car
        rate are ceilings that contain the duty of 2024, as in a "15 % all-in" deal: such goods pay
        max(duty, rate), not the sum.
        """
        fentanyl = self.fentanyl_rate if fentanyl_rate is None else fentanyl_rate
        rates = [np.asarray(rate, float) for rate in (general, car_rate, metals_rate, fentanyl)]
        policy_axes = max(max(rate.ndim for rate in rates) - 1, 0)
        rates = [rate[..., None] if rate.ndim == policy_axes else rate for rate in rates]
        return self._total(slice(None), policy_axes, rates, includes_duty=includes_duty)

    def rate_on(
        self,
        exporter: str,
        general: ArrayLike,
        car_rate: ArrayLike = SECTION_232_RATE,
        metals_rate: ArrayLike = SECTION_232_RATE,
        fentanyl_rate: ArrayLike | None = None,
        *,
        includes_duty: bool = False,
    ) -> Floats:
        """Return the rates on one exporter: (J,) from scalars, (J, P) if any rate given is (P,)."""
        i = REGION_INDEX[exporter]
        fentanyl = self.fentanyl_rate[i] if fentanyl_rate is None else fentanyl_rate
        rates = [np.asarray(rate, float) for rate in (general, car_rate, metals_rate, fentanyl)]
        policy_axes = max(rate.ndim for rate in rates)
        return self._total(i, policy_axes, rates, includes_duty=includes_duty)

    def in_force(self) -> Floats:
        """Return the rates of 30 May 2025, (J, N)."""
        return self.rate(self.general_in_force)

    def threatened(self) -> Floats:
        """Return the rates if the general rates of 2 April 2025 return, (J, N)."""
        return self.rate(self.general_threatened)

    def _total(
        self, exporters: int | slice, policy_axes: int, rates: list[Floats], *, includes_duty: bool
    ) -> Floats:
        """Add the parts up; each rate already broadcasts against (N, P), (N,), (P,) or a scalar."""

        def part(values: Floats) -> Floats:
            chosen = values[:, exporters]
            return chosen[..., None] if policy_axes else chosen

        general, car, metals, fentanyl = rates
        duty = part(self.duty_2024)
        if includes_duty:
            general, car = np.maximum(general - duty, 0.0), np.maximum(car - duty, 0.0)
        return np.asarray(
            duty
            + general * part(self.share_general)
            + car * part(self.share_autos)
            + metals * part(self.share_metals)
            + fentanyl * part(self.share_fentanyl)
            + part(self.other_added)
        )


@dataclass(frozen=True, eq=False)
class ChinaTariffs:
    """China's rates on US goods by sector, (J,), fractions.

    `effective` nets the waivers and exemptions and is what the benchmark of 2024 holds; `statutory`
    does not and has the published averages (21.2 % in 2024, 32.6 % on 30 May 2025). Compare like
    with like: the step from 2024 to 30 May 2025 is 11 to 13 points in both.
    """

    effective_2024: Floats
    effective_2025: Floats
    statutory_2024: Floats
    statutory_2025: Floats

    def in_force(self) -> Floats:
        """Return the rates of 30 May 2025 that continue the benchmark's, (J,)."""
        return self.effective_2025
