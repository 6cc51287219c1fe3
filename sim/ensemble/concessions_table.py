"""concessions.csv: a row for each chip of every signed run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.setup import Setup


def concession_rows(setup: Setup, table: RunTable) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a block, run by run, chips in the order of the agenda."""
    first, second = setup.parties
    agreed = Measure("agreed") if setup.is_main else Measure("agreed", first, second)
    signed = np.flatnonzero(table[agreed] > 0)
    columns = []
    for issue in setup.agenda.issues:
        giver, receiver = issue.holder, second if issue.holder == first else first
        unit, _ = setup.chip_size(issue)
        columns.append(
            (
                (giver, receiver, issue.kind),
                table[Measure("chip_level", giver, receiver, issue.kind)],
                table[Measure("chip_amount", giver, receiver, issue.kind, unit=unit)],
                unit,
                table[Measure("concession_cost", giver, receiver, issue.kind)],
                table[Measure("concession_value", receiver, giver, issue.kind)],
            )
        )
    for row in signed:
        start = (int(table.run[row]), int(table.world[row]), setup.talk_name)
        for identity, level, amount, unit, cost, worth in columns:
            yield (
                *start,
                *identity,
                float(level[row]),
                float(amount[row]),
                unit,
                float(cost[row]),
                float(worth[row]),
            )
