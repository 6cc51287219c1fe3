"""The tactics that governments play: one small class a file, found by its name in YAML.

A new tactic is one file here, `NAME.py` with a `TACTIC`, and one line, its name in
`sim.scenario.tactics.TACTICS`; parameters of its own are a section beside that list.
"""

from __future__ import annotations

from importlib import import_module

from sim.bargaining.repertoire.base import Tactic


def tactic_class(name: str) -> type[Tactic]:
    """Return the class of the tactic with this name; ModuleNotFoundError if there is none.

    >>> tactic_class("hard_liner").__name__
    'HardLiner'
    """
    tactic: type[Tactic] = import_module(f"{__name__}.{name}").TACTIC
    return tactic
