"""spread.csv: how much of the spread of an outcome each cause makes.

By the law of total variance, with Y an outcome, world w, preferences x (independent of each other
and of the world) and dice,

    Var Y = Var E[Y | w]                       worlds: what we do not know about the economy
          + sum_k Var E[Y | x_k]               each preference alone, drawn run by run
          + what worlds and preferences do only together
          + E Var[Y | w, x]                    chance: everything that the dice do

Shares are of Var Y and sum to one. Estimates:

- worlds: Kelley's (1935) epsilon squared, (SSB - (W - 1) MSW) / SS;
- preference k: Y less its world's mean regressed on Legendre polynomials of degree 1 to 3 of the
  quantile u_k (on its words, if a choice), (SS_k - p MS_rest) / SS, which is 0 on average for a
  preference that does nothing;
- chance: a first block of runs is played again with other dice and everything else the same,
  half the mean squared difference over the variance of these runs (Jansen 1999);
- together: one less all these.

`low` to `high` is 1.96 standard errors either way: of a squared multiple correlation (Olkin and
Finn 1995), 4 s (1 - s)^2 / n + 2 p / n^2; of chance, of a ratio of means. `noise` is the share that
a cause which does nothing stays below in 19 of 20 samples. What each parameter of the worlds does
cannot be told from a few worlds: see `spread_worlds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.parameters import RunDraws
from sim.ensemble.setup import Setup
from sim.ensemble.spread_table import Share, SpreadRow
from sim.ensemble.spread_worlds import indications
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.variants import CHANCE, WORLDS, pace_input, run_inputs
from sim.scenario.values import Choice

Floats = NDArray[np.float64]

TOGETHER: Final = "together"
FEWEST_RUNS: Final = 32
"""Below this, or below two runs a world, no shares are told."""

_WANTED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "agreed": (("", ""),),
    "tariff_rate": (("", ""),),
    "goods_balance_change": (
        ("first_year", "no_deal"),
        ("long_run", "no_deal"),
        ("long_run", "year_2024"),
    ),
    "welfare_change": (("long_run", "in_force"), ("long_run", "no_deal")),
    "utility": (("", "in_force"), ("", "no_deal")),
}
"""Horizons and baselines of the main measures."""


def main_measures(table: RunTable) -> tuple[Measure, ...]:
    """Return the measures whose spread is taken apart: those that hold in every run."""
    found = [
        measure
        for measure in table.measures
        if (measure.horizon, measure.baseline) in _WANTED.get(measure.measure, ())
        and (measure.measure != "goods_balance_change" or measure.partner)
    ]
    return tuple(m for m in found if not np.isnan(table[m]).any())


def features(draws: RunDraws, setup: Setup) -> dict[str, Floats]:
    """Return what each preference is told by, name -> (BLOCK_RUNS, p), mean zero over its law."""
    found = {}
    paces = {pace_input(party): party for party in setup.parties}
    for name in run_inputs(setup):
        if name in paces:
            found[name] = _polynomials(draws.dice(paces[name], "pace exponent"))
            continue
        value = setup.listed[name].value
        if isinstance(value, Choice) or value.kind == "one_of":
            words = np.unique(setup.listed[name].draw((np.arange(840) + 0.5) / 840))
            drawn = draws(name)
            found[name] = (drawn[:, None] == words[1:]).astype(np.float64)
        else:
            found[name] = _polynomials(draws.dice("preferences", name))
    return found


def _polynomials(u: Floats) -> Floats:
    """Return Legendre polynomials of degree 1 to 3 of u in (0, 1)."""
    x = 2.0 * u - 1.0
    return np.stack([x, 1.5 * x**2 - 0.5, 2.5 * x**3 - 1.5 * x], axis=1)


class SpreadSums:
    """Takes blocks of runs as they come; memory does not grow with their number."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.measures: tuple[Measure, ...] = ()
        self._width: dict[str, int] = {}
        self._about: Floats
        self._count: Floats
        self._y: Floats
        self._squares: Floats
        self._f: Floats
        self._ff: Floats
        self._fy: Floats
        self._first: Floats = np.empty((0, 0))

    def add(self, table: RunTable, draws: RunDraws) -> None:
        """Take the runs of a block (its first ones, if it was cut) with the draws of the block."""
        f = features(draws, self._setup)
        if not self.measures:
            self._begin(table, f)
        kept = [measure for measure in self.measures if not np.isnan(table[measure]).any()]
        if len(kept) < len(self.measures):
            self._drop(kept)
        if not self.measures:
            return
        values = np.stack([table[measure] for measure in self.measures], axis=1)
        if not self._first.size:
            self._first = values
        y = values - self._about
        x = np.concatenate([part[: table.n_runs] for part in f.values()], axis=1)
        member = np.zeros((len(self._count), table.n_runs))
        member[table.world, np.arange(table.n_runs)] = 1.0
        self._count += member.sum(axis=1)
        self._y += member @ y
        self._squares += (y**2).sum(axis=0)
        self._f += member @ x
        self._ff += x.T @ x
        self._fy += x.T @ y

    def _begin(self, table: RunTable, f: Mapping[str, Floats]) -> None:
        self.measures = main_measures(table)
        self._width = {name: part.shape[1] for name, part in f.items()}
        size, wide, worlds = len(self.measures), sum(self._width.values()), len(self._setup.worlds)
        # Sums are taken about the first run, so that squares lose no digits.
        self._about = np.array([table[measure][0] for measure in self.measures])
        self._count, self._y = np.zeros(worlds), np.zeros((worlds, size))
        self._squares = np.zeros(size)
        self._f, self._ff = np.zeros((worlds, wide)), np.zeros((wide, wide))
        self._fy = np.zeros((wide, size))

    def _drop(self, kept: Sequence[Measure]) -> None:
        """Forget the measures that do not hold in every run."""
        places = [self.measures.index(measure) for measure in kept]
        self.measures = tuple(kept)
        self._about, self._squares = self._about[places], self._squares[places]
        self._y, self._fy = self._y[:, places], self._fy[:, places]
        self._first = self._first[:, places] if self._first.size else self._first

    def rows(self, scenario: str, twin: Mapping[Measure, Floats]) -> Iterator[SpreadRow]:
        """Yield the shares of every main measure that varies.

        `twin`: the measures of the first block, played again with other dice, (BLOCK_RUNS,) each.
        """
        n = int(self._count.sum()) if self.measures else 0
        met = self._count > 0 if self.measures else np.zeros(0, dtype=bool)
        if n < max(FEWEST_RUNS, 2 * int(met.sum())):
            return
        for place, measure in enumerate(self.measures):
            sums = self._centred(place, met)
            if sums.total <= 1e-18 * max(self._squares[place], 1e-300):
                continue
            names: dict[str, Any] = {"scenario": scenario, **asdict(measure)}
            del names["unit"]
            for share in self._shares(sums, n, place, twin[measure][:BLOCK_RUNS]):
                yield SpreadRow(**names, of="all", **asdict(share), n=n)
            for hint in indications(self._setup, sums.means, met):
                yield SpreadRow(**names, of="worlds", **asdict(hint), n=int(met.sum()))

    def _centred(self, place: int, met: NDArray[np.bool_]) -> _Centred:
        count, y = self._count[met], self._y[met, place]
        means = y / count
        mean = y.sum() / count.sum()
        total = float(self._squares[place] - mean**2 * count.sum())
        between = float((count * (means - mean) ** 2).sum())
        f = self._f[met]
        inside = self._ff - (f.T / count) @ f
        slopes = self._fy[:, place] - f.T @ means
        return _Centred(total, min(between, total), means + self._about[place], inside, slopes)

    def _shares(self, sums: _Centred, n: int, place: int, twin: Floats) -> Iterator[Share]:
        """Yield the parts of the whole, which sum to one."""
        worlds = len(sums.means)
        within, free = sums.total - sums.between, n - worlds
        known = 0.0
        if worlds > 1:
            share = (sums.between - (worlds - 1) * within / free) / sums.total
            yield _told(WORLDS, share, _Test(worlds - 1, n, free))
            known += share
        start = 0
        for name, width in self._width.items():
            own = slice(start, start + width)
            start += width
            if free <= width:
                continue
            fitted = float(
                sums.slopes[own]
                @ np.linalg.lstsq(sums.inside[own, own], sums.slopes[own], rcond=None)[0]
            )
            rest = max(within - fitted, 0.0) / (free - width)
            share = (fitted - width * rest) / sums.total
            yield _told(name, share, _Test(width, n, free - width, within / sums.total))
            known += share
        first = self._first[:, place]
        chance = _chance(first, twin[: len(first)])
        yield chance
        yield Share(TOGETHER, 1.0 - known - chance.share)


@dataclass(frozen=True)
class _Centred:
    """Sums of squares of one measure: in all, between worlds, and what features move within."""

    total: float
    between: float
    means: Floats
    inside: Floats
    slopes: Floats


@dataclass(frozen=True)
class _Test:
    """What a share was told from: `width` regressors, n runs, `free` degrees of freedom left.

    `of_total` is the part of the variance that they could explain.
    """

    width: int
    n: int
    free: int
    of_total: float = 1.0


def _told(cause: str, share: float, test: _Test) -> Share:
    """Return a share with its interval and the level that noise stays below."""
    from scipy.special import fdtri  # noqa: PLC0415  (0.1 s that only runs need)

    true, p = min(max(share, 0.0), 1.0), test.width
    error = float(np.sqrt(4.0 * true * (1.0 - true) ** 2 / test.n + 2.0 * p / test.n**2))
    beyond = float(fdtri(p, test.free, 0.95))
    # What does nothing explains p F / (p F + free) of what is left to explain, corrected as above.
    noise = test.of_total * p * (beyond - 1.0) / (p * beyond + test.free)
    return Share(cause, share, share - 1.96 * error, share + 1.96 * error, noise)


def _chance(values: Floats, again: Floats) -> Share:
    """Return the share of chance from runs and the same runs with other dice.

    >>> found = _chance(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 3.0]))
    >>> found.share, found.low, found.high
    (0.0, 0.0, 0.0)
    """
    both = np.concatenate([values, again])
    variance = float(both.var())
    if variance == 0.0:
        return Share(CHANCE, 0.0, 0.0, 0.0)
    half = 0.5 * (values - again) ** 2
    share = float(half.mean()) / variance
    around = 0.5 * ((values - both.mean()) ** 2 + (again - both.mean()) ** 2)
    influence = (half - share * around) / variance
    error = float(influence.std(ddof=1) / np.sqrt(len(values)))
    return Share(CHANCE, share, share - 1.96 * error, share + 1.96 * error)
