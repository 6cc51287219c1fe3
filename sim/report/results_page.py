"""docs/results.md: what every file and column of a results folder means.

Written from the tables that the code itself uses:

    python -m sim.report.results_page > docs/results.md
"""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.layout import (
    CONCESSIONS_COLUMNS,
    FILES,
    FRONTIER_COLUMNS,
    INDUSTRIES_COLUMNS,
    MONTHLY_COLUMNS,
    ROUNDS_COLUMNS,
    RUNS_COLUMNS,
    SPREAD_TABLE,
    SUMMARY_TABLE,
    Column,
)
from sim.ensemble.manifest import Manifest
from sim.ensemble.measure_table import BASELINES, HORIZONS, MEASURES
from sim.ensemble.monthly.paths import PATHS
from sim.ensemble.monthly.quantities import MEANINGS, MonthlyQuantities

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTRODUCTION = """# What a run writes

This page is written by `python -m sim.report.results_page` from the tables that the program uses.

`sim run` writes `results/<scenario>/<run>/`; the run is named after its seed, its number of runs
and the resolved scenario, or given by `--out`. Files are written under a temporary name
(`.partial-...`) and the folder is renamed when it is complete; a run that was killed leaves only
the partial folder, which nothing reads and which may be deleted. A finished run is replaced only
with `--force`, and a folder that holds files of others never.

Tables are CSV (RFC 4180 quoting, UTF-8 without a mark, lines end with LF). Numbers have 9
significant digits (`%.9g`), minus zero is 0, an empty field means "does not apply". The same
scenario, seed and version give the same bytes in every CSV, whatever the number of processes; more
runs add rows to `runs.csv` and leave the earlier ones as they are."""

_AFTER_RUNS = """After these comes one column a measure, named
`measure.party.partner.sector.horizon.baseline` without the parts that do not apply, for example
`goods_balance_change.USA.JPN.long_run.no_deal`. Units stand in summary.csv."""

_AFTER_ROUNDS = """After these comes one column a chip on the agenda, `chip.<chip>`: the share of
its maximum (0 to 1), of a rate the added rate as a fraction."""

_AFTER_SPREAD = """How much of the spread of the main measures each cause makes: deals, rates, the
balance of the pair, incomes and gains, those that every run has and that vary. By the law of total
variance the variance over runs is the sum of

- `worlds`: what we do not know about the economy, `Var E[Y | world]`, Kelley's (1935) epsilon
  squared;
- each parameter that is drawn run by run, alone, `Var E[Y | x]`: Y less the mean of its world
  regressed on Legendre polynomials of degree 1 to 3 of the parameter's quantile (of a choice: on
  its words), with the share that regressors without influence would take (p of n - W) taken out;
- `together`: what worlds and preferences do only together; it closes the sum, and holds its
  errors;
- `chance`: half the mean squared difference between the first block of runs and the same runs
  with other dice, over the variance of these (Jansen 1999): all that the dice do, alone or with
  others.

Rows with `of` = `all` sum to one for each measure. `low` to `high` is a 95 % interval, given the
worlds: 4 s (1 - s)^2 / n + 2 p / n^2 is the variance of a squared multiple correlation (Olkin and
Finn 1995); for `chance`, that of a ratio of means. A share below `noise` is none. There are no
rows below 32 runs or two runs a world. A parameter of the worlds cannot be told from a few
worlds: the rows with `of` = `worlds` say how well it alone fits the means of the worlds (adjusted
R^2), and `noise` is what the best of all of them would reach by luck in one case of 20. `sim
sensitivity` redraws inputs one by one and also has indices with interactions."""
_AFTER_FRONTIER = """After these come `value_PARTY` for both parties (USD bn/yr, over the rates in
force) and one column a chip, `chip.<chip>`, as in rounds.csv. Values are those of the day on which
the talks open, at expected preferences, as a mean over the worlds; they do not depend on the number
of runs. A concept without a package has the values of no deal. `sim frontier` adds each run's own
frontier and what its deal left on the table."""

_MONTHLY = """A row for each path, series and calendar month: 72 months from the first one that
begins on the scenario's `as_of` date or later. Amounts are yearly rates: divide by 12 for what a
month brings. `mean` and the quantiles are over the first 250 runs (all, if there are fewer); a
quantile is the smallest value that this share of them does not exceed. Prices are in the model's
money, in which the value added of the world is fixed. Runs go by China's controls as they stood
when the talks ended, from the day on which they came about, and by those of the start until then.
How far these months are from equilibria solved at their own elasticities stands in manifest.json
under `approximation.monthly_paths`; docs/time.md tells how they are made."""

_STATISTICS = """## How the statistics are made

- Runs are assigned to a fixed set of economic worlds (what we do not know about the economy).
  Within a world they differ by drawn preferences and by chance.
- `mean`, `sd` and the quantiles are over the `n` runs to which the measure applies. Runs without a
  deal count wherever the measure has a value without one.
- `ci_low` to `ci_high` is the 95 % simulation error of the mean *given the worlds*: the part that
  more runs shrink. With the n runs that count, R their mean, e = value - R for runs that count and
  0 for others, N_w runs in world w and s_w the standard deviation of e in it,
  se^2 = sum_w N_w s_w^2 / n^2 (if all count: sum_w (n_w/n)^2 s_w^2 / n_w), times a t quantile with
  Satterthwaite's degrees of freedom, at most n - 1. Worlds with a single run take the pooled
  variance. For shares (0 or 1 a run) it is Agresti and Coull's interval, stratified in the same
  way, so that 1,000 deals in 1,000 runs do not read as certainty.
- `p05` to `p95` is the spread over runs with all uncertainty: worlds, preferences and chance.

`sim compare A B` takes differences run by run if seed and worlds agree (run i has the same dice in
both) and gives them the same stratified error; runs in which only one of the two has the measure
are left out and counted. Otherwise the two errors are added (Welch), with a note. `over worlds` is
the smallest and largest mean difference in a world: what more runs cannot settle. An interval that
includes zero is marked `~`, with the number of further runs after which it would no longer, if the
difference stays as it is: n ((h / d)^2 - 1) for half-width h and difference d. With a hundred
measures about five intervals in a hundred miss by chance: decide what to look at first."""


def page() -> str:
    """Return the text of docs/results.md."""
    parts = [
        _INTRODUCTION,
        "## Files",
        _table(("file", "what it holds"), [(f"`{name}`", about) for name, about in FILES.items()]),
        "## summary.csv",
        _columns(SUMMARY_TABLE),
        "## runs.csv",
        _columns(RUNS_COLUMNS),
        _AFTER_RUNS,
        "## rounds.csv",
        _columns(ROUNDS_COLUMNS),
        _AFTER_ROUNDS,
        "## concessions.csv",
        _columns(CONCESSIONS_COLUMNS),
        "## industries.csv",
        _columns(INDUSTRIES_COLUMNS),
        "## spread.csv",
        _columns(SPREAD_TABLE),
        _AFTER_SPREAD,
        "## frontier.csv",
        _columns(FRONTIER_COLUMNS),
        _AFTER_FRONTIER,
        "## monthly.csv",
        _MONTHLY,
        _columns(MONTHLY_COLUMNS),
        "### Paths",
        _table(("path", "meaning"), [(f"`{k}`", about) for k, about in PATHS.items()]),
        "### Series",
        _table(("measure", "unit", "meaning"), _series()),
        "## manifest.json",
        _table(
            ("key", "meaning"),
            [(f"`{f.name}`", f.metadata["about"]) for f in dataclasses.fields(Manifest)],
        ),
        "## Measures",
        _table(
            ("measure", "unit", "sign", "meaning", "sector holds"),
            [
                (f"`{name}`", info.unit or "own", info.sign, info.description, info.sector_is)
                for name, info in MEASURES.items()
            ],
        ),
        "### Horizons",
        _table(("horizon", "meaning"), [(f"`{k}`", about) for k, about in HORIZONS.items()]),
        "### Baselines of changes",
        _table(("baseline", "meaning"), [(f"`{k}`", about) for k, about in BASELINES.items()]),
        _STATISTICS,
    ]
    return "\n\n".join(parts) + "\n"


def _series() -> list[tuple[str, str, str]]:
    """Return the kinds of series of monthly.csv, each with its unit and meaning."""
    listed = MonthlyQuantities(Observables(load_benchmark())).series
    units = {one.measure: one.unit for one in listed}
    return [(f"`{k}`", units.get(k, "USD bn/yr"), about) for k, about in MEANINGS.items()]


def _columns(columns: Sequence[Column]) -> str:
    rows = [(f"`{column.name}`", column.unit, column.about) for column in columns]
    return _table(("column", "unit", "meaning"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
