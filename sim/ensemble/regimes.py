"""The regimes of a scenario: which rates may come to hold or be threatened, and by what event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda, Caps
from sim.bargaining.regimes import IN_FORCE, Regime
from sim.ensemble.settings import Rates
from sim.scenario.moves import Shock, ShockRates

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Stance:
    """Rates in one regime: those that hold, those that follow at the deadline, what has happened.

    `threat`: the announcement they come from; `fallen`: shocks, in the order of the file.
    """

    threat: int
    hold: Rates
    full: Rates
    partly: Rates
    withdrawn: Rates
    is_carried_out: bool = False
    fallen: tuple[int, ...] = ()

    def after_execution(self, rates: Rates) -> Stance:
        """Return the stance of talks under executed rates; easing takes back half of the rise."""
        return replace(
            self,
            hold=rates,
            full=rates,
            partly=halfway(self.hold, rates),
            withdrawn=self.hold,
            is_carried_out=True,
        )

    def after_shock(self, number: int, shock: Shock) -> Stance:
        """Return the stance once a shock has set what it sets."""
        hold, withdrawn = (_set(rates, shock.in_force) for rates in (self.hold, self.withdrawn))
        fallen = tuple(sorted({*self.fallen, number}))
        if self.is_carried_out:
            partly = _set(self.partly, shock.in_force)
            return replace(
                self, hold=hold, full=hold, partly=partly, withdrawn=withdrawn, fallen=fallen
            )
        full = _set(self.full, shock.threat)
        return replace(
            self,
            hold=hold,
            full=full,
            partly=halfway(hold, full),
            withdrawn=withdrawn,
            fallen=fallen,
        )


def halfway(now: Rates, full: Rates) -> Rates:
    """Return rates half of the way from the ones to the others."""
    return replace(now, general=(full.general + now.general) / 2.0, car=(full.car + now.car) / 2.0)


def _set(rates: Rates, shock: ShockRates) -> Rates:
    general, car = shock.general_rate, shock.car_rate
    return replace(
        rates,
        general=rates.general if general is None else general.mean,
        car=rates.car if car is None else car.mean,
    )


@dataclass(frozen=True)
class Regimes:
    """All regimes that runs may come to, and the named paths they speak of."""

    listed: tuple[Regime, ...]
    paths: tuple[Rates, ...]

    @property
    def go_beyond_threats(self) -> bool:
        """Whether anything but the announced threats may come to hold."""
        return any(r.hold != IN_FORCE or r.withdrawn != IN_FORCE for r in self.listed) or any(
            place >= 0 for r in self.listed for place in r.after_shocks
        )


def regimes_of(
    in_force: Rates, threats: Sequence[Rates], shocks: Sequence[Shock], *, talks_go_on: bool
) -> Regimes:
    """Return the regimes that can be reached from the announced threats.

    The first ones are those of the threats, whose paths stand where `ValueTables` expects them.
    """
    stances = [
        Stance(t, in_force, full, halfway(in_force, full), in_force)
        for t, full in enumerate(threats)
    ]
    announced = tuple(stances)
    paths = [in_force]
    for stance in announced:
        paths += [stance.full, stance.partly]

    def place(stance: Stance) -> int:
        if stance not in stances:
            stances.append(stance)
        return stances.index(stance)

    def path(rates: Rates) -> int:
        if rates not in paths:
            paths.append(rates)
        return paths.index(rates)

    listed: list[Regime] = []
    while len(listed) < len(stances):
        number = len(listed)
        now = stances[number]
        goes_on = talks_go_on and not now.is_carried_out
        regime = Regime(
            executed=path(now.full),
            partly=path(now.partly),
            hold=path(now.hold),
            withdrawn=path(now.withdrawn),
            is_carried_out=now.is_carried_out,
            after_execution=tuple(
                place(now.after_execution(rates)) if goes_on and rates != now.hold else -1
                for rates in (now.full, now.partly)
            ),  # type: ignore[arg-type]  # two of them
            after_news=tuple(
                number if now.is_carried_out else place(_shocked(other, now.fallen, shocks))
                for other in announced
            ),
            after_shocks=tuple(
                -1 if k in now.fallen else place(now.after_shock(k, shock))
                for k, shock in enumerate(shocks)
            ),
            caps=_caps(in_force, [shocks[k] for k in now.fallen]),
        )
        if number < len(announced):
            regime = replace(regime, executed=1 + 2 * number, partly=2 + 2 * number)
        listed.append(regime)
    return Regimes(tuple(listed), tuple(paths))


def _shocked(stance: Stance, fallen: Iterable[int], shocks: Sequence[Shock]) -> Stance:
    for number in fallen:
        stance = stance.after_shock(number, shocks[number])
    return stance


def _caps(in_force: Rates, shocks: Iterable[Shock]) -> Caps:
    """Return the highest rates that can be levied after shocks that lower those in force."""
    found: dict[str, float] = {}
    for shock in shocks:
        for kind, now in (("general_rate", in_force.general), ("car_rate", in_force.car)):
            rate = getattr(shock.in_force, kind)
            if rate is not None and rate.mean < now:
                found[kind] = min(rate.mean, found.get(kind, now))
    return tuple(sorted(found.items()))


def with_twins(agenda: Agenda, codes: Ints, in_force: Rates, shocks: Sequence[Shock]) -> Ints:
    """Return packages and what shocks make of them: the same with the rates that can be levied."""
    for shock in shocks:
        codes = np.union1d(codes, agenda.capped(codes, _caps(in_force, [shock])))
    return codes
