import json

MAIN = "us-japan-2025-05-30"


def test_a_valid_scenario(sim):
    code, out, err = sim("validate", MAIN)
    assert code == 0
    assert out.startswith(f"{MAIN}: valid; ")
    assert err == ""


def test_errors_of_all_files_go_to_stderr_and_exit_with_3(sim, tmp_path):
    (tmp_path / "a.yaml").write_text(f"extends: {MAIN}\nruns: x\nqestion: y\n", encoding="utf-8")
    code, out, err = sim("validate", "a.yaml", MAIN, "missing.yaml")
    assert code == 3
    assert out.splitlines()[0].startswith(f"{MAIN}: valid")
    assert "--> a.yaml:2:7" in err
    assert "--> a.yaml:3:1" in err
    assert "--> missing.yaml:1:1" in err
    assert err.rstrip().endswith("3 errors: nothing was run or written")


def test_the_same_error_in_a_shared_base_is_shown_once(sim, tmp_path):
    (tmp_path / "base.yaml").write_text(f"extends: {MAIN}\nruns: x\n", encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("extends: base\n", encoding="utf-8")
    assert sim("validate", "a.yaml", "b.yaml")[2].count("error: runs") == 1


def test_errors_as_json_for_tools(sim, tmp_path):
    (tmp_path / "a.yaml").write_text(f"extends: {MAIN}\nruns: x\n", encoding="utf-8")
    code, out, _ = sim("validate", "a.yaml", "--format", "json")
    assert code == 3
    (found,) = json.loads(out)
    assert (found["file"], found["line"], found["column"]) == ("a.yaml", 2, 7)
    assert "whole number" in found["message"]


def test_errors_as_csv_with_a_header_even_if_there_are_none(sim, tmp_path):
    (tmp_path / "a.yaml").write_text(f"extends: {MAIN}\nruns: x\n", encoding="utf-8")
    code, out, _ = sim("validate", "a.yaml", "--format", "csv")
    assert code == 3
    assert out.splitlines()[1].startswith("a.yaml,2,7,")
    code, out, _ = sim("validate", MAIN, "--format", "csv")
    assert (code, out) == (0, "file,line,column,message,help\n")


def test_extends_cannot_be_set(sim):
    code, _, err = sim("validate", MAIN, "--set", "extends=no-talks")
    assert code == 3
    assert "`extends` belongs to a file" in err


def test_an_election_that_is_over_is_refused(sim, tmp_path):
    past = "{party: JPN, date: 2025-05-01, cost_before: 2}"
    text = f"extends: {MAIN}\ntalks: {{us_japan: {{elections: [{past}]}}}}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    code, _, err = sim("validate", "a.yaml")
    assert code == 3
    assert "elections must not lie before `as_of` 2025-05-30: got 2025-05-01" in err
    assert "--> a.yaml:2:" in err


def test_set_is_checked_too(sim):
    code, _, err = sim("validate", MAIN, "--set", "usa.weights.deficitt=1")
    assert code == 3
    assert "did you mean `deficit`?" in err


def test_a_shipped_path_is_used_with_a_note(sim):
    code, _, err = sim("validate", f"scenarios/{MAIN}.yaml")
    assert code == 0
    assert "using the shipped file" in err
