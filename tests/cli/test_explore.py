"""`sim explore`: what it says before it serves, and without Flask."""

import sys


def test_without_flask_it_says_what_to_install(sim, monkeypatch):
    monkeypatch.setitem(sys.modules, "flask", None)
    monkeypatch.delitem(sys.modules, "sim.explore.server", raising=False)
    code, _, err = sim("explore", "us-japan-2025-05-30")
    assert code == 1
    assert "pip install 'sim[explore]'" in err


def test_a_wrong_scenario_or_value_is_refused_before_anything_is_served(sim):
    assert sim("explore", "us-japn")[0] == 3
    code, _, err = sim("explore", "us-japan-2025-05-30", "--set", "usa.resolve=7")
    assert code == 3
    assert "must lie between 0 and 1" in err


def test_no_other_address_can_be_asked_for(sim):
    code, _, err = sim("explore", "us-japan-2025-05-30", "--host", "0.0.0.0")
    assert code == 2
    assert "--host" in err
