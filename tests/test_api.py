"""`import sim`: tables as a notebook user expects them; the examples of docs/python.md run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.api import sets_of
from sim.errors import InvalidInputError
from sim.scenario.problems import ScenarioError
from tests.conftest import SMALL

pd = pytest.importorskip("pandas")
ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "python.md"


@pytest.fixture
def small(play, monkeypatch):
    """Let every scenario be played in two worlds with the small catalogue that `play` sets."""
    from sim.scenario import loading

    resolve = loading.resolve
    monkeypatch.setattr(loading, "resolve", lambda path, sets=(): resolve(path, (*SMALL, *sets)))
    monkeypatch.setattr("sim.ensemble.sweep.resolve", loading.resolve)
    monkeypatch.setattr("sim.ensemble.sweep_points.resolve", loading.resolve)


def test_the_examples_of_the_page_run(small, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    base, heavy = names["base"], names["heavy"]
    assert heavy.answer.startswith("US and Japan sign a deal in")
    assert heavy.answer in capsys.readouterr().out
    assert len(base.runs) == len(heavy.runs) == 100
    assert set(names["rates"].index) == {"general", "motor_vehicles", "average"}
    assert names["given"].between(0, 1).all()
    assert names["table"]["parties.USA.weights.deficit"].tolist() == [0.1, 0.3]


def test_tables_have_numbers_dates_and_words(small):
    done = sim.run("us-japan-2025-05-30", runs=30)
    assert pd.api.types.is_datetime64_any_dtype(done.runs["agreement_date"])
    assert done.summary.query("measure == 'agreed'")["party"].tolist() == [""]
    assert done.summary["mean"].dtype == float
    assert not done.concessions.empty
    assert pd.api.types.is_datetime64_any_dtype(done.rounds["date"])
    edge = done.frontier.query("point == 'efficient'")
    assert edge["value_USA"].is_monotonic_increasing
    assert edge["value_JPN"].is_monotonic_decreasing


def test_a_temporary_folder_goes_with_the_object(small, tmp_path):
    done = sim.run("us-japan-2025-05-30", runs=30)
    folder = done.folder
    assert folder.is_dir()
    del done
    assert not folder.exists()
    kept = sim.run("us-japan-2025-05-30", runs=30, out=tmp_path / "kept")
    assert (kept.folder / "manifest.json").is_file()


def test_values_are_written_as_a_scenario_file_would():
    import numpy as np

    values = {"a.b": np.float64(0.2), "c": ("x", "y"), "d": "24%", "e": None}
    assert sets_of(values) == ("a.b=0.2", "c=[x, y]", "d=24%", "e=null")


def test_errors_are_those_of_sim():
    with pytest.raises(ScenarioError, match="deficitt"):
        sim.run("us-japan-2025-05-30", set={"usa.weights.deficitt": 0.2})
    with pytest.raises(InvalidInputError, match="1 or more"):
        sim.run("us-japan-2025-05-30", runs=0)
    with pytest.raises(AttributeError, match="simulate"):
        sim.simulate  # noqa: B018


def test_importing_sim_imports_nothing_heavy():
    code = "import sim, sys; sim.run; print({'numpy', 'pandas', 'mesa'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
