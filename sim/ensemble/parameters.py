"""The uncertain and certain numbers of a scenario as flat lists, and their draws.

What we do not know about the economy (scope "world") is drawn once a world by a centred Latin
hypercube that is the same for every scenario and seed; preferences and behaviour (scope "run") are
drawn once a run. Both are addressed by the parameter's path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.streams import BLOCK_RUNS, stratified, uniforms
from sim.scenario.schema import Scenario
from sim.scenario.section import Section
from sim.scenario.values import Choice, Quantity

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parameter:
    """A quantity or choice of a scenario with its path."""

    path: str
    value: Quantity | Choice

    def draw(self, u: Floats) -> Floats:
        """Return values (of a choice: places in its list of options) at the quantiles `u`."""
        return np.asarray(self.value.quantile(u), dtype=np.float64)


def parameters(scenario: Scenario) -> Mapping[str, Parameter]:
    """Return every quantity and choice of a scenario by path, in the order of the file."""
    return {p.path: p for p in _visit(scenario, "")}


def _visit(value: object, path: str) -> Iterator[Parameter]:
    if isinstance(value, (Quantity, Choice)):
        yield Parameter(path, value)
        return
    inner: Iterable[tuple[object, object]] = ()
    if isinstance(value, Section):
        inner = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, tuple):
        inner = enumerate(value)
    for name, part in inner:
        yield from _visit(part, f"{path}.{name}" if path else str(name))


@dataclass(frozen=True)
class World:
    """One fixed draw of what we do not know about the economy."""

    index: int
    values: Mapping[str, float]
    elasticities: str

    def section(self, prefix: str) -> dict[str, float]:
        """Return the values whose path starts with `prefix.`, keyed by the rest of the path."""
        head = f"{prefix}."
        return {p.removeprefix(head): v for p, v in self.values.items() if p.startswith(head)}


def draw_worlds(scenario: Scenario) -> tuple[World, ...]:
    """Return the fixed worlds of a scenario."""
    count = scenario.economy.worlds
    listed = [p for p in parameters(scenario).values() if p.value.scope == "world"]
    columns = {p.path: p.draw(stratified(p.path, count)) for p in listed}
    names = scenario.economy.elasticities
    chosen = columns.pop("economy.elasticities").astype(int)
    return tuple(
        World(
            w,
            {path: float(column[w]) for path, column in columns.items()},
            names.options[chosen[w]],
        )
        for w in range(count)
    )


@dataclass(frozen=True)
class RunDraws:
    """The draws of the runs of one block, made on demand and addressed by path."""

    listed: Mapping[str, Parameter]
    seed: int
    block: int

    def __call__(self, path: str) -> Floats:
        """Return the value of a run-scope parameter in every run."""
        return self.listed[path].draw(self.dice("preferences", path))

    def dice(self, who: str, what: str) -> Floats:
        """Return one uniform a run for a named variable or chance event."""
        return uniforms(self.seed, self.block, who, what)


def block_runs(block: int) -> NDArray[np.int64]:
    """Return the numbers of the runs of a block.

    >>> block_runs(1)[[0, -1]].tolist()
    [250, 499]
    """
    return np.arange(block * BLOCK_RUNS, (block + 1) * BLOCK_RUNS, dtype=np.int64)
