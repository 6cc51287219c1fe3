"""The tables of docs/backtest.md, written by `sim backtest --document`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.backtest.backtest import DEAL_BY, FORECASTERS
from sim.errors import ResultsError
from sim.report.backtest import NAMES, score_figure
from sim.report.labels import fixed

if TYPE_CHECKING:
    from sim.backtest.backtest import Backtest
    from sim.backtest.july import Beside

BEGIN: Final = "<!-- begin backtest: sim backtest --document docs/backtest.md -->"
END: Final = "<!-- end backtest -->"
_QUANTITIES: Final = {
    "agreed": "deals, % of runs",
    "date": "date, of deals",
    "general_rate": "general rate, % all in",
    "car_rate": "cars, % all in",
    "investment_pledge": "pledge, USD bn",
    "agricultural_imports": "farm purchases, USD bn a year",
}


def write_document(path: Path, found: Backtest, july: Sequence[Beside]) -> None:
    """Put the tables between the marks of a document; raises ResultsError without them."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}.") from error
    if BEGIN not in text or END not in text:
        raise ResultsError(f"{path} must hold the lines {BEGIN!r} and {END!r}.")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    tables = "\n".join(_tables(found, july))
    path.write_text(f"{head}{BEGIN}\n{tables}\n{END}{tail}", encoding="utf-8", newline="")


def _tables(found: Backtest, july: Sequence[Beside]) -> Iterator[str]:
    yield "### 22 July 2025 beside the distributions\n"
    yield from _july(july)
    yield "\n### Scores\n"
    yield from _scores(found)
    yield "\n### Priors\n"
    yield from _priors(found)
    yield "\n### Training episodes that cannot be played\n"
    yield "| episode | why |\n| --- | --- |"
    for episode in found.left_out:
        yield f"| {episode.title} (`{episode.name}`) | {episode.not_represented_because} |"


def _july(rows: Sequence[Beside]) -> Iterator[str]:
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    yield (
        "| | 22 July 2025 | "
        + " | ".join(f"{name}: mean | 5 to 95 % | runs at or below" for name in scenarios)
        + " |"
    )
    yield "| --- | --: |" + " --: | --: | --: |" * len(scenarios)
    for quantity, label in _QUANTITIES.items():
        here = [row for row in rows if row.quantity == quantity]
        if not here:
            continue
        cells = [label, _july_value(here[0].observed, quantity)]
        for name in scenarios:
            row = next((r for r in here if r.scenario == name), None)
            cells += ["-", "-", "-"] if row is None else _july_cells(row)
        yield f"| {' | '.join(cells)} |"


def _july_cells(row: Beside) -> list[str]:
    mean = _july_value(row.mean, row.quantity)
    if row.quantity == "agreed":
        return [mean, "-", "-"]
    spread = f"{_july_value(row.p05, row.quantity)} to {_july_value(row.p95, row.quantity)}"
    return [mean, spread, f"{100 * row.at_most:.0f} %"]


def _july_value(value: float, quantity: str) -> str:
    if quantity == "date":
        return dt.date.fromordinal(round(value)).isoformat()
    return fixed(100 * value if quantity == "agreed" else value, 1)


def _scores(found: Backtest) -> Iterator[str]:
    yield (
        "| episode | quantity | happened | model: mean | 5 to 95 % | model | constant rate "
        "| 0.6 x threat | no change |"
    )
    yield "| --- | --- | --: | --: | --: | --: | --: | --: | --: |"
    for quantity in NAMES:
        means = [found.mean(quantity, f) for f in FORECASTERS]
        cells = " | ".join(f"**{score_figure(mean)}**" for mean in means)
        yield f"| mean over groups | {NAMES[quantity]} | | | | {cells} |"
    for case in found.cases:
        for quantity, label in NAMES.items():
            mine = [
                s for s in found.scores if (s.episode, s.quantity) == (case.episode.name, quantity)
            ]
            if not mine:
                continue
            model = mine[0]
            happened = f"{model.observed:g}"
            if quantity == DEAL_BY:
                dates = len(case.marks_days)
                happened = f"{round(model.observed * dates)} of {dates} dates"
            scores = " | ".join(score_figure(s.score) for s in mine)
            yield (
                f"| {case.episode.name} | {label} | {happened} | {score_figure(model.expected)} | "
                f"{score_figure(model.low)} to {score_figure(model.high)} | {scores} |"
            )


def _priors(found: Backtest) -> Iterator[str]:
    yield (
        "| episode forecast | day | threats carried out | resolve, 5 to 95 % | late deals "
        "| rounds every |"
    )
    yield "| --- | --- | --- | --- | --- | --- |"
    for case in found.cases:
        r = case.record
        low, high = r.resolve()
        yield (
            f"| {case.episode.name} | {case.as_of} | {r.full} in full, {r.partly} in part, "
            f"{r.not_at_all} not | {100 * low:.0f} to {100 * high:.0f} % | {r.late} of {r.dated} | "
            f"{r.spacing_days} days |"
        )
