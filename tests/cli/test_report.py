import pytest

from tests.report.page.folders import write


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write(tmp_path_factory.mktemp("report") / "run", runs=24)


def test_it_writes_the_page_and_prints_its_path(sim, run, tmp_path):
    code, out, err = sim("report", str(run), "--out", "page.html")
    assert (code, out, err) == (0, "page.html\n", "")
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_by_default_the_page_lies_in_the_folder(sim, run):
    assert sim("report", str(run))[:2] == (0, f"{run / 'report.html'}\n")


def test_figures_are_files_too(sim, run, tmp_path):
    code, out, _ = sim("report", str(run), "--out", "a.html", "--figures", "svg", "figures")
    assert code == 0
    assert out.splitlines()[1] == "figures/01-signing-days.svg"
    assert len(list((tmp_path / "figures").glob("*.svg"))) == len(out.splitlines()) - 1


@pytest.mark.parametrize("wrong", ["nowhere", "."])
def test_what_is_no_run_is_told_in_a_line(sim, wrong):
    code, out, err = sim("report", wrong)
    assert code == 1
    assert out == ""
    assert err.startswith("error: ")
    assert "Traceback" not in err


def test_help_draws_nothing(process):
    code = (
        "import sys, sim.cli.main\n"
        "code = sim.cli.main._exit_code(['report', '--help'])\n"
        "print(code, [m for m in ('matplotlib', 'numpy', 'jinja2') if m in sys.modules])"
    )
    assert process(code).stdout.splitlines()[-1] == "0 []"


def test_several_runs_make_a_page_of_their_differences(sim, tmp_path):
    one, other = write(tmp_path / "one"), write(tmp_path / "other", "usa.resolve=80%")
    code, out, _ = sim("report", str(one), str(other), "--figures", "svg", "figures")
    assert code == 0
    assert out.splitlines()[0] == "comparison.html"
    text = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "<h1>one against other</h1>" in text
    assert len(list((tmp_path / "figures").glob("*.svg"))) == len(out.splitlines()) - 1 == 6


def test_compare_writes_the_same_page_beside_its_table(sim, tmp_path):
    one, other = (str(write(tmp_path / name)) for name in ("one", "other"))
    sim("report", one, other, "--out", "a.html")
    code, out, err = sim("compare", one, other, "--report", "b.html")
    assert code == 0
    assert "\nFrom one to other, the share of runs" in out
    assert err == "page: b.html\n"
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
