"""The parts of `sim explain` that solve: a run traced to its causes, a measure to its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
import numpy as np

from sim.analysis.explain import Explained, Of, explain, whole_package
from sim.analysis.explain_chip import chip_of_run
from sim.analysis.explain_measure import ALSO, KINDS, Asked
from sim.analysis.explain_runs import End, by_end, signed_most
from sim.analysis.explain_scenario import resolved_of
from sim.bargaining.observables import Observables
from sim.chips.package import ChinaState
from sim.cli.output import print_csv, print_json, say_main_pair_alone
from sim.data.tables import load_benchmark
from sim.ensemble.loading import Results, load_results
from sim.ensemble.measures import PARTS, Measure, RunTable
from sim.ensemble.setup import Setup
from sim.ensemble.spread_table import SpreadRow, read_spread
from sim.errors import InvalidInputError, ResultsError
from sim.report.chip_explained import chip_row, chip_text
from sim.report.explanation import (
    Overview,
    ends_text,
    measure_text,
    overview_text,
    parts_text,
    spread_text,
)
from sim.report.labels import region
from sim.report.run_report import RunReport
from sim.report.story import package_in_words
from sim.report.terminal import sentence

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def explain_run(folder: Path, form: str) -> None:
    """Print what made the answer of a finished run."""
    results, table, setup = _finished(folder)
    first, second = setup.parties
    signed = signed_most(table)
    asked = [
        Asked("welfare_change", first),
        Asked("welfare_change", second),
        Asked("goods_balance_change", first, second),
    ]
    found: tuple[Explained, ...] = ()
    if signed is not None:
        found = explain(setup, asked, package=whole_package(setup, signed.package))
    ends = by_end(table)
    if form != "table":
        _print(_run_rows(results.scenario, found, {None: ends}), form)
        return
    answer = sentence(_report(results, setup))
    spreads = _spreads(results.path, setup.parties)
    page = Overview(answer, ends, signed, found, spreads, str(folder))
    click.echo(overview_text(page), nl=False)


def explain_measure(
    source: Path | Scenario,
    what: str,
    *,
    of: str | None,
    package: str | None,
    state: str,
    form: str,
) -> None:
    """Print what moved a measure: in the runs, and by instrument, channel and sector."""
    table, results = None, None
    if isinstance(source, Path):
        results, table, setup = _finished(source)
    else:
        setup = Setup(source, Observables(load_benchmark()))
    say_main_pair_alone(setup.scenario)
    try:
        asked = Asked.parse(what) if _is_traced(what) else None
        measure = None if table is None else _measure(table, what, asked)
        chosen, of_what = _outcome(setup, table, of, package)
    except InvalidInputError as error:
        raise click.UsageError(str(error)) from None
    if asked is None and measure is None:
        raise click.UsageError(f"{what} is told from finished runs: give the folder of one.")
    found: tuple[Explained, ...] = ()
    if asked is not None:
        try:
            found = explain(
                setup, [asked], of=of_what, package=chosen, state=cast("ChinaState", state)
            )
        except InvalidInputError as error:
            raise click.UsageError(str(error)) from None
    ends: dict[Measure | None, Sequence[End]] = {}
    if table is not None and measure is not None:
        ends[measure] = by_end(table, measure)
    if form != "table":
        name = results.scenario if results is not None else setup.scenario.name
        _print(_run_rows(name, found, ends), form)
        return
    head: list[str] = []
    if results is not None and measure is not None:
        head += _measure_lines(results, measure)
        head += ends_text(ends[measure], measure)
        rows = [row for row in read_spread(results.path) if row.column == measure.column]
        head += spread_text(rows, "Spread over runs")
    if of_what == "deal" and found:
        head += click.wrap_text(f"Deal: {package_in_words(chosen)}.", 80, "", "  ").splitlines()
    if found:
        click.echo(parts_text(found[0], head), nl=False)
    else:
        click.echo("\n".join(head))


def explain_chip(folder: Path, chip: str, form: str) -> None:
    """Print how much of a chip was given in a run, why no more, what it cost and was worth."""
    results = load_results(folder)
    if results.table is None:
        raise ResultsError(f"{folder} must be a whole results folder with its runs.csv.")
    found = chip_of_run(results.table, results.summary, chip)
    if found is None:
        on_table = [row.sector for row in results.summary if row.measure == "chip_level" and row.n]
        why = f"on its table are {', '.join(on_table)}" if on_table else "nobody signed a deal"
        raise click.UsageError(f"The run tells nothing of {chip}: {why}.")
    if form == "table":
        click.echo(chip_text(found, str(folder)), nl=False)
    else:
        _print([chip_row(found)], form)


def _finished(folder: Path) -> tuple[Results, RunTable, Setup]:
    results = load_results(folder)
    if results.table is None:
        raise ResultsError(f"{folder} must be a whole results folder with its runs.csv.")
    setup = Setup(resolved_of(results.path).scenario, Observables(load_benchmark()))
    return results, results.table, setup


def _report(results: Results, setup: Setup) -> RunReport:
    threat = setup.threats[0].full
    return RunReport(
        scenario=results.scenario,
        rows=results.summary,
        runs=results.table.n_runs if results.table else 0,
        seed=results.manifest.seed if results.manifest else 0,
        worlds=len(setup.worlds),
        as_of=setup.scenario.as_of,
        pair=setup.parties,
        rates_now=(setup.in_force.general, setup.in_force.car),
        rates_threatened=(threat.general, threat.car),
    )


def _spreads(folder: Path, pair: tuple[str, str]) -> list[tuple[str, list[SpreadRow]]]:
    """Return the rows of spread.csv of the main outcomes, by what they are about."""
    first, second = pair
    about = {
        "agreed": "deals signed",
        f"tariff_rate.{first}.{second}.general": f"general {region(first)} rate",
        f"goods_balance_change.{first}.{second}.long_run.year_2024": (
            f"{region(first)}-{region(second)} goods v 2024"
        ),
        f"utility.{first}.no_deal": f"{region(first)} gain v no deal",
        f"utility.{second}.no_deal": f"{region(second)} gain v no deal",
    }
    rows = read_spread(folder)
    return [(text, [row for row in rows if row.column == c]) for c, text in about.items()]


def _is_traced(what: str) -> bool:
    return what.split(".", maxsplit=1)[0] in {*KINDS, *ALSO}


def _measure(table: RunTable, what: str, asked: Asked | None) -> Measure | None:
    """Return the column of runs.csv that is asked for; None if a traced quantity has none."""
    columns = {measure.column: measure for measure in table.measures}
    if what in columns:
        return columns[what]
    if asked is not None:
        return columns.get(asked.column)
    parts = what.split(".")
    fitting = [
        c for c in columns if c.split(".")[0] == parts[0] and set(parts) <= set(c.split("."))
    ]
    if len(fitting) == 1:
        return columns[fitting[0]]
    if fitting:
        raise InvalidInputError(f"{what} is not one column; say which: {', '.join(fitting[:8])}.")
    raise InvalidInputError(f"The run reports no {what}; see the header of runs.csv.")


def _outcome(
    setup: Setup, table: RunTable | None, of: str | None, package: str | None
) -> tuple[Mapping[str, float], Of]:
    """Return the package and which outcome is explained."""
    if package is not None:
        if of not in (None, "deal"):
            raise InvalidInputError("--package names a deal; leave --of out.")
        return _package(package), "deal"
    signed = None if table is None else signed_most(table)
    if of == "deal" and signed is None:
        raise InvalidInputError("No deal was signed: name one with --package.")
    if of in ("threat", "in_force") or signed is None:
        return {}, cast("Of", of or "threat")
    return whole_package(setup, signed.package), "deal"


def _package(text: str) -> dict[str, float]:
    """Return a package from a text such as `car_rate=15%,defense_purchases=0.5`."""
    found = {}
    for part in text.split(","):
        kind, equals, level = part.partition("=")
        number = level.strip().removesuffix("%")
        try:
            value = float(number) / (100.0 if level.strip().endswith("%") else 1.0)
        except ValueError:
            value = np.nan
        if not equals or np.isnan(value):
            raise InvalidInputError(f"--package takes CHIP=LEVEL,...; got {part!r}.")
        found[kind.strip()] = value
    return found


def _measure_lines(results: Results, measure: Measure) -> list[str]:
    """Return the mean and range of a measure, and for a gain its terms."""
    row = next(row for row in results.summary if row.key.column == measure.column)
    terms: dict[str, float] = {}
    if measure.measure == "utility":
        for part in results.summary:
            same = (part.party, part.baseline) == (measure.party, measure.baseline)
            if same and part.measure.startswith("gain_"):
                name = part.sector or part.measure.removeprefix("gain_")
                terms[name.replace("_", " ")] = part.mean
    return measure_text(measure, row.mean, (row.p05, row.p95), terms)


def _run_rows(
    scenario: str,
    explained: Sequence[Explained],
    ends: Mapping[Measure | None, Sequence[End]],
) -> list[dict[str, Any]]:
    """Return everything as tidy rows: a row a part, a `by` for each way to cut the whole."""
    rows = [
        _row(scenario, found.of, asdict(found.asked) | {"measure": found.asked.kind}, asdict(part))
        | {"unit": "USD bn/yr"}
        for found in explained
        for part in (found.whole, *found.parts)
    ]
    for measure, group in ends.items():
        names = {"measure": "runs"} if measure is None else asdict(measure)
        for end in group:
            part = {"by": "end", "part": end.name, "value": end.part}
            rows.append(_row(scenario, "runs", names, part) | {"unit": names.get("unit", "share")})
    return rows


def _row(
    scenario: str, of: str, names: Mapping[str, Any], part: Mapping[str, Any]
) -> dict[str, Any]:
    about = {name: names.get(name, "") for name in ("measure", *PARTS)}
    told = {name: part.get(name, "") for name in ("by", "part", "value", "low", "high")}
    return {"scenario": scenario, "of": of, **about, **told}


def _print(rows: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        print_json(rows)
    else:
        print_csv(rows)
