"""Variants of an ensemble for sensitivity: one input redrawn, or one input moved from the centre.

Draws are addressed, so a single input can be replaced while everything else stays as it is: the
value of one parameter, the exponents of one party's pace, the assignment of runs to worlds, or all
of chance together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.ensemble import Ensemble
from sim.ensemble.parameters import Parameter, RunDraws
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS, stream
from sim.scenario.values import Choice, Scope

Floats = NDArray[np.float64]

WORLDS: Final = "worlds"
CHANCE: Final = "chance"
ALL: Final = "*"
_BARGAINING: Final = ("weights", "pace", "tactic", "tactics", "resolve", "believes_threat")
_OTHER_SEED: Final = 1 << 62
"""Flips one bit of the seed: the second sample shares no stream with the first."""


def pace_input(party: str) -> str:
    """Return the name of the exponents that are drawn within a party's pace."""
    return f"advanced.pace.{party}"


def run_inputs(setup: Setup) -> tuple[str, ...]:
    """Return the uncertain inputs that are drawn run by run: preferences and behaviour."""
    paths = [
        path
        for path in setup.listed
        if is_input(setup, path, "run") and not path.startswith("advanced.pace.")
    ]
    exponents = [p for p in setup.listed if p.startswith("advanced.pace.")]
    if any(setup.listed[path].value.is_uncertain for path in exponents):
        paths += [pace_input(party) for party in setup.parties]
    return tuple(paths)


def is_input(setup: Setup, path: str, scope: Scope) -> bool:
    """Whether a parameter is uncertain, drawn by `scope`, and plays a part.

    Of a chip only if it is on the table, of a tactic only if it is played.

    >>> from sim.scenario.loading import load
    >>> setup = Setup(load("farm-and-defense-only"), None)
    >>> head = "parties.JPN.chips"
    >>> [is_input(setup, f"{head}.{chip}.max", "world")
    ...  for chip in ("agricultural_imports", "investment_pledge")]
    [True, False]
    """
    value = setup.listed[path].value
    _, *rest = path.split(".chips.")
    on_table = not rest or rest[0].split(".")[0] in {i.kind for i in setup.agenda.issues}
    plays = on_table and _is_seated(setup, path) and _is_played(setup, path)
    return value.scope == scope and value.is_uncertain and plays


def _is_seated(setup: Setup, path: str) -> bool:
    """Whether a parameter is none of how a government bargains, or of one that sits at a table."""
    room, party, *rest = (*path.split("."), "", "")
    at_a_table = {p for talk in setup.scenario.talks.values() for p in talk.parties}
    return room != "parties" or party in at_a_table or rest[0] not in _BARGAINING


def _is_played(setup: Setup, path: str) -> bool:
    """Whether a parameter is none of a tactic, or of one that its party plays.

    What is delivered after a deal moves no measure that a variant has.
    """
    if ".delivery." in path:
        return False
    head, _, rest = path.partition(".tactics.")
    return not rest or rest.split(".")[0] in setup.listed[f"{head}.tactic"].value.values


def input_of(who: str, what: str) -> str:
    """Return the input to which an addressed draw belongs.

    >>> input_of("preferences", "parties.USA.resolve"), input_of("talks", "opener 2025-06-06")
    ('parties.USA.resolve', 'chance')
    """
    if who == "preferences":
        return what
    return pace_input(who) if what == "pace exponent" else CHANCE


@dataclass(frozen=True)
class _RedrawnDraws(RunDraws):
    """The draws of a block with one input (or ALL) taken from the other seed."""

    redrawn: str

    def dice(self, who: str, what: str) -> Floats:
        """Return one uniform a run, of the input's own sample."""
        is_other = self.redrawn in (ALL, input_of(who, what))
        seed = self.seed ^ _OTHER_SEED if is_other else self.seed
        return RunDraws(self.listed, seed, self.block).dice(who, what)


@dataclass(frozen=True)
class RedrawnEnsemble(Ensemble):
    """An ensemble in which `redrawn` (an input, ALL, or "" for none) comes from a second sample."""

    redrawn: str

    def draws(self, block: int) -> RunDraws:
        """Return the draws of a block, some of them replaced."""
        return _RedrawnDraws(self.setup.listed, self.seed, block, self.redrawn)

    def worlds_of(self, block: int) -> NDArray[np.intp]:
        """Return the world of each run of a block, dealt out anew if worlds are redrawn."""
        worlds = super().worlds_of(block)
        if self.redrawn not in (ALL, WORLDS):
            return worlds
        return stream(self.seed ^ _OTHER_SEED, block, "worlds", "assignment").permutation(worlds)


@dataclass(frozen=True)
class _CentralDraws(RunDraws):
    """Every input at its centre but those in `moved`, which stand at the quantile given there."""

    moved: Mapping[str, float]

    def __call__(self, path: str) -> Floats:
        """Return the value of a parameter, the same in every run."""
        if path in self.moved:
            return self.listed[path].draw(np.full(BLOCK_RUNS, self.moved[path]))
        return np.full(BLOCK_RUNS, centre(self.listed[path]))

    def dice(self, who: str, what: str) -> Floats:
        """Return the dice of chance; pace exponents stand at the middle of their range."""
        name = input_of(who, what)
        if name == CHANCE:
            return super().dice(who, what)
        return np.full(BLOCK_RUNS, self.moved.get(name, 0.5))


@dataclass(frozen=True)
class CentralEnsemble(Ensemble):
    """An ensemble with preferences at their centres but for those that are `moved`."""

    moved: Mapping[str, float]

    def draws(self, block: int) -> RunDraws:
        """Return the draws of a block, some of them replaced."""
        return _CentralDraws(self.setup.listed, self.seed, block, self.moved)


def centre(parameter: Parameter) -> float:
    """Return the mean of a quantity; of a choice, the place of the word listed most often."""
    value = parameter.value
    if isinstance(value, Choice):
        most = max(value.values, key=lambda word: (value.values.count(word), word))
        return float(value.options.index(most))
    return value.mean
