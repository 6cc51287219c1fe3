import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.ensemble.loading import load_results
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.store import PARTIAL, ResultsFolder, default_folder
from sim.ensemble.summary import summarise
from sim.errors import ResultsError

SIGNED = Measure("agreed", "USA", "JPN")
DAYS = Measure("days_to_agreement", "USA", "JPN")
SHIPS = Measure("chip_amount", "JPN", "USA", "joint_shipbuilding", unit="ships/yr")


def block(first, n=4):
    run = np.arange(first, first + n)
    signed = (run % 2).astype(float)
    days = np.where(signed > 0, run + 0.25, np.nan)
    texts = {
        "outcome": ["deal" if s else "threat executed" for s in signed],
        "agreement_date": ["2025-07-08" if s else "" for s in signed],
        "elasticities": ["CP"] * n,
    }
    return RunTable(run, run % 3, {SIGNED: signed, DAYS: days, SHIPS: 2 * signed}, texts)


def finish(folder, **changes):
    facts = {
        "scenario": "main",
        "title": "A title",
        "seed": 0,
        "worlds": 3,
        "argv": ["sim", "run", "main"],
        "inputs": {"main.yaml": "00ff"},
        "wall_seconds": 1.23456,
    }
    return folder.finish(**facts | changes)


def write(path, blocks=(0, 4), force=False, **changes):
    with ResultsFolder(path, force=force) as folder:
        runs = folder.runs("main")
        for first in blocks:
            runs.append(block(first))
        runs.summarise()
        folder.text("scenario.resolved.yaml", "title: A title\n")
        return finish(folder, **changes)


def write_and_stop(path, error):
    with ResultsFolder(path, force=True) as folder:
        folder.runs("main").append(block(0))
        raise error


def test_a_finished_folder_reads_back(tmp_path):
    results = load_results(write(tmp_path / "run"))
    expected = RunTable.concatenate([block(0), block(4)])
    assert (results.scenario, results.worlds, results.notes) == ("main", 3, ())
    assert results.resolved == "title: A title\n"
    assert results.table.measures == expected.measures
    for measure, column in expected.values.items():
        np.testing.assert_array_equal(results.table[measure], column)
    assert {k: list(v) for k, v in results.table.texts.items()} == dict(expected.texts)
    for row, exact in zip(results.summary, summarise("main", expected), strict=True):
        assert (row.key, row.n) == (exact.key, exact.n)
        assert row.ci_low == pytest.approx(exact.ci_low, rel=1e-8)


def test_the_manifest_says_what_the_run_was_made_from(tmp_path):
    failed = [{"run": 3, "reason": "no equilibrium"}]
    path = write(tmp_path / "run", failed_runs=failed, approximation={"rms": 0.01})
    manifest = load_results(path).manifest
    assert manifest.runs == 8
    assert manifest.failed_runs == ({"run": 3, "reason": "no equilibrium"},)
    assert manifest.approximation == {"rms": 0.01}
    assert manifest.inputs == {"main.yaml": "00ff"}
    assert manifest.wall_seconds == 1.235
    assert {"sim", "python", "numpy", "mesa"} <= set(manifest.versions)
    assert set(manifest.files) == {"runs.csv", "summary.csv", "scenario.resolved.yaml"}


def test_the_same_runs_give_the_same_bytes_however_they_are_cut(tmp_path):
    write(tmp_path / "a", blocks=(0, 4))
    with ResultsFolder(tmp_path / "b") as folder:
        runs = folder.runs("main")
        runs.append(RunTable.concatenate([block(0), block(4)]))
        runs.summarise()
        finish(folder)
    for name in ("runs.csv", "summary.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_more_runs_extend_the_file(tmp_path):
    few = (write(tmp_path / "few", blocks=(0,)) / "runs.csv").read_bytes()
    many = (write(tmp_path / "many", blocks=(0, 4)) / "runs.csv").read_bytes()
    assert many.startswith(few)


def test_an_error_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        write_and_stop(tmp_path / "run", ZeroDivisionError)
    assert list(tmp_path.iterdir()) == []


def test_a_finished_folder_is_not_overwritten_without_force(tmp_path):
    path = write(tmp_path / "run", blocks=(0,))
    before = (path / "runs.csv").read_bytes()
    with pytest.raises(ResultsError, match="--force"):
        ResultsFolder(path)
    assert (path / "runs.csv").read_bytes() == before
    write(path, blocks=(0, 4), force=True)
    assert load_results(path).table.n_runs == 8
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_force_keeps_the_old_run_until_the_new_one_is_finished(tmp_path):
    path = write(tmp_path / "run", blocks=(0,))
    with pytest.raises(KeyboardInterrupt):
        write_and_stop(path, KeyboardInterrupt)
    assert load_results(path).table.n_runs == 4


def test_an_interrupted_first_run_leaves_no_empty_folders(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        write_and_stop(tmp_path / "results" / "scenario" / "run", KeyboardInterrupt)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [False, True])
def test_files_of_others_are_never_touched(tmp_path, force):
    path = write(tmp_path / "run")
    (path / "notes.txt").write_text("mine")
    with pytest.raises(ResultsError, match=r"notes\.txt"):
        ResultsFolder(path, force=force)
    assert (path / "notes.txt").read_text() == "mine"


def test_a_file_in_the_way_is_an_error(tmp_path):
    (tmp_path / "run").write_text("x")
    with pytest.raises(ResultsError, match="it is a file"):
        ResultsFolder(tmp_path / "run")


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "run").mkdir()
    assert load_results(write(tmp_path / "run")).table.n_runs == 8


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ResultsError, match="cannot be written"):
        ResultsFolder(tmp_path / "file" / "run")


KILLED = """
import sys, time
from pathlib import Path
sys.path[:0] = {paths!r}
from test_store import block
from sim.ensemble.store import ResultsFolder
with ResultsFolder(Path({path!r})) as folder:
    runs = folder.runs("main")
    runs.append(block(0))
    runs.summarise()
    print("writing", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_leaves_only_a_partial_folder(tmp_path):
    path = tmp_path / "run"
    here = Path(__file__)
    code = KILLED.format(paths=[str(here.parents[2]), str(here.parent)], path=str(path))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(PARTIAL)
    assert not path.exists()
    with pytest.raises(ResultsError, match="interrupted"):
        load_results(left)
    with pytest.raises(ResultsError, match="does not exist"):
        load_results(path)
    assert load_results(write(path)).table.n_runs == 8


def test_folders_left_by_killed_runs_are_never_in_the_way(tmp_path):
    for number in range(2):
        (tmp_path / f"{PARTIAL}run-{number}").mkdir()
    assert load_results(write(tmp_path / "run")).table.n_runs == 8
    assert load_results(write(tmp_path / "run", blocks=(0,), force=True)).table.n_runs == 4
    assert len(list(tmp_path.iterdir())) == 3


def test_a_summary_alone_can_be_read(tmp_path):
    path = write(tmp_path / "run")
    moved = tmp_path / "mine.csv"
    moved.write_bytes((path / "summary.csv").read_bytes())
    results = load_results(moved)
    assert (results.scenario, results.table, results.manifest) == ("main", None, None)
    assert results.summary == load_results(path).summary


def test_runs_alone_can_be_read(tmp_path):
    path = write(tmp_path / "run")
    moved = tmp_path / "mine.csv"
    moved.write_bytes((path / "runs.csv").read_bytes())
    results = load_results(moved)
    assert results.table.n_runs == 8
    assert results.summary[1].mean == pytest.approx(load_results(path).summary[1].mean)


def test_a_csv_in_its_folder_brings_the_folder(tmp_path):
    path = write(tmp_path / "run")
    assert load_results(path / "summary.csv").manifest is not None
    assert load_results(path / "runs.csv").path == path


def test_a_file_edited_after_the_run_is_named(tmp_path):
    path = write(tmp_path / "run")
    text = (path / "summary.csv").read_text()
    (path / "summary.csv").write_text(text.replace(",0.5,", ",0.75,", 1))
    assert load_results(path).notes == ("summary.csv was changed after the run",)


def spoil(path, name, content):
    target = path / name
    if content is None:
        target.unlink()
    else:
        target.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("manifest.json", None, "not a finished run"),
        ("manifest.json", b"{", "must be JSON"),
        ("manifest.json", b"{}", "it is another file"),
        ("runs.csv", None, "runs.csv is missing"),
        ("summary.csv", b"a,b\n1,2\n", "must have the columns scenario"),
        ("runs.csv", b"run,world,agreed\n0,0,1\n", "must have 8 rows"),
        ("runs.csv", b"run,world,agreed\n0,0,yes\n", "must hold numbers"),
        ("runs.csv", b"run,world,agreed\n,0,1\n", "name the run and its world"),
        ("runs.csv", b"run,world,agreed\n0,0,1\n0,0,1\n", "each run once"),
        ("runs.csv", b"run,world,mood\n0,0,1\n", "measure must be one of"),
    ],
)
def test_incomplete_and_foreign_folders_are_refused(tmp_path, name, content, said):
    path = spoil(write(tmp_path / "run"), name, content)
    with pytest.raises(ResultsError, match=said):
        load_results(path)


def test_a_folder_of_runs_lists_them(tmp_path):
    write(tmp_path / "main" / "seed0")
    with pytest.raises(ResultsError, match="give one of them: seed0"):
        load_results(tmp_path / "main")


def test_other_csv_files_are_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("country,gdp\nA,1\n")
    with pytest.raises(ResultsError, match="first columns are country, gdp"):
        load_results(path)


def test_a_manifest_of_a_later_layout_is_refused(tmp_path):
    path = write(tmp_path / "run")
    text = (path / "manifest.json").read_text().replace('"format": 1', '"format": 2')
    with pytest.raises(ResultsError, match="layout 2"):
        load_results(spoil(path, "manifest.json", text.encode()))


def test_the_default_folder_depends_on_all_that_shapes_the_run():
    names = {
        default_folder("main", 0, 1000, "a: 1"),
        default_folder("main", 1, 1000, "a: 1"),
        default_folder("main", 0, 500, "a: 1"),
        default_folder("main", 0, 1000, "a: 2"),
    }
    assert len(names) == 4


def test_a_thousand_runs_of_150_columns_are_written_well_under_a_second(tmp_path):
    values = np.random.default_rng(0).normal(size=(150, 250))
    names = [Measure("gain_weighted", "USA", sector=f"term{k}") for k in range(150)]
    began = time.perf_counter()
    with ResultsFolder(tmp_path / "run") as folder:
        runs = folder.runs("main")
        for first in range(0, 1000, 250):
            numbers = np.arange(first, first + 250)
            runs.append(RunTable(numbers, numbers % 16, dict(zip(names, values, strict=True))))
        runs.summarise()
        finish(folder)
    # Measured 0.2 s; the limit only has to catch a change of order.
    assert time.perf_counter() - began < 3.0
