"""Worlds and run draws of a scenario."""

import numpy as np

from sim.ensemble.parameters import RunDraws, block_runs, draw_worlds, parameters
from sim.ensemble.streams import BLOCK_RUNS
from sim.scenario.loading import load

MAIN = "us-japan-2025-05-30"


def test_every_quantity_of_the_scenario_is_listed_by_its_yaml_path():
    listed = parameters(load(MAIN))
    for path in (
        "parties.USA.weights.deficit",
        "parties.JPN.chips.agricultural_imports.max",
        "parties.CHN.controls.rare_earths.licensed_share",
        "talks.us_japan.elections.0.cost_before",
        "economy.elasticities",
        "advanced.pace.holds_out",
    ):
        assert path in listed


def test_each_elasticity_set_appears_equally_often():
    sets = [world.elasticities for world in draw_worlds(load(MAIN))]
    assert len(sets) == 16
    assert {sets.count(name) for name in sets} == {2}


def test_worlds_cover_each_range_and_do_not_depend_on_the_seed():
    worlds = draw_worlds(load(MAIN, ["seed=5"]))
    again = draw_worlds(load(MAIN, ["seed=6"]))
    assert [w.values for w in worlds] == [w.values for w in again]
    drawn = sorted(w.values["parties.JPN.chips.investment_pledge.max"] for w in worlds)
    low, high = 181.0, 217.0
    steps = (np.array(drawn) - low) / (high - low) * 16
    assert np.floor(steps).astype(int).tolist() == list(range(16))


def test_a_changed_parameter_leaves_the_other_worlds_values_alone():
    one = draw_worlds(load(MAIN))
    two = draw_worlds(load(MAIN, ["economy.adjustment_time=30 months"]))
    for a, b in zip(one, two, strict=True):
        same = {k: v for k, v in a.values.items() if k != "economy.adjustment_time"}
        assert same == {k: v for k, v in b.values.items() if k != "economy.adjustment_time"}


def test_draws_stay_inside_the_range_and_differ_by_block():
    listed = parameters(load(MAIN))
    path = "parties.USA.weights.deficit"
    one, two = (RunDraws(listed, 0, block)(path) for block in (0, 1))
    assert one.shape == (BLOCK_RUNS,)
    assert 0.05 <= min(one.min(), two.min()) < max(one.max(), two.max()) <= 0.35
    assert not (one == two).any()


def test_blocks_cut_the_runs_without_gaps():
    runs = np.concatenate([block_runs(block) for block in range(3)])
    assert runs.tolist() == list(range(3 * BLOCK_RUNS))
