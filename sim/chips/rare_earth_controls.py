"""China's controls on rare earths as a path: the licensed share by month and destination.

The path starts when the controls do (or on the day of the scenario, if that comes first). Until a
signature the licensed share is that of the day, or the listed months of `licensed_path`; from then
on it is that of the state of China's controls. A cut of limited length lies over all of it, and
after it the share is `share_after` (tightened controls stay).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.chips.base import read_fields
from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ControlDates:
    """When controls begin and a cut falls, and whom they concern.

    `running_months`: from the start of the controls to the day of the scenario, where signatures
    are assumed; negative if they are still to come. `cut_after_months`: from the start of the
    controls to the start of the cut, None without one. `restricted`: regions that need licences,
    None for all but China. `light_too`: whether light rare earths need licences as heavy ones do.
    """

    running_months: float = 0.0
    cut_after_months: float | None = None
    restricted: tuple[str, ...] | None = None
    light_too: bool = False

    @property
    def start_month(self) -> float:
        """Return the month of the path in which controls begin."""
        return max(0.0, -self.running_months)

    @property
    def signature_month(self) -> float:
        """Return the month of the path in which a deal is signed.

        >>> ControlDates(1.8).signature_month, ControlDates(-3.0).start_month
        (1.8, 3.0)
        """
        return max(0.0, self.running_months)


@dataclass(frozen=True)
class Cut:
    """A stop or cut of limited length: its months, its licensed share and the share after it."""

    length: float
    licensed_share: float
    share_after: float


@dataclass(frozen=True)
class RareEarthControls:
    """Licensed shares of the volume in one world, by state of China's controls.

    `by_destination` overrides `licensed_share` for a region, `path` for the months since the
    controls began.
    """

    dates: ControlDates
    licensed_share: float
    eased_share: float
    tightened_share: float
    by_destination: Mapping[str, float] = field(default_factory=dict)
    path: tuple[float, ...] = ()
    cut: Cut | None = None

    @classmethod
    def of(cls, values: Mapping[str, float], dates: ControlDates) -> RareEarthControls:
        """Read the shares from the scenario's values, keyed by dotted paths.

        Raises InvalidInputError naming what is missing, or if a cut has no date.
        """
        section = inner(values, "cut")
        if section and dates.cut_after_months is None:
            raise InvalidInputError("A cut must have a start; give ControlDates.cut_after_months.")
        listed = inner(values, "licensed_path")
        states = ("licensed_share", "eased_share", "tightened_share")
        missing = [name for name in states if name not in values]
        if missing:
            raise InvalidInputError(
                f"The parameters of rare_earths must hold {', '.join(missing)}."
            )
        return cls(
            dates,
            licensed_share=float(values["licensed_share"]),
            eased_share=float(values["eased_share"]),
            tightened_share=float(values["tightened_share"]),
            by_destination=inner(values, "licensed_share_by_destination"),
            path=tuple(listed[key] for key in sorted(listed, key=int)),
            cut=read_fields(Cut, section, "rare_earths.cut") if section else None,
        )

    def licensed(self, regions: tuple[str, ...], china_state: str, months: int) -> Floats:
        """Return the licensed share of the volume, (months, N); 1 where no licence is needed."""
        then = {
            "truce": None,
            "eased": self._state(regions, self.eased_share, np.maximum),
            "rupture": self._state(regions, self.tightened_share, np.minimum),
        }[china_state]
        start, signed = self.dates.start_month, self.dates.signature_month
        share = np.ones((months, len(regions)))
        _lay(share, start, np.inf, self._at_start(regions))
        for month, listed in enumerate(self.path):
            _lay(share, start + month, start + month + 1.0, listed)
        if then is not None:
            _lay(share, max(start, signed), np.inf, then)
        if self.cut is not None:
            assert self.dates.cut_after_months is not None
            begins = start + self.dates.cut_after_months
            ends = begins + self.cut.length
            _lay(share, begins, ends, self.cut.licensed_share)
            if china_state != "rupture":
                after = self.cut.share_after
                _lay(share, ends, np.inf, after if then is None else np.maximum(then, after))
        free = [n for n, name in enumerate(regions) if not self._needs_licence(name)]
        share[:, free] = 1.0
        return share

    def _needs_licence(self, region: str) -> bool:
        restricted = self.dates.restricted
        return region != "CHN" and (restricted is None or region in restricted)

    def _at_start(self, regions: tuple[str, ...]) -> Floats:
        return np.array([self.by_destination.get(r, self.licensed_share) for r in regions])

    def _state(self, regions: tuple[str, ...], share: float, bound: np.ufunc) -> Floats:
        """Return the shares of a state; a destination's own share is eased or tightened to it."""
        own = np.array([self.by_destination.get(r, share) for r in regions])
        return np.asarray(bound(own, share))


def control_dates(scenario: Scenario) -> ControlDates:
    """Return when China's controls on rare earths begin, and whom they concern."""
    controls, day = scenario.parties.CHN.controls.rare_earths, scenario.as_of
    cut = controls.cut
    return ControlDates(
        running_months=months_between(controls.since, day),
        cut_after_months=None if cut is None else months_between(controls.since, cut.start),
        restricted=controls.restricted,
        light_too=controls.covers == "all",
    )


def months_between(first: date, last: date) -> float:
    """Return the time between two days in months of a twelfth of a year.

    >>> round(months_between(date(2025, 4, 4), date(2025, 5, 30)), 2)
    1.84
    """
    return (last - first).days / (365.25 / 12.0)


def inner(values: Mapping[str, float], section: str) -> dict[str, float]:
    """Return the values under `section.`, keyed by the rest of their path.

    >>> inner({"cut.length": 3.0, "stock": 2.0}, "cut")
    {'length': 3.0}
    """
    head = f"{section}."
    return {key.removeprefix(head): v for key, v in values.items() if key.startswith(head)}


def _lay(share: Floats, start: float, end: float, value: Floats | float) -> None:
    """Lay a value over the months from `start` to `end`; a month that is part covered is mixed."""
    first = np.arange(len(share))[:, None]
    covered = np.clip(np.minimum(end, first + 1.0) - np.maximum(start, first), 0.0, 1.0)
    share[...] = (1.0 - covered) * share + covered * value
