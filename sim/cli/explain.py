"""`sim explain`: what moved a result, or everything about one number."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import format_option, print_csv, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.report.explain_number import Number
    from sim.scenario.resolved import Resolved

_MAIN = "us-japan-2025-05-30"


@click.command()
@click.argument("target")
@click.argument("what", required=False)
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value.")
@click.option("--run", "run_number", type=click.IntRange(0), help="Tell the story of one run.")
@click.option(
    "--of",
    type=click.Choice(["deal", "threat", "in_force"]),
    help="Which outcome: the deal signed most often, the threat carried out, the rates in force.",
)
@click.option(
    "--package",
    metavar="CHIP=LEVEL,...",
    help="A deal of your own, car_rate=15%,defense_purchases=50%; other rates stay in force.",
)
@click.option(
    "--state",
    type=click.Choice(["truce", "eased", "rupture"]),
    default="truce",
    help="State of China's controls.",
)
@format_option
def explain(
    *,
    target: str,
    what: str | None,
    sets: tuple[str, ...],
    run_number: int | None,
    of: str | None,
    package: str | None,
    state: str,
    form: str,
) -> None:
    """Explain a run, a measure of it, or one number of the model.

      \b
      sim explain RUN                          what made the answer
      sim explain RUN welfare_change.JPN       by instrument, channel, sector
      sim explain RUN --run 3                  one run, move by move
    sim explain RUN agricultural_imports     one chip: how much, why, cost, worth
      sim explain SCENARIO usa.weights.deficit one value: source, layer, use
      sim explain tariff.USA.JPN.metals        one number of the tables
    """  # noqa: D301  (\b keeps click from joining the lines)
    folder = _folder(target)
    if run_number is not None:
        if folder is None or what is not None:
            raise click.UsageError("--run takes a finished run and nothing else: RUN --run 3.")
        from sim.cli.playing import print_story

        print_story(folder, run_number, form)
        return
    if folder is None and what is None:
        _explain_name(target, sets, form)
        return
    if folder is not None and what is not None and _is_chip(what):
        from sim.cli.explaining import explain_chip

        explain_chip(folder, what, form)
        return
    if what is not None and not _is_measure(what):
        _print_numbers(_numbers(_resolved(target, folder, sets), what), form)
        return
    from sim.cli.explaining import explain_measure, explain_run

    if folder is not None and sets:
        raise click.UsageError("--set changes a scenario, not a finished run.")
    if what is None:
        assert folder is not None
        explain_run(folder, form)
        return
    source = folder if folder is not None else _resolved(target, None, sets).scenario
    explain_measure(source, what, of=of, package=package, state=state, form=form)


def _folder(target: str) -> Path | None:
    """Return the folder of a finished run that a path means, None if it is a scenario."""
    path = Path(target)
    if path.name in ("manifest.json", "summary.csv", "runs.csv", "rounds.csv", "spread.csv"):
        path = path.parent
    return path if path.is_dir() else None


def _is_measure(what: str) -> bool:
    """Whether a text names a measure of results rather than a value of the model."""
    from sim.analysis.explain_measure import ALSO, KINDS
    from sim.ensemble.measure_table import MEASURES

    return what.split(".", maxsplit=1)[0] in {*KINDS, *ALSO, *MEASURES}


def _is_chip(what: str) -> bool:
    """Whether a text is the bare name of a kind of chip."""
    from sim.scenario.chips import CHIP_MODELS

    return what in CHIP_MODELS


def _explain_name(name: str, sets: tuple[str, ...], form: str) -> None:
    """Explain a number without a scenario: of the tables, the program, or the main scenario."""
    from sim.resources import locate, shipped_names

    if locate("scenarios", name).path.exists():
        raise click.UsageError(
            f"{name} is a scenario: name one of its values (`sim show {name}` lists them), "
            "or give the folder of a finished run."
        )
    if name.removesuffix(".yaml") != name or "/" in name:
        close = difflib.get_close_matches(Path(name).stem, shipped_names("scenarios"), n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise click.UsageError(f"There is no run folder or scenario {name}.{hint}")
    held = _held(name)
    _print_numbers([held] if held else _numbers(_resolved(_MAIN, None, sets), name), form)


def _held(name: str) -> Number | None:
    """Return a number of the tables or of the program itself, None if it is neither."""
    from sim.data.lookup import is_data, look_up
    from sim.errors import InvalidInputError
    from sim.report.explain_number import of_program, of_table
    from sim.report.program_numbers import constant

    if is_data(name):
        try:
            return of_table(look_up(name))
        except InvalidInputError as error:
            raise click.UsageError(str(error)) from None
    is_constant = name.split(".", maxsplit=1)[0].isupper()
    found = constant(name) if is_constant else None
    return None if found is None else of_program(found)


def _resolved(target: str, folder: Path | None, sets: tuple[str, ...]) -> Resolved:
    if folder is not None:
        from sim.analysis.explain_scenario import resolved_of

        return resolved_of(folder)
    from sim.scenario.loading import resolve

    resolved = resolve(target, sets)
    for note in resolved.notes:
        click.echo(note, err=True)
    return resolved


def _numbers(resolved: Resolved, name: str) -> Sequence[Number]:
    """Return the number of that name, or the values below it; a usage error names the nearest."""
    from sim.data.lookup import heads
    from sim.report.explain_number import of_scenario
    from sim.report.program_numbers import names
    from sim.scenario.layers import implied

    first, *rest = name.split(".")
    full = ".".join([*implied(resolved.tree, first), *rest])
    rows = resolved.rows()
    found = [row for row in rows if f"{row.path}.".startswith(f"{full}.")]
    found = found or [row for row in rows if f".chips.{name}." in f"{row.path}."]
    if found:
        return [of_scenario(resolved, row) for row in found]
    if held := _held(name):
        return [held]
    known = {".".join(row.path.split(".")[: i + 1]) for row in rows for i in range(8)}
    known |= set(names()) | {".".join(head.split(".")[:2]) for head in heads()}
    close = difflib.get_close_matches(full, sorted(known), n=1)
    hint = f" Did you mean {close[0]}?" if close else " `sim show` lists the values of a scenario."
    raise click.UsageError(f"The model has no `{name}`.{hint}")


def _print_numbers(numbers: Sequence[Number], form: str) -> None:
    from sim.report.explain_number import lines

    if form == "json":
        print_json([number.row() for number in numbers])
    elif form == "csv":
        print_csv([number.row() for number in numbers])
    elif len(numbers) == 1:
        click.echo("\n".join(lines(numbers[0])))
    else:
        width = max(len(number.path) for number in numbers)
        for number in numbers:
            click.echo(f"{number.path:<{width}}  {number.value}")
        click.echo(f"{len(numbers)} values; name one of them to have it explained.")
