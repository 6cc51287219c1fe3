"""What moved an outcome: each instrument's, channel's and sector's part, in every world.

A part is read off an exact path (`sim.economy.attribution`), so for each of the ways to cut it

    sum of parts = outcome - baseline

in every world, hence also in the mean over worlds. Outcome and baseline are joined by paths that
start at the rates in force (`sim.analysis.explain_paths`): a package against no deal is

    deal - p_executed threat - p_partly half of the threat

with each world's odds, at the mean chance that the threat is executed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sim.analysis.explain_measure import Asked
from sim.analysis.explain_paths import LICENCES, RATES, Condition, Path
from sim.bargaining.no_deal import settled
from sim.chips.package import ChinaState
from sim.chips.window import Horizon
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS
from sim.economy.attribution import ACCOUNTS, REST, Attribution
from sim.economy.outcome import Outcome
from sim.economy.welfare_parts import CHANNELS
from sim.ensemble.lived import last_paths
from sim.ensemble.runner import no_progress
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import WorldValuer
from sim.ensemble.workers import Workers
from sim.errors import InvalidInputError
from sim.scenario.values import Quantity

Floats = NDArray[np.float64]
Of = Literal["deal", "threat", "in_force"]

STEPS: Final = 4
"""Steps of a path: the parts of 8 steps differ by less than 0.0002 of the largest part."""

_ROUNDING: Final = 1e-11
"""Parts below this, USD bn a year, are rounding errors of a sum and are left out."""

NO_SECTOR: Final = "all_sectors"
_CRITICAL: Final = (LICENCES, "critical_minerals_cooperation")
_PRODUCTIVITY: Final = CHANNELS.index("productivity")


@dataclass(frozen=True)
class Part:
    """One part: its mean over the worlds, and the smallest and the largest in a world."""

    by: str
    part: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Explained:
    """What was asked, of which outcome, and its parts.

    `whole` has `by` "whole"; the parts of each other `by` sum to it. `package` is empty unless a
    deal is explained.
    """

    asked: Asked
    of: Of
    state: ChinaState
    package: Mapping[str, float]
    worlds: int
    whole: Part
    parts: tuple[Part, ...]

    def by(self, name: str) -> tuple[Part, ...]:
        """Return the parts of one way to cut, the largest first."""
        found = [part for part in self.parts if part.by == name]
        return tuple(sorted(found, key=lambda part: -abs(part.value)))

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which it is cut."""
        return tuple(dict.fromkeys(part.by for part in self.parts))


def explain(
    setup: Setup,
    asked: Sequence[Asked],
    *,
    of: Of = "deal",
    package: Mapping[str, float] | None = None,
    state: ChinaState = "truce",
    steps: int = STEPS,
) -> tuple[Explained, ...]:
    """Return the parts of what moved each quantity; they share the paths that they need.

    `of`: a deal (then `package` holds its rates as fractions and its chips as shares of their
    maximum), the threat executed in full, or the rates in force (against 2024). Raises
    InvalidInputError for a baseline that does not fit or an unknown chip.
    """
    legs = [_legs(one.baseline, of) for one in asked]
    chosen = dict(package or {}) if of == "deal" else {}
    _check(setup, chosen, of)
    tasks = TableWork(setup, Workers(1), None, no_progress).tasks()
    found = [_Sums(len(tasks)) for _ in asked]
    for world, task in enumerate(tasks):
        solved = _Solved(setup, WorldValuer(task), state, chosen, steps)
        for one, own, sums in zip(asked, legs, found, strict=True):
            for name, weight in _weights(setup, own, world):
                sums.add(world, weight, one, *solved.path(name, one.horizon))
    return tuple(
        Explained(one, of, state, chosen, len(tasks), sums.whole, sums.parts)
        for one, sums in zip(asked, found, strict=True)
    )


def whole_package(setup: Setup, package: Mapping[str, float]) -> dict[str, float]:
    """Return a signed package with the rates that are not on the agenda as packages have them."""
    task = TableWork(setup, Workers(1), None, no_progress).tasks()[0]
    return {kind: getattr(task.off_agenda, field) for kind, field in RATES.items()} | dict(package)


@dataclass
class _Sums:
    """Adds up the parts of one quantity over paths, world by world."""

    worlds: int

    def __post_init__(self) -> None:
        self._whole = np.zeros(self.worlds)
        self._parts: dict[tuple[str, str], Floats] = {}

    def add(
        self, world: int, weight: float, asked: Asked, path: Path, solved: Attribution | None
    ) -> None:
        """Add what a path changes, times its weight; None stands for a path on which nothing is."""
        if solved is None:
            return
        values = quantity(solved.outcome, asked)
        self._whole[world] += weight * (values[-1] - values[0])
        for key, value in _cuts(solved, asked, path.instruments):
            self._parts.setdefault(key, np.zeros(self.worlds))[world] += weight * value

    @property
    def whole(self) -> Part:
        """The change itself."""
        return _part("whole", "whole", self._whole)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are more than rounding errors."""
        kept = {k: v for k, v in self._parts.items() if np.abs(v).max() > _ROUNDING}
        return tuple(_part(*key, values) for key, values in kept.items())


@dataclass
class _Solved:
    """The solved paths of one world, each solved when it is first asked for."""

    setup: Setup
    valuer: WorldValuer
    state: ChinaState
    package: Mapping[str, float]
    steps: int

    def __post_init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Path, Attribution | None]] = {}

    def path(self, name: str, horizon: str) -> tuple[Path, Attribution | None]:
        """Return a path by name with its solution."""
        if (name, horizon) not in self._known:
            at: Horizon = "first_year" if horizon == "first_year" else "long_run"
            path = self._path(Condition(self.valuer, self.state, at), name)
            self._known[name, horizon] = path, path.solve(self.steps)
        return self._known[name, horizon]

    def _path(self, condition: Condition, name: str) -> Path:
        if name == "deal":
            return condition.deal(self.package)
        if name == "in_force":
            return condition.in_force()
        if name.startswith(_NAMED):
            return condition.threat(self.setup.regimes.paths[int(name.removeprefix(_NAMED))])
        threat = self.setup.threats[0]
        return condition.threat(threat.full if name == "threat" else threat.partly)


def quantity(outcome: Outcome, asked: Asked) -> Floats:
    """Return the level of what is asked in every policy of an outcome, (P,), USD bn a year."""
    region = REGION_INDEX[asked.party]
    if asked.kind == "welfare_change":
        return np.asarray(outcome.ev_without_transfer_usd_bn[region])
    if asked.kind == "tariff_revenue":
        return np.asarray(outcome.tariff_revenue[region])
    if asked.kind == "value_added":
        return np.asarray(outcome.value_added[SECTOR_INDEX[asked.sector], region])
    partner = REGION_INDEX[asked.partner] if asked.partner else None
    return outcome.goods_balance(region, partner)


def _part(by: str, part: str, values: Floats) -> Part:
    return Part(by, part, float(values.mean()), float(values.min()), float(values.max()))


_NAMED: Final = "path "
"""Before the place of a named path that events may bring."""

_LEGS: Final[Mapping[tuple[Of, str], Mapping[str, float]]] = {
    ("deal", "in_force"): {"deal": 1.0},
    ("deal", "year_2024"): {"deal": 1.0, "in_force": 1.0},
    ("deal", "threat"): {"deal": 1.0, "threat": -1.0},
    ("deal", "no_deal"): {"deal": 1.0, "no_deal": -1.0},
    ("threat", "in_force"): {"threat": 1.0},
    ("threat", "year_2024"): {"threat": 1.0, "in_force": 1.0},
    ("in_force", "year_2024"): {"in_force": 1.0},
}
"""Outcome less baseline as paths with their weights; no_deal is a mixture of threats."""


def _legs(baseline: str, of: Of) -> Mapping[str, float]:
    if of not in get_args(Of):
        raise InvalidInputError(f"What is explained must be one of {get_args(Of)}; got {of!r}.")
    legs = _LEGS.get((of, baseline))
    if legs is None:
        fitting = ", ".join(b for o, b in _LEGS if o == of)
        raise InvalidInputError(f"{of} can be set against {fitting}; not against {baseline}.")
    return legs


def _check(setup: Setup, package: Mapping[str, float], of: Of) -> None:
    """Raise for a chip that is not on the agenda or a level that cannot be."""
    if of == "deal" and not package:
        raise InvalidInputError("A deal to explain needs a package: name its rates or chips.")
    known = {issue.kind: issue for issue in setup.agenda.issues}
    for kind, level in package.items():
        if kind not in known and kind not in RATES:
            raise InvalidInputError(f"{kind!r} is not on the agenda; it has {', '.join(known)}.")
        top = 5.0 if kind in RATES else 1.0
        if not 0.0 <= level <= top:
            what = "a rate as a fraction" if kind in RATES else "a share of its maximum"
            raise InvalidInputError(f"{kind} must be {what}, 0 to {top:g}; got {level:g}.")


def _weights(setup: Setup, legs: Mapping[str, float], world: int) -> Iterator[tuple[str, float]]:
    """Yield the paths of a world with their weights, no deal taken apart."""
    for name, weight in legs.items():
        if name != "no_deal":
            yield name, weight
            continue
        resolve = setup.listed[f"parties.{setup.talk.threat.by}.resolve"].value
        assert isinstance(resolve, Quantity)
        if setup.regimes.go_beyond_threats:
            last = last_paths(setup, world, resolve.mean)
            for place in np.flatnonzero(last[1:]) + 1:
                yield f"{_NAMED}{place}", weight * float(last[place])
            continue
        rest = setup.rest_odds.take(np.array([world]))
        executed, partly, _ = settled(rest.probabilities(np.array([resolve.mean])))[0]
        yield "threat", weight * float(executed)
        yield "threat_partly", weight * float(partly)


def _cuts(
    solved: Attribution, asked: Asked, instruments: Sequence[str]
) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield ((by, part), value) of one solved path; parts of one name are to be added up."""
    region = REGION_INDEX[asked.party]
    if asked.kind == "welfare_change":
        parts = solved.income()[..., region]
        yield from _by_instrument(parts, instruments)
        yield from _by_channel(parts, instruments)
        yield from _sectors(parts.sum(axis=(0, 1)))
        accounts = solved.accounts()[..., region].sum(axis=(0, 2))
        yield from _named("account", (*ACCOUNTS, "cost_of_living"), accounts)
        return
    if asked.kind == "value_added":
        parts = solved.value_added(SECTOR_INDEX[asked.sector], region)
        yield from _by_instrument(parts, instruments)
        yield from _named("channel", ("volumes", "prices"), parts.sum(axis=(0, 2)))
        yield from _named("buyer", REGIONS, parts.sum(axis=(0, 1)))
        return
    if asked.kind == "tariff_revenue":
        names: tuple[str, ...] = ("rates", "dutiable_imports")
        parts = solved.revenue(region)
    else:
        names = ("export_volumes", "export_prices", "import_volumes", "import_prices")
        parts = solved.balance(region, REGION_INDEX[asked.partner] if asked.partner else None)
    yield from _by_instrument(parts, instruments)
    yield from _named("channel", names, parts.sum(axis=(0, 2)))
    yield from _sectors(parts.sum(axis=(0, 1)))


def _by_instrument(
    parts: Floats, instruments: Sequence[str]
) -> Iterator[tuple[tuple[str, str], float]]:
    yield from _named("instrument", instruments, parts.reshape(len(parts), -1).sum(axis=1))


def _by_channel(
    parts: Floats, instruments: Sequence[str]
) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield the channels of income; productivity lost to missing rare earths is one of its own."""
    by_instrument = parts.sum(axis=2)
    critical = np.array([name in _CRITICAL for name in instruments])
    lost = by_instrument[critical, _PRODUCTIVITY].sum()
    channels = by_instrument.sum(axis=0)
    channels[_PRODUCTIVITY] -= lost
    names = ("critical_inputs", *CHANNELS, REST)
    yield from _named("channel", names, np.concatenate([[lost], channels]))


def _sectors(parts: Floats) -> Iterator[tuple[tuple[str, str], float]]:
    names = SECTORS if len(parts) == len(SECTORS) else (*SECTORS, NO_SECTOR)
    yield from _named("sector", names, parts)


def _named(
    by: str, names: Sequence[str], values: Floats
) -> Iterator[tuple[tuple[str, str], float]]:
    for name, value in zip(names, values, strict=True):
        yield (by, name), float(value)
