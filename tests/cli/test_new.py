import re

import pytest

from sim.scenario import resolve

MAIN = "us-japan-2025-05-30"


def uncommented(text):
    """Take the comment marks off all values that the starter shows."""
    head, values = text.split("\n\n# in_force:")
    return head + "\n\n" + re.sub(r"^# ", "", "# in_force:" + values, flags=re.MULTILINE)


def test_the_starter_is_a_valid_variant_that_changes_nothing_yet(sim, tmp_path):
    code, out, err = sim("new", "my-idea")
    assert (code, err) == (0, "")
    assert out == f"my-idea.yaml: extends {MAIN}\nEdit it, then: sim run my-idea.yaml\n"
    mine, base = resolve(tmp_path / "my-idea.yaml").scenario, resolve(MAIN).scenario
    told = ("name", "title", "question")
    assert mine.model_dump(exclude=set(told)) == base.model_dump(exclude=set(told))
    assert mine.name == "my-idea"


@pytest.mark.parametrize("base", [MAIN, "farm-and-defense-only", "no-talks"])
def test_all_that_is_commented_out_is_valid_too(sim, tmp_path, base):
    assert sim("new", "x", "--from", base)[0] == 0
    path = tmp_path / "x.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(uncommented(text), encoding="utf-8")
    mine, other = resolve(path), resolve(base)
    values = {row.path: row.written for row in other.rows()}
    written = [row for row in mine.rows() if row.origin.startswith(str(path.name))]
    assert len(written) > 15
    assert all(values[r.path] == r.written for r in written if r.path.count(".") > 0)


def test_an_existing_file_is_kept(sim, tmp_path):
    (tmp_path / "x.yaml").write_text("mine", encoding="utf-8")
    code, _, err = sim("new", "x.yaml")
    assert code == 2
    assert "x.yaml is there already" in err
    assert (tmp_path / "x.yaml").read_text(encoding="utf-8") == "mine"


def test_a_file_of_ones_own_can_be_the_base(sim, tmp_path):
    sim("new", "first")
    (tmp_path / "sub").mkdir()
    for name in ("second", "sub/third"):
        assert sim("new", name, "--from", "first.yaml")[0] == 0
        assert resolve(tmp_path / f"{name}.yaml").scenario.title == name.rpartition("/")[2]


@pytest.mark.parametrize("name", ["yes", "a: b", "24%", "o'brien", "nul # x"])
def test_odd_names_make_valid_files(sim, tmp_path, name):
    assert sim("new", name)[0] == 0
    assert resolve(tmp_path / f"{name}.yaml").scenario.title


def test_an_unknown_base_and_a_missing_folder_are_told(sim):
    code, _, err = sim("new", "x", "--from", "us-japan-2025-05-3")
    assert code == 3
    assert MAIN in err
    code, _, err = sim("new", "nowhere/x")
    assert code == 2
    assert "cannot be written" in err


def test_shells_can_complete_commands(process):
    code = (
        "import os\n"
        "os.environ.update(_SIM_COMPLETE='bash_complete', COMP_WORDS='sim re', COMP_CWORD='1')\n"
        "from sim.cli.main import main\n"
        "main([])"
    )
    assert process(code).stdout.split() == ["plain,report"]
