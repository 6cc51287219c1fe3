"""Using sim from Python: run a scenario or a sweep, get tables as pandas data frames.

>>> import sim
>>> done = sim.run("us-japan-2025-05-30", set={"usa.weights.deficit": 0.2})  # doctest: +SKIP
>>> done.summary.query("measure == 'tariff_rate'")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InvalidInputError

if TYPE_CHECKING:
    import pandas as pd

    from sim.ensemble.designs import Design

Value = str | float | int | bool | None | Sequence[Any] | Mapping[str, Any]
"""What a scenario file may hold: 0.2, "24%", ["a", "b"], {"between": [0.1, 0.3]}."""

_WORDS = (
    *("scenario", "measure", "party", "partner", "sector", "horizon", "baseline", "unit"),
    *("path", "outcome", "elasticities", "talk", "move", "giver", "receiver", "chip", "error"),
    *("of", "cause"),
)
"""Columns of results that hold words; all others hold numbers or dates."""


@dataclass(frozen=True)
class Run:
    """A finished run. `answer` is its outcome in a sentence, `folder` holds its files.

    Without `out` the folder is temporary and is removed together with this object.
    """

    answer: str
    folder: Path

    @cached_property
    def summary(self) -> pd.DataFrame:
        """A row a measure: mean, spread, simulation error; see docs/results.md."""
        return _table(self.folder / "summary.csv")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row a run, a column a measure."""
        return _table(self.folder / "runs.csv", dates=["agreement_date"])

    @cached_property
    def concessions(self) -> pd.DataFrame:
        """A row a chip of every signed run: who gave what, cost and worth."""
        return _table(self.folder / "concessions.csv")

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """A row a month of every series under each path; `month` is its first day."""
        return _table(self.folder / "monthly.csv", dates=["month"])

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """A row a move of the first runs."""
        return _table(self.folder / "rounds.csv", dates=["date"])

    @cached_property
    def spread(self) -> pd.DataFrame:
        """A row a cause: how much of the spread of the main measures it makes."""
        return _table(self.folder / "spread.csv")

    @cached_property
    def frontier(self) -> pd.DataFrame:
        """A row a package that nobody can better, beside no deal and solution concepts."""
        return _table(self.folder / "frontier.csv")


@dataclass(frozen=True)
class Sweep:
    """A finished sweep; its folder stays, and the same call goes on from it."""

    folder: Path

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row a point: a column a varied parameter, runs, error of a failed point."""
        return _table(self.folder / "points.csv")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The rows of every point's summary, with a column a varied parameter."""
        return _table(self.folder / "summary.csv")


def run(
    scenario: str | Path,
    *,
    set: Mapping[str, Value] | None = None,  # noqa: A002  (the word of the command line)
    runs: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    out: str | Path | None = None,
    force: bool = False,
) -> Run:
    """Play a scenario, a file or the name of a shipped one, and return its tables.

    `set`: values by path, as `sim run --set` takes them; `runs` and `seed` default to the
    scenario's; `out`: a folder to keep, replaced only with `force`. The same arguments give the
    same tables on any number of `jobs`. Raises `sim.errors.SimError`: ScenarioError for a wrong
    scenario or value, ResultsError if `out` is in the way, NotConvergedError from the economy.
    """
    import shutil  # noqa: PLC0415  (here as below, so that `import sim` stays quick)
    import tempfile  # noqa: PLC0415
    import weakref  # noqa: PLC0415

    from sim.cli.playing import report_of  # noqa: PLC0415
    from sim.ensemble import runner  # noqa: PLC0415
    from sim.ensemble.inputs import input_hashes  # noqa: PLC0415
    from sim.report.terminal import sentence  # noqa: PLC0415
    from sim.scenario.loading import resolve  # noqa: PLC0415

    resolved = resolve(scenario, sets_of(set or {}))
    options = runner.RunOptions(
        runs=_count(runs) or resolved.scenario.runs,
        seed=resolved.scenario.seed if seed is None else seed,
        jobs=jobs,
        out=Path(tempfile.mkdtemp(prefix="sim-")) / "run" if out is None else Path(out),
        force=force,
        argv=("sim.run",),
    )
    finished = runner.run(resolved.scenario, resolved.to_yaml(), options, input_hashes(resolved))
    found = Run(sentence(report_of(finished)), finished.folder)
    if out is None:
        weakref.finalize(found, shutil.rmtree, finished.folder.parent, ignore_errors=True)
    return found


def sweep(
    scenario: str | Path,
    vary: Mapping[str, Sequence[Value] | str],
    *,
    set: Mapping[str, Value] | None = None,  # noqa: A002
    design: Design = "grid",
    points: int | None = None,
    runs: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    dask: str | None = None,
    out: str | Path | None = None,
) -> Sweep:
    """Play a scenario at many points and return their tables; see docs/sweeps.md.

    `vary`: a list of values, or a text "LO:HI:N", by path; the other arguments are those of `run`
    and of `sim sweep`, `dask` the address of a Dask scheduler. What the folder holds already is
    not played again. Raises `sim.errors.SimError`; a point that fails is a row of `points` with its
    error.
    """
    from sim.ensemble.designs import Varied  # noqa: PLC0415
    from sim.ensemble.sweep import SweepOptions  # noqa: PLC0415
    from sim.ensemble.sweep import sweep as play  # noqa: PLC0415

    varied = tuple(
        Varied.parse(f"{path}={values}")
        if isinstance(values, str)
        else Varied(path, tuple(_written(value) for value in values))
        for path, values in vary.items()
    )
    options = SweepOptions(
        varied=varied,
        design=design,
        points=points or 0,
        runs=_count(runs),
        seed=seed,
        sets=sets_of(set or {}),
        jobs=jobs,
        dask=dask,
        out=None if out is None else Path(out),
        argv=("sim.sweep",),
    )
    return Sweep(play(scenario, options).folder)


def sets_of(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return values by path as the texts that `--set` takes.

    >>> sets_of({"usa.weights.deficit": {"between": [0, 0.2]}, "usa.pace": "steady"})
    ('usa.weights.deficit={between: [0, 0.2]}', 'usa.pace=steady')
    """
    return tuple(f"{path}={_written(value)}" for path, value in values.items())


def _written(value: Value) -> str:
    from sim.scenario.yaml_text import flow  # noqa: PLC0415

    return flow(_plain(value))


def _plain(value: Any) -> Any:
    """Return a value without numpy types and tuples, which no scenario file can hold."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.item() if hasattr(value, "item") else value


def _count(runs: int | None) -> int | None:
    if runs is not None and runs < 1:
        raise InvalidInputError(f"`runs` must be 1 or more: got {runs}.")
    return runs


def _table(path: Path, dates: Sequence[str] = ()) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  (0.3 s that only notebooks need)

    header = pd.read_csv(path, nrows=0).columns
    words = [name for name in header if name in _WORDS]
    frame = pd.read_csv(path, dtype=dict.fromkeys(words, str), parse_dates=list(dates))
    # An empty word is "does not apply": as a text it can be asked for, as in partner == "".
    frame[words] = frame[words].fillna("")
    return frame
