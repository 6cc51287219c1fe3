"""What a command is asked to look at: a scenario, or the scenario of a finished run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Asked:
    """A scenario with how many runs to play and the seed of their dice."""

    scenario: Scenario
    runs: int
    seed: int


def asked(source: str, sets: tuple[str, ...], *, runs: int | None, seed: int | None) -> Asked:
    """Return what to play: a scenario file or name, or a finished run's folder or CSV.

    Of a finished run the scenario, seed and number of runs are taken unless given. Notes for the
    user go to stderr. Raises ScenarioError, ResultsError, and UsageError for `--set` on a run.
    """
    from sim.cli.compare import is_results
    from sim.ensemble.loading import load_results
    from sim.errors import ResultsError
    from sim.scenario.loading import resolve

    if not is_results(source):
        resolved = resolve(source, sets)
        for note in resolved.notes:
            click.echo(note, err=True)
        scenario = resolved.scenario
        return Asked(scenario, runs or scenario.runs, scenario.seed if seed is None else seed)
    if sets:
        raise click.UsageError("--set changes a scenario; a finished run stays what it was.")
    results = load_results(Path(source))
    for note in results.notes:
        click.echo(note, err=True)
    if results.manifest is None or results.resolved is None:
        raise ResultsError(
            f"{source} must lie in the folder that sim run wrote, beside scenario.resolved.yaml; "
            "give the folder of the run."
        )
    folder = results.path if results.path.is_dir() else results.path.parent
    scenario = resolve(folder / "scenario.resolved.yaml").scenario
    return Asked(
        scenario,
        runs or results.manifest.runs,
        results.manifest.seed if seed is None else seed,
    )
