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


@pytest.fixture(scope="module")
def poor(play):
    """A fifth of everything comes, farm goods as a broad total; the threat stays away or not."""

    def played(chance: int) -> dict[str, np.ndarray]:
        return columns(
            play(
                f"{DELIVERY}.snap_back={{below: 100%, chance: {chance}, review: 12 months}}",
                f"{DELIVERY}.chips.agricultural_imports=broad_totals",
                *(f"{DELIVERY}.{kind}.share=20%" for kind in KINDS if kind != "farm_purchases"),
            )
        )

    return played(0), played(1)


def test_deliveries_change_nothing_that_was_signed(usual, poor):
    mild, _ = poor
    for name in ("agreed", "utility.USA.no_deal", "concession_value.USA.JPN"):
        assert (mild[name] == usual[name]).all()
    assert (mild["delivered_value.USA.JPN"] < usual["delivered_value.USA.JPN"]).any()
    assert np.nansum(mild["snapped_back"]) == 0


def test_promises_kept_in_full_and_on_time_are_worth_what_was_predicted(play):
    full = columns(play(*IN_FULL, "economy.worlds=1", runs=20))
    for party, other in (("USA", "JPN"), ("JPN", "USA")):
        for part in ("cost", "value"):
            kept, predicted = (
                full[f"{name}_{part}.{party}.{other}"] for name in ("delivered", "concession")
            )
            assert kept == pytest.approx(predicted, abs=1e-9)
        after, before = (
            full[f"{name}.{party}.no_deal"] for name in ("utility_delivered", "utility")
        )
        assert after == pytest.approx(before, abs=1e-9)
    assert np.nansum(full["promises_broken"]) == 0


def test_broken_promises_bring_the_threat_back_and_that_costs_japan(poor):
    mild, harsh = poor
    signed = harsh["agreed"] == 1
    back = harsh["snapped_back"][signed]
    assert back.mean() > 0.5
    price = harsh["price_of_snap_back.JPN"][signed]
    assert (np.isnan(price) == (back == 0)).all()
    assert np.nanmean(price) > 0
    name = "utility_delivered.JPN.in_force"
    lost = (mild[name] - harsh[name])[signed]
    assert np.allclose(lost[back == 1], price[back == 1], atol=1e-9)
    assert (lost[back == 0] == 0).all()


def test_a_chip_can_be_another_kind_of_promise(poor):
    farm = poor[0]["delivered_share.JPN.USA.agricultural_imports"]
    assert set(farm[~np.isnan(farm)]) == {0.2}


def test_shares_stay_in_the_range_of_their_kind(usual):
    farm = usual["delivered_share.JPN.USA.agricultural_imports"]
    farm = farm[~np.isnan(farm)]
    assert farm.size
    assert (farm >= 0.75).all()
    assert (farm <= 0.95).all()
    given = usual["chip_level.JPN.USA.agricultural_imports"] > 0
    assert farm.size == given.sum()


def test_every_deal_says_how_its_date_came_about(usual):
    causes = [usual[f"closed_by.{c}"] for c in ("first_offer", "time", "beliefs", "jump")]
    signed = usual["agreed"] == 1
    assert (np.sum(causes, axis=0)[signed] == 1).all()
    assert all(np.isnan(cause[~signed]).all() for cause in causes)
