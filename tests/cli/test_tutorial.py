"""The commands of docs/tutorial.md, run in order in an empty folder.

They are run as they stand, but for one world, few runs and a small catalogue of packages, so that
the test takes seconds.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
QUICK = ("--runs", "24", "--jobs", "1", "--set", "economy.worlds=1")


def blocks() -> list[tuple[str, str]]:
    """Return (language, text) of every block of code, in order."""
    return re.findall(
        r"^```(\w+)\n(.*?)^```", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_every_command_of_the_tutorial_works(sim, tmp_path, monkeypatch):
    monkeypatch.setenv("SIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("sim.ensemble.search.CATALOGUE_SIZE", 60)
    said = {}
    for language, text in blocks():
        if language == "yaml":
            assert (tmp_path / "more-farm-goods.yaml").is_file()
            (tmp_path / "more-farm-goods.yaml").write_text(text, encoding="utf-8")
            continue
        assert language == "sh"
        for line in text.splitlines():
            program, *arguments = shlex.split(line)
            assert program == "sim"
            quick = QUICK if arguments[0] == "run" else ()
            code, out, err = sim(*arguments, *quick)
            assert code == 0, f"{line}: {err}"
            said[line] = out
    assert (tmp_path / "results" / "base" / "report.html").is_file()
    assert len(list((tmp_path / "figures").glob("*.svg"))) >= 8
    compared = said["sim compare results/base results/farm"]
    assert "agricultural_imports" in compared or "agricultural imports" in compared
    assert (tmp_path / "farm.html").is_file()
    assert len(said) == 18
