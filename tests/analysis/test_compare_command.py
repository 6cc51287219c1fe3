import json
import subprocess
import sys
import time

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli.compare import compare, is_results
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.store import ResultsFolder
from sim.errors import ResultsError


def write(path, shift=0.0, n=200, columns=1):
    run = np.arange(n)
    luck = np.random.default_rng(0).normal(size=(columns, n))
    values = {
        Measure("utility", "JPN", baseline="in_force"): luck[0] + shift,
        Measure("agreed", "USA", "JPN"): (luck[0] > shift) * 1.0,
    }
    values |= {Measure("gain_weighted", "USA", sector=f"t{k}"): luck[k] for k in range(columns)}
    with ResultsFolder(path) as folder:
        runs = folder.runs(path.name)
        runs.append(RunTable(run, run % 16, values))
        runs.summarise()
        folder.text("scenario.resolved.yaml", f"parties: {{JPN: {{x: {shift}}}}}\n")
        facts = {"seed": 0, "worlds": 16, "argv": [], "inputs": {}, "wall_seconds": 1.0}
        folder.finish(scenario=path.name, title=path.name, **facts)
    return str(path)


@pytest.fixture
def folders(tmp_path):
    return [write(tmp_path / "main"), write(tmp_path / "other", 0.5)]


def call(*arguments):
    return CliRunner().invoke(compare, arguments, catch_exceptions=False)


def test_two_folders_print_a_paired_table(folders):
    result = call(*folders)
    assert result.exit_code == 0
    assert result.stdout.startswith("Changed parameters, from A (main) to B (other)\n")
    assert "From main to other, the share of US-Japan deals falls by" in result.stdout
    assert "parties.JPN.x: 0.0 -> 0.5" in result.stdout
    assert "200 pairs of runs" in " ".join(result.stdout.split())


def test_csv_and_json_go_to_standard_output(folders):
    assert call(*folders, "--format", "csv").stdout.startswith("base,other,measure,party")
    assert json.loads(call(*folders, "--format", "json").stdout)[0]["runs"] == 200


def test_several_are_each_compared_with_the_first(folders, tmp_path):
    third = write(tmp_path / "third", 1.0)
    found = json.loads(call(*folders, third, "--format", "json").stdout)
    assert [(f["base"], f["other"]) for f in found] == [
        (folders[0], folders[1]),
        (folders[0], third),
    ]


def test_the_same_input_gives_the_same_bytes(folders):
    assert call(*folders).stdout == call(*folders).stdout


def test_one_source_is_a_usage_error(folders):
    result = call(folders[0])
    assert result.exit_code == 2
    assert "at least two" in result.stderr


def test_an_unknown_measure_is_a_usage_error_that_lists_the_known(folders):
    result = call(*folders, "--measure", "moods")
    assert result.exit_code == 2
    assert "no shared measure matches moods" in " ".join(result.stderr.split())
    assert "utility" in result.stderr


def test_an_incomplete_folder_is_an_error(folders, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ResultsError, match="not a finished run"):
        call(folders[0], str(tmp_path / "empty"))


def test_names_without_ending_are_scenarios_unless_a_folder_has_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not is_results("us-japan-2025-05-30")
    assert not is_results("scenarios/main.yaml")
    (tmp_path / "us-japan-2025-05-30").mkdir()
    assert is_results("us-japan-2025-05-30")
    assert is_results("anything.csv")


def test_two_folders_of_a_thousand_runs_compare_fast_without_heavy_imports(tmp_path):
    """Measured 0.4 s for the whole process; mesa and pandas alone would take twice that."""
    folders = [write(tmp_path / n, s, n=1000, columns=120) for n, s in (("a", 0.0), ("b", 0.1))]
    code = (
        "import sys; from sim.cli.compare import compare\n"
        "compare(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'pandas', 'mesa', 'scipy.stats', 'pydantic', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *folders], check=True, capture_output=True)
    assert time.perf_counter() - began < 4.0
