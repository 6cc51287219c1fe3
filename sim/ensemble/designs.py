"""Which points a sweep plays: what is varied, and grid, Latin hypercube and Sobol designs.

A varied parameter is written as the scenario file would write it:

    usa.weights.deficit=0:0.35:8              eight even steps from 0 to 0.35 (grid)
    talks.us_japan.threat.general_rate=15%:30%    a range (latin, sobol)
    usa.pace=holds_out,steady,eager           listed values (any design)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.streams import stratified, stream
from sim.errors import InvalidInputError

Design = Literal["grid", "latin", "sobol"]
DESIGNS: Final[tuple[Design, ...]] = ("grid", "latin", "sobol")
MOST_POINTS: Final = 100_000
NOT_SWEPT: Final = ("runs", "seed", "name", "title", "question", "extends", "facts")
"""Keys that name or size a run; they have options of their own or change no result."""

_NUMBER: Final = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*")
_SOBOL_BITS: Final = 30


class DesignError(InvalidInputError):
    """A varied parameter or a design is written wrongly."""

    exit_code = 2


@dataclass(frozen=True)
class Varied:
    """One varied parameter: either listed `values`, or a range `low` to `high` with its `unit`.

    `steps` is the number of even steps of a range, 0 if the design decides.
    """

    path: str
    values: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    steps: int = 0

    @classmethod
    def parse(cls, text: str) -> Varied:
        """Return what a text PATH=LO:HI:N, PATH=LO:HI or PATH=a,b,c means.

        >>> Varied.parse("usa.weights.deficit=0:0.3:4").levels()
        ('0', '0.1', '0.2', '0.3')
        >>> Varied.parse("japan.max=3:7 USD bn/yr:2").levels()
        ('3 USD bn/yr', '7 USD bn/yr')
        >>> Varied.parse("usa.pace=steady,eager").values
        ('steady', 'eager')
        """
        path, equals, written = (part.strip() for part in text.partition("="))
        if not equals or not path or not written:
            raise DesignError(
                f"`--vary` must be PATH=LO:HI:N or PATH=a,b,c: got `{text[:60]}`. "
                "Write for example usa.weights.deficit=0:0.35:8."
            )
        if path.partition(".")[0] in NOT_SWEPT:
            raise DesignError(f"`{path}` cannot be varied: it is no parameter of the model.")
        parts = written.split(":")
        if len(parts) in (2, 3) and all(map(_NUMBER.fullmatch, parts)):
            return cls._range(path, written, parts)
        values = _split(written)
        if len(values) != len(set(values)) or "" in values:
            raise DesignError(f"`{path}` must list different values: got `{written[:60]}`.")
        return cls(path, tuple(values))

    @classmethod
    def _range(cls, path: str, written: str, parts: list[str]) -> Varied:
        low, low_unit = _number(parts[0])
        high, high_unit = _number(parts[1])
        if low_unit not in ("", high_unit):
            raise DesignError(
                f"`{path}` must have one unit: got `{low_unit}` and `{high_unit}` in `{written}`."
            )
        if not low < high:
            raise DesignError(f"`{path}` must rise from LO to HI: got `{written}`.")
        steps = 0
        if len(parts) == 3:
            if not re.fullmatch(r"\s*\d+\s*", parts[2]) or not 2 <= int(parts[2]) <= MOST_POINTS:
                raise DesignError(f"`{path}` must have 2 or more steps: got `{parts[2]}`.")
            steps = int(parts[2])
        return cls(path, low=low, high=high, unit=high_unit, steps=steps)

    def levels(self) -> tuple[str, ...]:
        """Return the values of a grid as the scenario file would write them."""
        if self.values:
            return self.values
        if not self.steps:
            raise DesignError(
                f"`{self.path}` needs a number of steps in a grid: write "
                f"{self.path}={self.low:g}:{self.high:g}{self.unit}:8, or use --design sobol."
            )
        return self.at(np.linspace(0.0, 1.0, self.steps))

    def at(self, u: NDArray[np.float64]) -> tuple[str, ...]:
        """Return the values at the quantiles `u` of [0, 1] (listed values in equal shares)."""
        if self.values:
            places = np.minimum((u * len(self.values)).astype(int), len(self.values) - 1)
            return tuple(self.values[place] for place in places)
        return tuple(self._text(x) for x in self.low + (self.high - self.low) * u)

    def ends(self) -> tuple[str, str]:
        """Return the two ends of a range as the scenario file would write them."""
        return self._text(self.low), self._text(self.high)

    def _text(self, value: float) -> str:
        # Twelve digits: 0.1 + 0.2 becomes 0.3, so that a finer grid meets the coarser one again.
        gap = "" if self.unit in ("", "%") else " "
        return f"{value:.12g}{gap}{self.unit}"


def rows(varied: Sequence[Varied], design: Design, points: int, seed: int) -> list[tuple[str, ...]]:
    """Return the points of a design: a tuple of values, one a varied parameter, for each point.

    grid: every combination, the last parameter fastest; `points` is 0. latin: a centred Latin
    hypercube of `points` points. sobol: the first `points` of a Sobol sequence with a random
    digital shift, so that more points extend fewer; powers of two are balanced. Raises
    `DesignError` for what does not fit together.
    """
    if not varied:
        raise DesignError("A sweep needs at least one `--vary PATH=LO:HI:N`.")
    paths = [one.path for one in varied]
    if len(set(paths)) != len(paths):
        raise DesignError(f"Each parameter can be varied once: got {', '.join(paths)}.")
    if design == "grid":
        if points:
            raise DesignError("A grid takes its points from the steps; leave out --points.")
        levels = [one.levels() for one in varied]
        count = int(np.prod([len(level) for level in levels]))
        if count > MOST_POINTS:
            raise DesignError(f"A sweep has at most {MOST_POINTS:,} points: got {count:,}.")
        return list(itertools.product(*levels))
    if not 1 <= points <= MOST_POINTS:
        raise DesignError(f"A {design} design needs --points between 1 and {MOST_POINTS:,}.")
    stepped = [one.path for one in varied if one.steps]
    if stepped:
        raise DesignError(
            f"A {design} design chooses the values itself: leave the steps of {stepped[0]} out."
        )
    columns = _latin(paths, points) if design == "latin" else _sobol(paths, points, seed)
    return list(zip(*(one.at(u) for one, u in zip(varied, columns, strict=True)), strict=True))


def _latin(paths: Sequence[str], points: int) -> list[NDArray[np.float64]]:
    return [stratified(f"sweep {path}", points) for path in paths]


def _sobol(paths: Sequence[str], points: int, seed: int) -> list[NDArray[np.float64]]:
    from scipy.stats import qmc  # noqa: PLC0415  (0.5 s that only this design needs)

    doublings = max(points - 1, 1).bit_length()
    plain = qmc.Sobol(len(paths), scramble=False, bits=_SOBOL_BITS).random_base2(doublings)[:points]
    whole = 2**_SOBOL_BITS
    shifts = [int(stream(seed, 0, "sweep", path).integers(whole)) for path in paths]
    shifted = (plain * whole).astype(np.int64) ^ np.array(shifts)
    return list(((shifted + 0.5) / whole).T)


def _number(text: str) -> tuple[float, str]:
    match = _NUMBER.fullmatch(text)
    assert match is not None  # the caller has looked
    return float(match[1]), match[2]


def _split(text: str) -> list[str]:
    """Return the parts of a list; commas inside brackets do not count.

    >>> _split("[a, b], {between: [0, 1]}, c")
    ['[a, b]', '{between: [0, 1]}', 'c']
    """
    parts, depth = [""], 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]
