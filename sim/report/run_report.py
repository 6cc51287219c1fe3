"""What the printed page of a run is made of, and the lines it is set in."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.ensemble.summary import SummaryRow

WIDTH = 80


@dataclass(frozen=True)
class RunReport:
    """What the terminal text is made of.

    `rows` are the rows of summary.csv; `pair` the two parties to tell about, the one
    whose tariffs are at stake first; `as_of` the day from which
    days_to_agreement counts; `rates_now` and `rates_threatened` the general and the car rate, as
    fractions; `folder` where the files are, "" if nothing was written. `notes` are
    lines for the reader (failed runs, say), shown last.
    """

    scenario: str
    rows: Sequence[SummaryRow]
    runs: int
    seed: int
    worlds: int
    as_of: dt.date
    pair: tuple[str, str]
    folder: str = ""
    notes: tuple[str, ...] = ()
    rates_now: tuple[float, float] | None = None
    rates_threatened: tuple[float, float] | None = None

    @cached_property
    def by_measure(self) -> dict[tuple[str, ...], SummaryRow]:
        """Rows by measure, party, partner, sector, horizon and baseline."""
        return {(row.measure, *row.key.parts): row for row in self.rows}

    def row(
        self,
        measure: str,
        party: str = "",
        partner: str = "",
        sector: str = "",
        *,
        horizon: str = "",
        baseline: str = "",
    ) -> SummaryRow | None:
        """Return a row, None if the run does not report it."""
        row = self.by_measure.get((measure, party, partner, sector, horizon, baseline))
        return row if row is not None and row.n else None

    def talk_row(self, measure: str) -> SummaryRow | None:
        """Return a row about the talks, which may or may not name its two parties."""
        return self.row(measure, *self.pair) or self.row(measure)

    @property
    def is_voted(self) -> bool:
        """Whether a chamber had to approve deals."""
        return any(row.measure == "yes_share" for row in self.rows)

    @property
    def in_force(self) -> SummaryRow | None:
        """How often a deal is in force; in folders of older versions, how often signed."""
        return self.talk_row("ratified") or self.talk_row("agreed")


def wrap(text: str) -> list[str]:
    """Return text as lines of `WIDTH` columns, the later ones set in by two."""
    return textwrap.wrap(
        text, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )
