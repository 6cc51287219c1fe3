"""The registry, and a mix of tactics across runs."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from sim.bargaining.repertoire import tactic_class
from sim.bargaining.repertoire.base import Mix, Tactic
from sim.errors import InvalidInputError
from sim.scenario.tactics import TACTICS
from tests.bargaining.synthetic import make_tactic, play, shares


@pytest.mark.parametrize("name", TACTICS)
def test_every_name_of_the_registry_has_a_class(name):
    assert issubclass(tactic_class(name), Tactic)
    assert importlib.import_module(f"sim.bargaining.repertoire.{name}").__doc__


def test_a_name_without_a_file_is_none():
    with pytest.raises(ModuleNotFoundError):
        tactic_class("wishful_thinking")


def test_a_mix_plays_each_run_as_its_tactic_would_alone():
    runs = 60
    names = ("time_dependent", "hard_liner", "micro")
    plays = np.arange(runs) % 3

    def alone(name):
        return play(runs, tactics=(make_tactic(name, runs), make_tactic("time_dependent", runs)))

    mixed = Mix([make_tactic(name, runs) for name in names], plays)
    together = play(runs, tactics=(mixed, make_tactic("time_dependent", runs)))
    for place, name in enumerate(names):
        own = plays == place
        expected = alone(name).talk
        assert together.talk.package[own].tolist() == expected.package[own].tolist()
        assert together.talk.ended_on[own].tolist() == expected.ended_on[own].tolist()
    assert len(np.unique(shares(together))) > 2


def test_every_run_needs_a_tactic():
    with pytest.raises(InvalidInputError, match="one of the 1 tactics"):
        Mix([make_tactic("zeuthen", 2)], np.array([0, 1]))


@pytest.mark.parametrize("name", [name for name in TACTICS if name != "scripted"])
def test_neighbours_in_a_block_change_nothing(name):
    """The first 30 of 60 runs are played as 30 runs alone are."""

    def ends(runs):
        model = play(runs, tactics=tuple(make_tactic(name, runs) for _ in range(2)), offers=6)
        return model.talk.package[:30].tolist(), model.talk.ended_on[:30].tolist()

    assert ends(30) == ends(60)
