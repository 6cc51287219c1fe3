"""Past negotiations as data: what was threatened, when they met, and how it ended.

The rows stand in sim/data/history with their sources; `recalled` marks what no page was seen for.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from sim.errors import InvalidInputError

FOLDER: Final = Path(__file__).parents[1] / "data" / "history"

CARRIED_OUT: Final = ("full", "partial", "no")


@dataclass(frozen=True)
class ThreatRecord:
    """One threat; `carried_out` is full, partial or no, `rate_percent` None where no rate."""

    date: dt.date
    by: str
    rate_percent: float | None
    carried_out: str


@dataclass(frozen=True)
class Episode:
    """One past negotiation; rates in percent, all in (with the duty before), None if not agreed.

    `group`: episodes that share precedents are left out together. `partner` is a region of the
    model, "" where it cannot be represented, for the reason in `not_represented_because`. `duties`:
    general and car duty before any added rate, in percent.
    """

    name: str
    title: str
    group: str
    partner: str
    first_threat: dt.date
    deal: dt.date | None
    deadline: dt.date | None
    final_general_percent: float | None
    final_car_percent: float | None
    duties: tuple[float | None, float | None]
    pledge_usd_bn: float | None
    us_imports_usd_bn: float | None
    not_represented_because: str
    source: str
    threats: tuple[ThreatRecord, ...]
    rounds: tuple[dt.date, ...]

    @property
    def is_represented(self) -> bool:
        """Whether the model can play it."""
        return bool(self.partner)

    @property
    def scenario_file(self) -> Path:
        """The scenario that it becomes; only of represented episodes."""
        return FOLDER / f"{self.name}.yaml"

    @property
    def lag_days(self) -> int | None:
        """Days from the deadline to the deal, minus before it; None without one of them."""
        if self.deal is None or self.deadline is None:
            return None
        return (self.deal - self.deadline).days


@lru_cache(maxsize=1)
def load_episodes() -> tuple[Episode, ...]:
    """Return all training episodes, in the order of the file; raises InvalidInputError."""
    threats = _by_episode("threats.csv")
    rounds = _by_episode("rounds.csv")
    return tuple(
        _episode(row, threats.get(row["episode"], []), rounds.get(row["episode"], []))
        for row in _rows("episodes.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    without = [row["episode"] for row in rows if not row["source"].strip()]
    if without:
        raise InvalidInputError(f"Every row of {name} must name a source; {without[0]} has none.")
    return rows


def _by_episode(name: str) -> Mapping[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows(name):
        found.setdefault(row["episode"], []).append(row)
    return found


def _episode(
    row: dict[str, str], threats: list[dict[str, str]], rounds: list[dict[str, str]]
) -> Episode:
    first_threat = _date(row["first_threat"])
    assert first_threat is not None
    return Episode(
        name=row["episode"],
        title=row["title"],
        group=row["group"],
        partner=row["partner"],
        first_threat=first_threat,
        deal=_date(row["deal"]),
        deadline=_date(row["deadline"]),
        final_general_percent=_number(row["final_general_rate_percent"]),
        final_car_percent=_number(row["final_car_rate_percent"]),
        duties=(_number(row["general_duty_percent"]), _number(row["car_duty_percent"])),
        pledge_usd_bn=_number(row["pledge_usd_bn"]),
        us_imports_usd_bn=_number(row["us_imports_usd_bn"]),
        not_represented_because=row["not_represented_because"],
        source=row["source"],
        threats=tuple(_threat(threat) for threat in threats),
        rounds=tuple(sorted(dt.date.fromisoformat(r["date"]) for r in rounds)),
    )


def _threat(row: dict[str, str]) -> ThreatRecord:
    if row["carried_out"] not in CARRIED_OUT:
        raise InvalidInputError(
            f"A threat is carried out {', '.join(CARRIED_OUT)}; got {row['carried_out']!r}."
        )
    date = dt.date.fromisoformat(row["date"])
    return ThreatRecord(date, row["by"], _number(row["rate_percent"]), row["carried_out"])


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None
