"""Exit codes, help, and what is imported for them."""

import re
import subprocess
import sys

import click
import pytest

from sim.cli import main as module
from sim.errors import NotConvergedError

MAIN = "us-japan-2025-05-30"
HEAVY = ("numpy", "scipy", "pandas", "mesa", "matplotlib")
WATCH = (
    "import sys\nfrom sim.cli.main import _exit_code\ncode = _exit_code(sys.argv[1:])\n"
    f"found = [n for n in {HEAVY!r} + ('pydantic', 'ruamel.yaml') if n in sys.modules]\n"
    "print(code, *found, file=sys.stderr)"
)


def test_help_lists_every_command_and_imports_nothing_heavy(process):
    done = process(WATCH, "--help")
    assert done.stderr.split() == ["0"]
    for name in module.COMMANDS:
        assert re.search(rf"^  {name} ", done.stdout, re.MULTILINE)
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_validate_imports_only_what_reading_needs(process):
    done = process(WATCH, "validate", MAIN)
    assert done.stderr.split() == ["0", "pydantic", "ruamel.yaml"]


def test_threads_of_linear_algebra_are_set_before_numpy_comes(process):
    code = (
        "import sim.cli.main, os, sys; assert 'numpy' not in sys.modules;"
        "print(os.environ['OPENBLAS_NUM_THREADS'], os.environ['OMP_NUM_THREADS'])"
    )
    assert process(code).stdout.split() == ["1", "1"]


def test_every_command_has_a_module_and_help(sim):
    for name in module.COMMANDS:
        code, out, _ = sim(name, "--help")
        assert code == 0
        assert "Usage: sim" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["valdate"], "Did you mean `sim validate`?"),
        (["frobnicate"], "No command `frobnicate`"),
        (["validate"], "Missing argument"),
        (["show", MAIN, "--format", "xml"], "xml"),
        (["--nope"], "No such option"),
    ],
)
def test_usage_errors_exit_with_2(sim, arguments, said):
    code, out, err = sim(*arguments)
    assert code == 2
    assert said in err
    assert out == ""


def failing(error):
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
        (NotConvergedError("the solve did not converge"), 1, "error: the solve did not converge"),
        (ZeroDivisionError("x"), 1, "error: ZeroDivisionError: x"),
        (click.exceptions.Exit(4), 4, ""),
    ],
)
def test_every_error_ends_with_its_code_and_without_a_traceback(
    sim, monkeypatch, error, code, said
):
    monkeypatch.setattr(module.LazyGroup, "get_command", lambda *_: failing(error))
    got, _, err = sim("run")
    assert got == code
    assert said in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback_wherever_it_stands(sim, monkeypatch):
    monkeypatch.setattr(module.LazyGroup, "get_command", lambda *_: failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        sim("run", "--debug")


def test_a_reader_that_stops_early_is_no_error(process):
    code = (
        "from sim.cli.main import main; main(['show', 'us-japan-2025-05-30', '--format', 'json'])"
    )
    quitter = [sys.executable, "-c", "import sys; sys.stdin.read(1)"]
    with subprocess.Popen(quitter, stdin=subprocess.PIPE) as reader:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=reader.stdin,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        reader.stdin.close()
    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_is_printed(sim):
    code, out, _ = sim("--version")
    assert code == 0
    assert re.match(r"sim (\d+\.\d+\.\d+|not installed)", out)


def test_no_colour_codes_are_printed(sim):
    _, out, err = sim("validate", MAIN, "nope.yaml")
    assert "\x1b[" not in out + err
