"""What governments want: ministries divide it, types spread over it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.parameters import RunDraws
from sim.ensemble.setup import Setup
from sim.ensemble.wishes import expected_wishes, possible_wishes, wishes
from sim.scenario.loading import load


def setup(*sets: str) -> Setup:
    return Setup(load("us-japan-2025-05-30", sets=sets), Observables(load_benchmark()))


@pytest.mark.parametrize("party", ["USA", "JPN"])
def test_ministries_together_want_what_the_government_wants(party):
    scenario = setup(f"{party.lower()}.ministries={{}}")
    whole = wishes(scenario, party, RunDraws(scenario.listed, 0, 0))
    assert len(whole.ministries) == 3
    assert whole.rule is not None
    for name in ("weights", "cost_at_max", "gesture"):
        together = sum(
            whole.rule.voices[:, m, None] * getattr(member, name)
            for m, member in enumerate(whole.ministries)
        )
        assert together == pytest.approx(getattr(whole.preferences, name))


def test_each_ministry_has_its_clients():
    scenario = setup("jpn.ministries={decide_by: unanimity}")
    whole = wishes(scenario, "JPN", RunDraws(scenario.listed, 0, 0))
    _, economy, farms = whole.ministries
    terms = whole.preferences.terms
    cars, fields = terms.index("sector.motor_vehicles"), terms.index("sector.agriculture")
    assert (economy.weights[:, cars] > farms.weights[:, cars]).all()
    assert (farms.weights[:, fields] > economy.weights[:, fields]).all()
    farm_chip = scenario.agenda.position("agricultural_imports")
    assert (farms.cost_at_max[:, farm_chip] > economy.cost_at_max[:, farm_chip]).all()
    assert whole.rule is not None
    assert whole.rule.unanimous.all()
    assert (whole.rule.chair == -1).all()


def test_who_takes_the_chair():
    scenario = setup("jpn.ministries={decide_by: chair, chair: agriculture}")
    rule = wishes(scenario, "JPN", RunDraws(scenario.listed, 0, 0)).rule
    assert rule is not None
    assert (rule.chair == 2).all()


def test_part_of_a_ministry_can_be_changed():
    """What is not written keeps its default, not that of another ministry."""
    changed = setup("usa.ministries={treasury: {voice: 60%}}").scenario.parties.USA.ministries
    assert changed.treasury.voice.mean == 0.6
    assert changed.treasury.revenue.mean == 3.0
    assert changed.commerce.industry.mean == 3.0


def test_types_spread_over_the_ranges_with_the_expected_one_first():
    scenario = setup()
    types, expected = possible_wishes(scenario, "USA"), expected_wishes(scenario, "USA")
    deficit = types.preferences.terms.index("deficit")
    weights = types.preferences.weights[:, deficit]
    assert weights[0] == expected.preferences.weights[0, deficit]
    assert types.threat_odds[0] == expected.threat_odds[0]
    assert len(np.unique(weights[1:])) == len(weights) - 1 == 8
    assert 0.05 < weights.min() < 0.1
    assert 0.3 < weights.max() < 0.35
