"""concessions.csv: a row for each chip of every signed run."""

from __future__ import annotations

import numpy as np

from sim.ensemble.csvfile import Column
from sim.ensemble.layout import CONCESSIONS_COLUMNS, names
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.setup import Setup


def concession_columns(setup: Setup, table: RunTable) -> dict[str, Column]:
    """Return the rows of a block as columns: run by run, chips in the order of the agenda."""
    first, second = setup.parties
    in_force = Measure("ratified") if setup.is_main else Measure("agreed", first, second)
    signed = np.flatnonzero(table[in_force] > 0)
    words: list[tuple[str, str, str, str]] = []
    numbers = []
    for issue in setup.agenda.issues:
        giver, receiver = issue.holder, second if issue.holder == first else first
        unit, _ = setup.chip_size(issue)
        words.append((giver, receiver, issue.kind, unit))
        measures = (
            Measure("chip_level", giver, receiver, issue.kind),
            Measure("chip_amount", giver, receiver, issue.kind, unit=unit),
            Measure("concession_cost", giver, receiver, issue.kind),
            Measure("concession_value", receiver, giver, issue.kind),
        )
        numbers.append([table[measure][signed] for measure in measures])
    chips = len(words)
    # (chips, 4, signed) as four columns, the chips of a run beside each other.
    level, amount, cost, worth = np.array(numbers).reshape(chips, 4, -1).transpose(1, 2, 0)
    givers, receivers, kinds, units = (list(w) * len(signed) for w in zip(*words, strict=True))
    columns: tuple[Column, ...] = (
        np.repeat(table.run[signed], chips),
        np.repeat(table.world[signed], chips),
        [setup.talk_name] * (chips * len(signed)),
        givers,
        receivers,
        kinds,
        level.ravel(),
        amount.ravel(),
        units,
        cost.ravel(),
        worth.ravel(),
    )
    return dict(zip(names(CONCESSIONS_COLUMNS), columns, strict=True))
