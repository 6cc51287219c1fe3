import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import _exit_code

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sim(capsys, tmp_path, monkeypatch):
    """Run the command line in this process, in an empty folder; return code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = _exit_code(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def process(tmp_path):
    """Run Python code in a process of its own, with the package on the path."""

    def run(code: str, *arguments: str, **options):
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    return run
