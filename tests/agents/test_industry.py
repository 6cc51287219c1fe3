"""Industries at the table: what they feel and when they speak against a deal."""

from __future__ import annotations

import mesa
import numpy as np

from sim.agents.industry import Industry
from tests.bargaining.voting import farm_tables, farmers

RUNS = 3


def test_industries_feel_what_is_on_the_table_and_forget_nothing_else():
    model = mesa.Model(rng=0)
    tables = farm_tables(3)
    worlds = np.zeros(RUNS, dtype=np.intp)
    farms = Industry(model, farmers(RUNS, organisation=2.0, aversion=1.5), tables, worlds)
    runs, state = np.array([0, 2]), np.zeros(2, dtype=np.intp)
    farms.hear(runs, np.array([2, 0]), state)
    assert farms.felt.tolist() == [[-1.0, 0.0, 0.0]]
    assert farms.voice.tolist() == [[-3.0, 0.0, 0.0]]
    assert farms.against(runs).tolist() == [0]
    # No offer leaves what was on the table.
    farms.hear(runs, np.array([-1, 1]), state)
    assert farms.felt.tolist() == [[-1.0, 0.0, -0.5]]
