"""The worked numbers in the docstrings are right."""

import doctest
import importlib
import pkgutil

import pytest

import sim.bargaining.games
import sim.bargaining.solutions

MODULES = [
    module.name
    for package in (sim.bargaining.solutions, sim.bargaining.games)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
] + [
    "sim.bargaining.beliefs",
    "sim.bargaining.tactics_behaviour",
    "sim.bargaining.tactics_exponential",
    "sim.bargaining.tactics_micro",
    "sim.bargaining.tactics_zeuthen",
]


@pytest.mark.parametrize("name", MODULES)
def test_worked_numbers(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
    assert result.attempted > 0
