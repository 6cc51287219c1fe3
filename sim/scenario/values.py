"""A number or a word that may be uncertain, with its unit and where it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scope = Literal["world", "run"]
Kind = Literal["value", "between", "one_of", "normal", "triangular"]
NOTES: Final = ("source", "assumed", "fact")
_TAIL_Z: Final = 2.3263478740408408  # the 1 % and 99 % points of the normal distribution


@dataclass(frozen=True)
class Quantity:
    """A number in a stated unit, or a distribution over it.

    `kind` and `values`: value (x), between (low, high), one_of (x, y, ...), normal (mean, sd;
    truncated at `bounds`), triangular (low, mode, high). `source` says where the number comes
    from, `assumed` why it was chosen without one, `fact` the seed fact that it rests on.
    `scope` says who draws it: a world or a run.
    """

    kind: Kind
    values: tuple[float, ...]
    unit: str
    source: str | None = None
    assumed: str | None = None
    fact: str | None = None
    bounds: tuple[float, float] = field(default=(-math.inf, math.inf), repr=False)
    scope: Scope = field(default="world", repr=False)

    @property
    def is_uncertain(self) -> bool:
        """Whether draws of this quantity can differ."""
        return self.low != self.high

    @property
    def low(self) -> float:
        """The smallest value, or the 1 % point of a normal inside its bounds."""
        if self.kind == "normal":
            return max(self.values[0] - _TAIL_Z * self.values[1], self.bounds[0])
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest value, or the 99 % point of a normal inside its bounds."""
        if self.kind == "normal":
            return min(self.values[0] + _TAIL_Z * self.values[1], self.bounds[1])
        return max(self.values)

    @property
    def mean(self) -> float:
        """The expected value.

        >>> Quantity("triangular", (0.0, 1.0, 5.0), "months").mean
        2.0
        """
        if self.kind == "normal":
            mean, sd = self.values
            return _truncated_normal_mean(mean, sd, *self.bounds)
        return sum(self.values) / len(self.values)

    def quantile(self, u: NDArray[Any]) -> NDArray[Any]:
        """Return the values whose cumulative probability is `u` (any shape, inside 0..1).

        >>> import numpy as np
        >>> Quantity("between", (2.0, 4.0), "months").quantile(np.array([0.0, 0.5, 0.75])).tolist()
        [2.0, 3.0, 3.5]
        """
        import numpy as np  # noqa: PLC0415  # kept out of `sim validate`, which draws nothing

        u = np.asarray(u, dtype=np.float64)
        values = np.asarray(self.values)
        if self.kind == "value":
            return np.full(u.shape, values[0])
        if self.kind == "between":
            return np.asarray(values[0] + (values[1] - values[0]) * u)
        if self.kind == "one_of":
            drawn: NDArray[Any] = values[_pick(u, len(values))]
            return drawn
        if self.kind == "triangular":
            low, mode, high = self.values
            if low == high:
                return np.full(u.shape, low)
            rising = low + np.sqrt(u * (high - low) * (mode - low))
            falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
            return np.asarray(np.where(u * (high - low) < mode - low, rising, falling))
        from scipy.special import ndtr, ndtri  # noqa: PLC0415

        mean, sd = self.values
        below, upto = ndtr((np.asarray(self.bounds) - mean) / sd)
        within = mean + sd * ndtri(below + u * (upto - below))
        return np.asarray(np.clip(within, *self.bounds))

    def words(self) -> str:
        """Return the value for a reader, without notes.

        >>> Quantity("between", (0.05, 0.35), "fraction").words()
        '5% to 35%'
        >>> Quantity("between", (24.0, 48.0), "months").words()
        '24 to 48 months'
        """
        texts = [str(write_number(value, self.unit)) for value in self.values]
        suffix = f" {self.unit}"
        if all(text.endswith(suffix) for text in texts):
            texts = [text.removesuffix(suffix) for text in texts]
        else:
            suffix = ""
        joined = {
            "between": " to ".join(texts),
            "one_of": " or ".join(texts),
            "normal": f"normal({', '.join(texts)})",
            "triangular": f"triangular({', '.join(texts)})",
        }.get(self.kind, texts[0])
        return joined + suffix

    def written(self) -> str | float | dict[str, Any]:
        """Return the value as a scenario file writes it, in the field's unit.

        >>> Quantity("between", (3.0, 7.0), "USD bn/yr", source="a table").written()
        {'between': ['3 USD bn/yr', '7 USD bn/yr'], 'source': 'a table'}
        """
        numbers: list[Any] = [write_number(value, self.unit) for value in self.values]
        notes = {name: getattr(self, name) for name in NOTES if getattr(self, name) is not None}
        if self.kind == "value":
            return {"value": numbers[0], **notes} if notes else numbers[0]
        return {self.kind: numbers, **notes}


@dataclass(frozen=True)
class Choice:
    """One word out of `options`, or an even draw among several of them (`values`)."""

    values: tuple[str, ...]
    options: tuple[str, ...]
    source: str | None = None
    assumed: str | None = None
    fact: str | None = None
    scope: Scope = field(default="run", repr=False)

    @property
    def kind(self) -> Literal["value", "one_of"]:
        """How it was written: a plain word or `one_of`."""
        return "value" if len(self.values) == 1 else "one_of"

    @property
    def is_uncertain(self) -> bool:
        """Whether draws of this choice can differ."""
        return len(set(self.values)) > 1

    def quantile(self, u: NDArray[Any]) -> NDArray[Any]:
        """Return, for each `u` inside 0..1, the index of the drawn word in `options`.

        >>> import numpy as np
        >>> pace = Choice(("steady", "eager"), ("holds_out", "steady", "eager"))
        >>> pace.quantile(np.array([0.1, 0.9])).tolist()
        [1, 2]
        """
        import numpy as np  # noqa: PLC0415

        indices = np.array([self.options.index(value) for value in self.values])
        drawn: NDArray[Any] = indices[_pick(np.asarray(u, dtype=np.float64), len(indices))]
        return drawn

    def words(self) -> str:
        """Return the choice for a reader, without notes."""
        return " or ".join(self.values)

    def written(self) -> str | dict[str, Any]:
        """Return the choice as a scenario file writes it."""
        notes = {name: getattr(self, name) for name in NOTES if getattr(self, name) is not None}
        if len(self.values) == 1:
            return {"value": self.values[0], **notes} if notes else self.values[0]
        return {"one_of": list(self.values), **notes}


def write_number(value: float, unit: str) -> str | float | int:
    """Return a number as a scenario file writes it; reading it gives the same number again.

    >>> write_number(0.24, "fraction"), write_number(24.0, "months")
    ('24%', '24 months')
    """
    if unit in {"fraction", "fraction/yr"}:
        percent = float(f"{value * 100:.12g}")  # the shortest text, if it reads as the same number
        if "e" not in repr(percent) and float(f"{percent!r}e-2") == value:
            value, unit = percent, "%" + unit.removeprefix("fraction")
    bare = int(value) if float(value).is_integer() and abs(value) < 1e15 else value
    if unit in {"fraction", "dimensionless"}:
        return bare
    return f"{bare!r}{'' if unit.startswith('%') else ' '}{unit}"


def _pick(u: NDArray[Any], count: int) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415

    return np.asarray(np.minimum((u * count).astype(np.intp), count - 1))


def _truncated_normal_mean(mean: float, sd: float, low: float, high: float) -> float:
    a, b = (low - mean) / sd, (high - mean) / sd
    mass = 0.5 * (math.erf(b / math.sqrt(2)) - math.erf(a / math.sqrt(2)))
    density = (math.exp(-a * a / 2) - math.exp(-b * b / 2)) / math.sqrt(2 * math.pi)
    return mean + sd * density / mass
