"""Scenario files: schema, loading with `extends` and `--set`, and where each value came from."""

from __future__ import annotations

from sim.scenario.loading import load, resolve
from sim.scenario.problems import ScenarioError
from sim.scenario.resolved import Resolved
from sim.scenario.schema import Scenario

__all__ = ["Resolved", "Scenario", "ScenarioError", "load", "resolve"]
