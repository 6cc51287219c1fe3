"""What the page lets you move: rates, resolve, weights, and the chips with their sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.errors import InvalidInputError
from sim.report.labels import region, words
from sim.scenario.holdings import HOLDER
from sim.scenario.values import Choice, Quantity, write_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.resolved import Resolved
    from sim.scenario.schema import Scenario

_STEPS: Final = 100


@dataclass(frozen=True)
class Slider:
    """A number: `low`, `high`, `step` and `start` in `scale` times the unit of its field."""

    path: str
    label: str
    now: str
    unit: str
    scale: float
    low: float
    high: float
    step: float
    start: float

    @property
    def shown_unit(self) -> str:
        """The unit that stands behind the number."""
        return "%" if self.scale > 1 else self.unit.replace("dimensionless", "")

    def written(self, text: str) -> str | float:
        """Return a position of the slider as a scenario file writes it."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not self.low <= value <= self.high:
            raise InvalidInputError(
                f"{self.label} must lie between {self.low:g} and {self.high:g}: got {text[:20]}."
            )
        return write_number(round(value, 6) / self.scale, self.unit)


@dataclass(frozen=True)
class Words:
    """A choice among words."""

    path: str
    label: str
    now: str
    options: tuple[str, ...]

    def written(self, text: str) -> str:
        """Return a chosen word; refuses others."""
        if text not in self.options:
            listed = ", ".join(self.options)
            raise InvalidInputError(f"{self.label} must be one of {listed}: got {text[:20]}.")
        return text


@dataclass(frozen=True)
class Chip:
    """A chip of the agenda: whether it is on the table, and how large it can be."""

    kind: str
    label: str
    on_table: bool
    size: Slider | None


@dataclass(frozen=True)
class Group:
    """Knobs that belong together."""

    title: str
    knobs: tuple[Slider | Words, ...] = ()
    chips: tuple[Chip, ...] = ()


def groups(resolved: Resolved) -> tuple[Group, ...]:
    """Return what can be moved in a scenario, in the order of the page."""
    values = _values(resolved)
    name, talk = next(iter(resolved.scenario.talks.items()))
    threat = f"talks.{name}.threat"
    named = [
        Group("Tariffs", tuple(_sliders(values, _rates(threat)))),
        *(
            Group(f"The government of {_of(party)}", tuple(_government(values, party)))
            for party in talk.parties
        ),
        *(
            Group(
                f"On the table from {_of(party)}",
                chips=tuple(_chips(resolved.scenario, values, party)),
            )
            for party in talk.parties
        ),
    ]
    return tuple(group for group in named if group.knobs or group.chips)


def _of(party: str) -> str:
    name = region(party)
    return f"the {name}" if name == "US" else name


def _rates(threat: str) -> dict[str, tuple[str, float]]:
    return {
        "in_force.general_rate": ("general rate in force", 0.5),
        "in_force.car_rate": ("car rate in force", 0.5),
        f"{threat}.general_rate": ("general rate threatened", 0.6),
        f"{threat}.car_rate": ("car rate threatened", 0.6),
    }


def _government(values: Mapping[str, Quantity | Choice], party: str) -> Iterator[Slider | Words]:
    at = f"parties.{party}"
    yield from _sliders(
        values,
        {
            f"{at}.resolve": ("resolve: chance that it executes its threat", 1.0),
            f"{at}.believes_threat": ("belief that the threat is executed", 1.0),
            f"{at}.weights.deficit": ("worth of a dollar less of deficit", 0.5),
            f"{at}.weights.security": ("worth of a dollar of strategic output", 0.5),
            f"{at}.weights.revenue": ("premium on a dollar of tariff revenue", 0.5),
        },
    )
    pace = values.get(f"{at}.pace")
    if isinstance(pace, Choice):
        yield Words(f"{at}.pace", "pace of concessions", _mixed(pace), pace.options)


def _mixed(choice: Choice) -> str:
    """Return the words of a choice, each once, with how often it is drawn."""
    counts = {word: choice.values.count(word) for word in choice.values}
    if len(counts) == 1:
        return choice.values[0]
    return ", ".join(f"{word} {100 * n / len(choice.values):.0f} %" for word, n in counts.items())


def _chips(
    scenario: Scenario, values: Mapping[str, Quantity | Choice], party: str
) -> Iterator[Chip]:
    talk = next(iter(scenario.talks.values()))
    held = getattr(scenario.parties, party).chips
    for kind, holder in HOLDER.items():
        listed = talk.agenda is None or kind in talk.agenda
        if holder != party or getattr(held, kind) is None or not listed:
            continue
        path = f"parties.{party}.chips.{kind}.max"
        size = values.get(path)
        high = 2 * size.high if isinstance(size, Quantity) else 0.0
        sizes = list(_sliders(values, {path: (f"{words(kind)}, largest size", high)}))
        yield Chip(kind, words(kind), kind not in talk.off_table, sizes[0] if sizes else None)


def _sliders(
    values: Mapping[str, Quantity | Choice], wanted: Mapping[str, tuple[str, float]]
) -> Iterator[Slider]:
    """Yield a slider for each wanted path that the scenario has: label and upper end."""
    for path, (label, high) in wanted.items():
        value = values.get(path)
        if not isinstance(value, Quantity):
            continue
        scale = 100.0 if value.unit == "fraction" else 1.0
        top = _round_up(scale * max(high, value.high))
        step = top / _STEPS if top <= 1 or top > _STEPS else 0.5 if scale > 1 else top / _STEPS
        start = round(scale * value.mean / step) * step
        yield Slider(path, label, value.words(), value.unit, scale, 0.0, top, step, round(start, 6))


def _round_up(value: float) -> float:
    """Return the next round number: 1, 2, 2.5, 5 or 6 times a power of ten.

    >>> _round_up(14.4), _round_up(100.0), _round_up(0.35)
    (20.0, 100.0, 0.5)
    """
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(
        round(m * power, 9) for m in (1, 2, 2.5, 5, 6, 10) if value <= m * power * (1 + 1e-9)
    )


def _values(resolved: Resolved) -> dict[str, Quantity | Choice]:
    """Return every quantity and choice of a scenario by path."""
    return dict(_walk(resolved.scenario, ""))


def _walk(value: object, path: str) -> Iterator[tuple[str, Quantity | Choice]]:
    if isinstance(value, (Quantity, Choice)):
        yield path, value
        return
    fields = getattr(type(value), "model_fields", None)
    if fields is not None:
        items = [(name, getattr(value, name)) for name in fields]
    else:
        items = list(value.items()) if isinstance(value, dict) else []
    for name, part in items:
        yield from _walk(part, f"{path}.{name}" if path else name)
