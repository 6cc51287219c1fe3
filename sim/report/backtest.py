"""What `sim backtest` prints and writes: scores of past episodes beside simple rules."""

from __future__ import annotations

import json
import math
import textwrap
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Final

from sim.backtest.backtest import DEAL_BY, FORECASTERS, MODEL, Score
from sim.backtest.forecasts import QUANTITIES, RULES
from sim.ensemble.csvfile import csv_text
from sim.report.labels import fixed
from sim.report.records import plain, records

if TYPE_CHECKING:
    from sim.backtest.backtest import Backtest

WIDTH: Final = 80
SCORE_COLUMNS: Final = tuple(f.name for f in fields(Score))
NAMES: Final = {
    DEAL_BY: "deal by date, log score",
    "general_rate": "general rate, points",
    "car_rate": "car rate, points",
    "days": "date, days",
    "pledge": "pledge, USD bn",
}
_HEADS: Final = ("model", "constant", "0.6 threat", "no change")
_NAME: Final = 26


def table(found: Backtest) -> str:
    """Return the scores in 80 columns: means over groups, then each episode."""
    head = "".join(f"{name:>11}" for name in _HEADS)
    lines = [
        "Score of the forecasts of past tariff talks, less is better: CRPS in the unit",
        "of the quantity, log score for the chance of a deal by date.",
        f"{'mean over groups':<{_NAME}}{head}",
    ]
    for quantity in NAMES:
        means = [found.mean(quantity, forecaster) for forecaster in FORECASTERS]
        if not all(map(math.isnan, means)):
            lines.append(_row(NAMES[quantity], means))
    for case in found.cases:
        name = case.episode.name
        lines.append(f"{name} (forecast of {case.as_of})")
        for quantity, label in NAMES.items():
            mine = {
                s.forecaster: s for s in found.scores if (s.episode, s.quantity) == (name, quantity)
            }
            if mine:
                told = _told(mine[MODEL], quantity)
                lines.append(_row(f"  {label}", [mine[f].score for f in FORECASTERS], told))
    lines.append(f"{len(found.left_out)} training episodes cannot be played:")
    for reason, names in _reasons(found).items():
        lines += [f"  {line}" for line in textwrap.wrap(f"{names}: {reason}", WIDTH - 2)]
    lines += _wrap(
        f"{found.options.runs:,} runs, seed {found.options.seed}. Priors come from the other "
        "groups of episodes; those of 2025 are one group."
    )
    return "\n".join(lines) + "\n"


def _reasons(found: Backtest) -> dict[str, str]:
    """Return the names of the episodes that are not played by the reason why."""
    names: dict[str, list[str]] = {}
    for episode in found.left_out:
        reason = episode.not_represented_because
        if "rest of world" in reason:
            reason = "only a part of the region rest of world"
        names.setdefault(reason, []).append(episode.name)
    return {reason: ", ".join(listed) for reason, listed in names.items()}


def _row(name: str, scores: list[float], told: str = "") -> str:
    cells = "".join(f"{score_figure(score):>11}" for score in scores)
    return f"{name:<{_NAME}}{cells}{told}".rstrip()


def score_figure(value: float) -> str:
    """Return a score or forecast with two decimals, none from 100 on.

    >>> score_figure(0.8123), score_figure(546.4)
    ('0.81', '546')
    """
    return "-" if math.isnan(value) else fixed(value, 2 if abs(value) < 100 else 0)


def _told(score: Score, quantity: str) -> str:
    """Return what happened, where it fits in the line."""
    if quantity == DEAL_BY:
        return ""
    return f"  was {score.observed:g}"[:10]


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def scores_csv(found: Backtest) -> str:
    """Return every score as CSV."""
    return csv_text(SCORE_COLUMNS, [astuple(score) for score in found.scores])


def episodes_csv(found: Backtest) -> str:
    """Return which episodes were played on which priors, and why others were not, as CSV."""
    header = ("episode", "title", "played", "as_of", "priors_from", "not_represented_because")
    rows: list[tuple[object, ...]] = [
        (c.episode.name, c.episode.title, 1, c.as_of, "; ".join(c.record.episodes), "")
        for c in found.cases
    ]
    rows += [(e.name, e.title, 0, "", "", e.not_represented_because) for e in found.left_out]
    return csv_text(header, rows)


def as_json(found: Backtest) -> str:
    """Return scores, their means over groups and the episodes left out as JSON."""
    means = {
        quantity: {f: plain(found.mean(quantity, f)) for f in FORECASTERS}
        for quantity in (DEAL_BY, *QUANTITIES)
    }
    data = {
        "runs": found.options.runs,
        "seed": found.options.seed,
        "rules": list(RULES),
        "means": means,
        "scores": records(SCORE_COLUMNS, [astuple(score) for score in found.scores]),
        "not_represented": {e.name: e.not_represented_because for e in found.left_out},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
