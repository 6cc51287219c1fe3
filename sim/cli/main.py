"""The command `sim`: which commands there are, and how every error ends.

Exit codes: 0 done, 1 failed, 2 usage, 3 invalid scenario or data, 4 finished with some failed
runs, 130 interrupted.
"""

from __future__ import annotations

import difflib
import importlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

# Before anything can import numpy: the matrices here are small, so threads of the linear algebra
# library cost more than they bring, and sums split over threads need not give the same bytes.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

# Ctrl-C while the packages are being imported: nothing has begun, so end without a traceback.
_interrupt = signal.getsignal(signal.SIGINT)
if _interrupt is signal.default_int_handler:
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))

import click  # noqa: E402

signal.signal(signal.SIGINT, _interrupt)

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {
    "run": "play scenarios and write their results",
    "sweep": "play a scenario at many values of its parameters",
    "sensitivity": "which uncertain parameters move the outcomes",
    "frontier": "what could have been agreed, and what deals left on the table",
    "chips": "what each chip is worth to its holder and its receiver, and what it bought",
    "backtest": "past tariff talks played and scored beside simple rules",
    "compare": "what differs between runs, scenarios or result tables",
    "report": "write the page of a finished run, or of a comparison of several",
    "explore": "move sliders on a local page and see what comes of it",
    "new": "write a commented starter file for a scenario of your own",
    "validate": "check scenario files and show every error",
    "show": "resolved values, each with its origin and source",
    "explain": "what moved a result; one run's story; everything about one number",
    "scenarios": "list the shipped scenarios and their questions",
    "facts": "list the facts from news articles and what they seed",
    "schema": "print the JSON Schema of scenario files, or their documentation",
}
"""Name of each command (and of its module) and what it does."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"sim.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the first argument, or suggest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `sim {close[0]}`?" if close else ""
            ctx.fail(f"No command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        try:
            version = metadata.version("sim")
        except metadata.PackageNotFoundError:
            version = "not installed (run from a checkout)"
        click.echo(f"sim {version}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def cli() -> None:
    """Find out what a bargaining chip is worth in a tariff negotiation.

    Start with: sim run us-japan-2025-05-30
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    if "_SIM_COMPLETE" in os.environ:  # a shell asks for completions; click answers and exits
        cli.main(prog_name="sim")
    sys.exit(_exit_code(list(sys.argv[1:] if arguments is None else arguments)))


def _exit_code(arguments: list[str]) -> int:
    if "--debug" in arguments:  # anywhere on the line, for whoever repeats a command with it
        return _invoke([word for word in arguments if word != "--debug"])
    try:
        return _invoke(arguments)
    except KeyboardInterrupt:
        click.echo("interrupted: no incomplete results were left as complete", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output has seen enough, as in `sim facts | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  # the last resort before a traceback
        return _report(error)


def _invoke(arguments: list[str]) -> int:
    try:
        with cli.make_context("sim", arguments) as context:
            result = cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else 0


def _report(error: Exception) -> int:
    from sim.errors import SimError

    if isinstance(error, SimError):
        from sim.cli.output import print_error

        text = str(error)
        print_error(text if text.startswith("error:") else f"error: {text}")
        return error.exit_code
    click.echo(f"error: {type(error).__name__}: {error}", err=True)
    click.echo("  = help: this is a fault of sim; `--debug` shows where it happened", err=True)
    return 1


if __name__ == "__main__":
    main()
