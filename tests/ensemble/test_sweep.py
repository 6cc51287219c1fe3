"""A sweep: each point is what `sim run` gives, killed sweeps go on, sweeps can be extended."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.ensemble.designs import Varied
from sim.ensemble.sweep import SweepOptions, sweep
from sim.errors import NotConvergedError, ResultsError
from sim.scenario.problems import ScenarioError

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "scenarios" / "us-japan-2025-05-30.yaml"
TABLES = ("points.csv", "summary.csv", "scenario.resolved.yaml")
SMALL = ("economy.worlds=2",)
DEFICITS = "usa.weights.deficit=0.1,0.3"


def options(*vary: str, **chosen) -> SweepOptions:
    base = {"runs": 40, "seed": 0, "sets": SMALL, "jobs": 1}
    return SweepOptions(varied=tuple(map(Varied.parse, vary or (DEFICITS,))), **base | chosen)


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def done(play, tmp_path_factory):
    """A sweep of two points (`play` sets the small catalogue and the cache)."""
    return sweep(MAIN, options(out=tmp_path_factory.mktemp("sweep") / "s"))


def test_a_point_has_exactly_the_results_of_sim_run(done, play):
    alone = play("usa.weights.deficit=0.3", runs=40)
    expected = (alone.folder / "summary.csv").read_text().splitlines()[1:]
    rows = (done.folder / "summary.csv").read_text().splitlines()
    found = [row.removeprefix("1,0.3,") for row in rows if row.startswith("1,")]
    assert found == expected


def test_points_are_listed_with_their_values(done):
    assert (done.folder / "points.csv").read_text().splitlines() == [
        "point,parties.USA.weights.deficit,runs,error",
        "0,0.1,40,",
        "1,0.3,40,",
    ]
    assert done.units == ("dimensionless",)


def test_the_same_sweep_again_plays_nothing_and_writes_the_same(done):
    before = tables(done.folder)
    again = sweep(MAIN, options(out=done.folder))
    assert again.played_blocks == 0
    assert tables(done.folder) == before


def test_more_runs_and_more_points_keep_what_is_finished(done, tmp_path):
    longer = sweep(MAIN, options("usa.weights.deficit=0.1,0.2,0.3", out=tmp_path / "s", runs=260))
    assert longer.played_blocks == 6
    grown = tmp_path / "grown"
    sweep(MAIN, options(out=grown))
    more = options("usa.weights.deficit=0.1,0.2,0.3", out=grown, runs=None, more_runs=220)
    extended = sweep(MAIN, more)
    assert extended.runs == 260
    assert extended.played_blocks == 4  # a second block for two points, two for the new one
    assert tables(grown) == tables(tmp_path / "s")


def test_adding_runs_needs_a_finished_sweep(tmp_path):
    with pytest.raises(ResultsError, match="holds none"):
        sweep(MAIN, options(out=tmp_path / "s", runs=None, more_runs=10))


def test_two_processes_write_the_same_bytes(done, tmp_path):
    both = sweep(MAIN, options(out=tmp_path / "s", jobs=2))
    assert both.played_blocks == 2
    assert tables(both.folder) == tables(done.folder)


def test_a_folder_of_another_sweep_or_of_others_is_left_alone(done, tmp_path):
    with pytest.raises(ResultsError, match="another sweep: its varied parameters differ"):
        sweep(MAIN, options("usa.resolve=20%,30%", out=done.folder))
    with pytest.raises(ResultsError, match="its scenario differ"):
        sweep(MAIN, options(out=done.folder, sets=(*SMALL, "usa.weights.revenue=0")))
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ResultsError, match=r"holds thesis\.txt"):
        sweep(MAIN, options(out=tmp_path))


def test_a_damaged_block_is_played_again(done, tmp_path):
    own = tmp_path / "s"
    sweep(MAIN, options(out=own))
    block = next(own.glob("points/*/*.npz"))
    block.write_bytes(block.read_bytes()[:1000])
    assert sweep(MAIN, options(out=own)).played_blocks == 1
    assert tables(own) == tables(done.folder)


def test_an_invalid_point_is_a_row_with_its_error(done, tmp_path):
    found = sweep(MAIN, options("usa.weights.deficit=0.1,99", out=tmp_path / "s"))
    assert found.failed == 1
    rows = (found.folder / "points.csv").read_text().splitlines()
    assert rows[1] == "0,0.1,40,"
    assert rows[2].startswith("1,99,0,")
    assert "must lie between 0 and 5" in rows[2]
    assert json.loads((found.folder / "sweep.json").read_text())["failed_points"] == [1]


def test_a_sweep_without_any_valid_point_raises(tmp_path):
    with pytest.raises(ScenarioError, match="deficitt"):
        sweep(MAIN, options("usa.weights.deficitt=0.1,0.2", out=tmp_path / "s"))
    assert not (tmp_path / "s").exists()


def test_an_economy_that_fails_fails_its_points_only(done, tmp_path, monkeypatch):
    from sim.ensemble.tablework import TableWork

    fit = TableWork.search

    def fails(self, base_state):
        if self.setup.threats[0].full.general > 0.25:
            raise NotConvergedError("An equilibrium must converge; residual 1.")
        return fit(self, base_state)

    monkeypatch.setattr(TableWork, "search", fails)
    found = sweep(MAIN, options("us_japan.threat.general_rate=24%,30%", out=tmp_path / "s"))
    assert [bool(point.error) for point in found.points] == [False, True]
    assert "must converge" in found.points[1].error


KILLED = """
import sys
import sim.ensemble.search, sim.ensemble.sweep_play
sim.ensemble.search.CATALOGUE_SIZE = 60
sim.ensemble.sweep_play.WAVE = 1
from tests.ensemble.test_sweep import MAIN, options, sweep
from pathlib import Path
sweep(MAIN, options(out=Path(sys.argv[1]), jobs=int(sys.argv[2])))
"""


def test_a_killed_sweep_goes_on_to_the_same_bytes(done, cache, tmp_path):
    """Killed at random moments until it survives; nothing that was kept is played again."""
    own = tmp_path / "s"
    environment = {**os.environ, "SIM_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    moments = random.Random(0)
    for attempt in range(6):
        command = [sys.executable, "-c", KILLED, str(own), str(1 + attempt % 2)]
        process = subprocess.Popen(command, env=environment, cwd=ROOT)
        time.sleep(moments.uniform(0.5, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = len(list(own.glob("points/*/*.npz")))
    finished = sweep(MAIN, options(out=own))
    assert finished.played_blocks == 2 - kept
    assert tables(own) == tables(done.folder)
    assert not list(own.rglob("*.partial"))
