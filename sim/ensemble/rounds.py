"""rounds.csv: every offer and answer of a sample of runs, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.tables import ValueTables
from sim.bargaining.talk import CallMove, Event, Exchange, Talk
from sim.ensemble.endings import Endings
from sim.ensemble.layout import ROUNDS_COLUMNS, chip_column, names

Row = tuple[object, ...]
CALL_MOVES = ("call_table", "call_step", "call_sign", "call_end")


def header(*tables: ValueTables) -> tuple[str, ...]:
    """Return the columns of rounds.csv for all agendas, that of the main talks first."""
    kinds = [issue.kind for each in tables for issue in each.agenda.issues]
    return (*names(ROUNDS_COLUMNS), *map(chip_column, kinds))


def widened(moves: Iterable[Row], before: int, after: int) -> Iterator[Row]:
    """Yield rows of one pair with empty cells for the chips of pairs `before` and `after` it."""
    first = len(ROUNDS_COLUMNS)
    for row in moves:
        yield (*row[:first], *("",) * before, *row[first:], *("",) * after)


def rows(
    name: str, talk: Talk, tables: ValueTables, endings: Endings, told: NDArray[np.bool_]
) -> Iterator[Row]:
    """Yield the moves of the runs that are `told` (R,), run by run, in time order."""
    wanted = np.flatnonzero(told)
    if not wanted.size:
        return
    moves: dict[int, list[Row]] = {int(run): [] for run in wanted}
    rounds: dict[int, dict[object, int]] = {int(run): {} for run in wanted}
    for item in talk.log:
        for place, run in _places(item.runs, wanted):
            start = (int(endings.runs[run]), int(endings.worlds[run]), name, item.date.isoformat())
            if isinstance(item, Event):
                blank: Row = ("",) * len(tables.agenda.issues)
                moves[run].append((*start, "", "", item.party, item.move, "", "", "", "", *blank))
                continue
            if isinstance(item, CallMove):
                calls = [row for row in moves[run] if row[3] == start[3] and row[7] in CALL_MOVES]
                number = len(calls) + 1
                moves[run].append((*start, "", number, *_call(item, place, tables)))
                continue
            seen = rounds[run]
            number = seen.setdefault(item.date, len(seen) + 1)
            head = (*start, number, item.number + 1)
            moves[run] += _exchange(item, place, head, tables, talk)
    for run in sorted(moves):
        yield from moves[run]


def _places(runs: NDArray[np.intp], wanted: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield (place in `runs`, run) for the wanted runs among `runs`."""
    for place in np.flatnonzero(np.isin(runs, wanted)):
        yield int(place), int(runs[place])


def _call(item: CallMove, place: int, tables: ValueTables) -> Row:
    own, other = (float(value) for value in item.payoffs[place])
    asks = float(item.asked[place, 0])
    told = (own, other, asks if np.isfinite(asks) else np.nan, float(item.no_deal[place, 0]))
    return (item.party, item.move, *told, *_levels(tables, int(item.package[place])))


def _levels(tables: ValueTables, package: int) -> tuple[float, ...]:
    settings: Mapping[str, NDArray[np.float64]] = tables.agenda.settings(tables.codes[[package]])
    return tuple(float(settings[issue.kind][0]) for issue in tables.agenda.issues)


def _exchange(
    item: Exchange, place: int, head: Row, tables: ValueTables, talk: Talk
) -> Iterator[Row]:
    offer = int(item.offer[place])
    # A side whose orders let it take nothing asks for no amount: an empty cell.
    asked = np.where(np.isfinite(item.asked[place]), item.asked[place], np.nan)
    minds = [(float(asked[side]), float(item.no_deal[place, side])) for side in (0, 1)]
    if offer < 0:
        blank: Row = ("",) * len(tables.agenda.issues)
        yield (*head, item.proposer, "pass", "", "", *minds[0], *blank)
        return
    levels = _levels(tables, offer)
    own, other = (float(value) for value in item.payoffs[place])
    yield (*head, item.proposer, "offer", own, other, *minds[0], *levels)
    answer = "accept" if item.accepted[place] else "refuse"
    yield (*head, talk.other(item.proposer), answer, other, own, *minds[1], *levels)
