"""The scenario of a finished run, read from its folder alone."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ResultsError
from sim.scenario.layers import load_layers
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.resolved import Resolved
from sim.scenario.schema import Scenario
from sim.scenario.validation import validate


def resolved_of(folder: Path) -> Resolved:
    """Return the resolved scenario of a results folder; its seed files need not be there.

    Raises `ResultsError` if there is none, or one that this version of sim does not read.
    """
    path = folder / "scenario.resolved.yaml"
    if not path.is_file():
        raise ResultsError(f"{folder} is not a finished run of sim: it has no {path.name}.")
    problems: list[Problem] = []
    try:
        tree = load_layers(path, problems)
        return Resolved(validate(Scenario, tree, problems), tree)
    except ScenarioError as error:
        raise ResultsError(
            f"{path} was written by another version of sim or changed since. "
            f"Run the scenario again.\n{error}"
        ) from error
