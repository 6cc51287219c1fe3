"""The files of a results folder and the columns of its tables, each with unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FILES: Final = {
    "manifest.json": "what the run was made from: versions, seed, hashes, arguments, failed runs, "
    "error of the approximation; written last, so its presence says that the folder is complete",
    "scenario.resolved.yaml": "the scenario with every value spelled out; itself a valid scenario",
    "summary.csv": "a row a measure: mean, spread and simulation error over all runs",
    "runs.csv": "a row a run",
    "rounds.csv": "a row a move: every offer and answer of a sample of runs (of all on request)",
    "monthly.csv": "a row a month of every series: trade, prices, revenue, sectors, deliveries and "
    "stocks for six years under each path of the talks",
    "concessions.csv": "a row a chip of every signed run: who gave what, cost and worth",
    "spread.csv": "a row a cause: how much of the spread of the main measures it makes",
}


@dataclass(frozen=True)
class Column:
    """One column of a table: its unit ("" for words and counts) and meaning."""

    name: str
    unit: str
    about: str


RUNS_COLUMNS: Final = (
    Column("run", "", "number of the run, from 0; the same number has the same dice everywhere"),
    Column("world", "", "number of the economic world that the run is played in"),
    Column("outcome", "", "how the talks ended, in a word"),
    Column("agreement_date", "date", "day of signature; empty without a deal"),
    Column("elasticities", "", "set of trade elasticities of the run's world"),
)
SUMMARY_TABLE: Final = (
    Column("scenario", "", "name of the scenario"),
    Column("measure", "", "what is measured; see the list of measures"),
    Column("party", "", "whose number it is"),
    Column("partner", "", "the other side, if any"),
    Column("sector", "", "sector, kind of rate, chip or term, as the measure says"),
    Column("horizon", "", "first_year or long_run; empty where it does not apply"),
    Column("baseline", "", "what a change is against; empty for levels"),
    Column("unit", "", "unit of the numbers that follow"),
    Column("mean", "unit", "mean over the runs that count"),
    Column("sd", "unit", "sample standard deviation over the runs that count"),
    Column("p05", "unit", "5 % quantile: worlds, preferences and chance together"),
    Column("p50", "unit", "median"),
    Column("p95", "unit", "95 % quantile"),
    Column(
        "ci_low", "unit", "lower end of the 95 % simulation error of the mean, given the worlds"
    ),
    Column("ci_high", "unit", "upper end; more runs bring the two together"),
    Column("n", "", "runs that count: those to which the measure applies"),
)
ROUNDS_COLUMNS: Final = (
    Column("run", "", "number of the run"),
    Column("world", "", "number of its world"),
    Column("talk", "", "name of the talks"),
    Column("date", "date", "day of the move"),
    Column("round", "", "number of the round, from 1; empty in a call"),
    Column(
        "exchange", "", "number of the offer within the round, or of the move in a call, from 1"
    ),
    Column("party", "", "who moves"),
    Column(
        "move",
        "",
        "what it does: offer, accept, refuse, pass (no offer beats no deal), walk_out; at a "
        "deadline without a deal, what becomes of the threat: extend, execute, execute_partly, "
        "withdraw; of the threatener, news (its threat or deadline changes); of China, ease or "
        "tighten (its controls); in a call between leaders, call_table (where it begins), "
        "call_step (what the mover named and the other agreed to), call_sign, or call_end without "
        "a deal",
    ),
    Column("own_value", "USD bn/yr", "worth of the package to the mover, over the rates in force"),
    Column("other_value", "USD bn/yr", "true worth of the package to the other side"),
    Column("asks", "USD bn/yr", "least worth to the mover that it would settle for at that time"),
    Column("no_deal_value", "USD bn/yr", "what the mover expects of no deal at that time"),
)
"""After these comes one column a chip on the agenda, named by `chip_column`."""

ROUNDS_ADDED: Final = ("asks", "no_deal_value")
"""Columns of rounds.csv that folders of the first version lack; readers do without them."""

CONCESSIONS_COLUMNS: Final = (
    Column("run", "", "number of the run"),
    Column("world", "", "number of its world"),
    Column("talk", "", "name of the talks"),
    Column("giver", "", "who gives"),
    Column("receiver", "", "who is given"),
    Column("chip", "", "what is given"),
    Column("level", "fraction", "how much of the maximum, 0 to 1"),
    Column("amount", "unit", "the same in the chip's own unit; of a rate, the rate agreed"),
    Column("unit", "", "unit of the amount"),
    Column("cost_to_giver", "USD bn/yr", "Shapley share of what giving costs; plus is a cost"),
    Column("worth_to_receiver", "USD bn/yr", "Shapley share of what it is worth; plus is a gain"),
)

SPREAD_TABLE: Final = (
    *SUMMARY_TABLE[:7],
    Column(
        "of",
        "",
        "what the share is of: `all`, the variance over runs (these rows sum to one), or `worlds`, "
        "the variance between worlds (hints: the ten parameters that fit best; these do not sum)",
    ),
    Column(
        "cause",
        "",
        "worlds, a parameter by its path, together (worlds and preferences acting only together), "
        "or chance",
    ),
    Column("share", "fraction", "its share; an estimate near 0 may be negative"),
    Column("low", "fraction", "lower end of the 95 % interval; empty if there is none"),
    Column("high", "fraction", "upper end"),
    Column("noise", "fraction", "what a cause that does nothing stays below in 19 of 20 cases"),
    Column("n", "", "runs, or worlds, that the share was told from"),
)


MONTHLY_COLUMNS: Final = (
    Column("scenario", "", "name of the scenario"),
    Column("path", "", "what is in force; see the list of paths"),
    Column("month", "", "calendar month, such as 2025-06"),
    Column("measure", "", "what is measured; see the list of series"),
    Column("party", "", "whose number it is"),
    Column("partner", "", "the other side; empty for all of them"),
    Column("sector", "", "sector, or chip, if any"),
    Column("unit", "", "unit of the numbers that follow; USD bn/yr is a yearly rate"),
    Column("mean", "unit", "mean over the runs followed"),
    Column("p05", "unit", "5 % quantile: worlds, preferences and chance together"),
    Column("p50", "unit", "median"),
    Column("p95", "unit", "95 % quantile"),
    Column("n", "", "runs followed: the first 250, or all if there are fewer"),
)


def names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Return the names of columns, in order."""
    return tuple(column.name for column in columns)


def chip_column(chip: str) -> str:
    """Return the column of rounds.csv with the level of a chip (of a rate, the added rate).

    >>> chip_column("car_rate")
    'chip.car_rate'
    """
    return f"chip.{chip}"
