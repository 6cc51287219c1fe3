"""Deliveries in whole runs: what is drawn, what it changes, and what a snap-back costs."""

from __future__ import annotations

import csv

import numpy as np
import pytest

DELIVERY = "talks.us_japan.delivery"
KINDS = ("farm_purchases", "specific_purchases", "broad_totals", "investment", "projects")
IN_FULL = tuple(f"{DELIVERY}.{kind}={{share: 100%, delay: 0 months}}" for kind in KINDS) + tuple(
    f"parties.JPN.chips.{chip}.delivered_share=100%"
    for chip in ("agricultural_imports", "defense_purchases")
)


def columns(run) -> dict[str, np.ndarray]:
    with (run.folder / "runs.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name not in {"scenario", "outcome", "agreement_date"}]
    found = {}
    for name in names:
        try:
            found[name] = np.array([float(row[name]) if row[name] else np.nan for row in rows])
        except ValueError:
            continue
    return found


@pytest.fixture(scope="module")
def usual(finished):
    return columns(finished)


def test_deliveries_change_nothing_that_was_signed(usual, play):
    never = columns(play(f"{DELIVERY}.snap_back.chance=0", f"{DELIVERY}.projects.share=50%"))
    for name in ("agreed", "utility.USA.no_deal", "concession_value.USA.JPN"):
        assert (never[name] == usual[name]).all()
    assert (never["delivered_value.USA.JPN"] != usual["delivered_value.USA.JPN"]).any()
    assert np.nansum(never["snapped_back"]) == 0


def test_promises_kept_in_full_and_on_time_are_worth_what_was_predicted(play):
    full = columns(play(*IN_FULL))
    for party, other in (("USA", "JPN"), ("JPN", "USA")):
        for new, old in (
            ("delivered_cost", "concession_cost"),
            ("delivered_value", "concession_value"),
        ):
            kept, predicted = full[f"{new}.{party}.{other}"], full[f"{old}.{party}.{other}"]
            assert kept == pytest.approx(predicted, abs=1e-9)
        after, before = (
            full[f"{name}.{party}.no_deal"] for name in ("utility_delivered", "utility")
        )
        assert after == pytest.approx(before, abs=1e-9)
    assert np.nansum(full["promises_broken"]) == 0


def test_broken_promises_bring_the_threat_back_and_that_costs_japan(play):
    harsh = columns(
        play(
            f"{DELIVERY}.snap_back={{below: 100%, chance: 100%, review: 12 months}}",
            *(f"{DELIVERY}.{kind}.share=20%" for kind in KINDS),
        )
    )
    signed = harsh["agreed"] == 1
    back = harsh["snapped_back"][signed]
    assert back.mean() > 0.5
    price = harsh["price_of_snap_back.JPN"][signed]
    assert (np.isnan(price) == (back == 0)).all()
    assert np.nanmean(price) > 0
    gap = harsh["utility.JPN.in_force"] - harsh["utility_delivered.JPN.in_force"]
    mild = columns(
        play(f"{DELIVERY}.snap_back.chance=0", *(f"{DELIVERY}.{k}.share=20%" for k in KINDS))
    )
    milder = mild["utility.JPN.in_force"] - mild["utility_delivered.JPN.in_force"]
    assert np.allclose((gap - milder)[signed][back == 1], price[back == 1], atol=1e-9)


def test_shares_stay_in_the_range_of_their_kind(usual):
    farm = usual["delivered_share.JPN.USA.agricultural_imports"]
    farm = farm[~np.isnan(farm)]
    assert farm.size
    assert (farm >= 0.75).all()
    assert (farm <= 0.95).all()
    given = usual["chip_level.JPN.USA.agricultural_imports"] > 0
    assert farm.size == given.sum()


def test_a_chip_can_be_another_kind_of_promise(play):
    broad = columns(play(f"{DELIVERY}.chips.agricultural_imports=broad_totals"))
    farm = broad["delivered_share.JPN.USA.agricultural_imports"]
    assert np.nanmax(farm) <= 0.57


def test_every_deal_says_how_its_date_came_about(usual):
    causes = [usual[f"closed_by.{c}"] for c in ("first_offer", "time", "beliefs", "jump")]
    signed = usual["agreed"] == 1
    assert (np.sum(causes, axis=0)[signed] == 1).all()
    assert all(np.isnan(cause[~signed]).all() for cause in causes)
