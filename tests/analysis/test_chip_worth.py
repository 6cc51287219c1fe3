"""The worth of chips: laws of the Shapley value on played coalitions, and shared dice."""

import json

import numpy as np
import pytest

from sim.analysis.chip_worth import ChipOptions, _Game, _orders, chip_worth
from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.coalitions import (
    MEASURES,
    Side,
    coalition_ensemble,
    coalitions_of,
    hold,
    play_coalition,
    restricted,
)
from sim.ensemble.runner import cache_folder, no_progress
from sim.ensemble.setup import Setup
from sim.ensemble.stratified import Strata
from sim.ensemble.tablework import TableWork
from sim.ensemble.workers import Workers
from sim.errors import InvalidInputError
from sim.report.chips import as_json, chips_csv, coalitions_csv, table
from sim.scenario.loading import load

SETS = ["economy.worlds=2"]
SCENARIO = load("farm-and-defense-only", SETS)


@pytest.fixture(scope="module")
def small(play):
    """Few packages to solve, in the search's check as in the table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.ensemble.search.HELD_BACK", 20)
        patch.setattr("sim.analysis.chip_worth.PACKAGES_A_COALITION", 20)
        yield


@pytest.fixture(scope="module")
def found(small):
    return chip_worth(SCENARIO, ChipOptions(100, 0, jobs=1))


@pytest.fixture(scope="module")
def whole(small):
    setup = Setup(SCENARIO, Observables(load_benchmark()))
    side = Side("JPN", tuple(setup.agenda.held_by("JPN")))
    masks = range(1 << len(side.players))
    with Workers(1) as workers:
        work = TableWork(setup, workers, cache_folder(), no_progress)
        return coalition_ensemble(work, side, masks, 0, 20), side


def test_shapley_values_sum_to_all_less_none(found):
    for measure in MEASURES:
        parts = [found.part(chip, "shapley", measure).mean for chip in found.chips]
        assert sum(parts) == pytest.approx(found.total[measure].mean, abs=1e-9)
        values = found.means[measure]
        assert found.total[measure].mean == pytest.approx(values[-1] - values[0], abs=1e-9)


def test_of_two_chips_shapley_is_the_mean_of_alone_and_left_out(found):
    """n = 2: phi_i = [v(i) - v(none)] / 2 + [v(all) - v(all but i)] / 2."""
    assert len(found.chips) == 2
    for chip in found.chips:
        for measure in MEASURES:
            shapley, out, alone = (
                found.part(chip, margin, measure).mean
                for margin in ("shapley", "leave_one_out", "alone")
            )
            assert shapley == pytest.approx((out + alone) / 2.0, abs=1e-9)


def test_intervals_are_paired(found):
    """The interval of a difference on shared dice is far narrower than that of the level."""
    part = found.part("agricultural_imports", "shapley", "worth_to_receiver")
    assert part.ci_low < part.mean < part.ci_high
    assert part.ci_high - part.ci_low < 1.0


def test_a_chip_that_no_package_holds_is_worth_nothing():
    rng = np.random.default_rng(1)
    base = rng.random((len(MEASURES), 40, 4))
    values = np.concatenate([base, base], axis=2)  # the third chip changes nothing
    game = _Game(list(range(8)), values, Strata.of(np.arange(40) % 2), 3)
    assert list(game.margins(0, "shapley", None))[2] == (0.0, 0.0, 0.0)


def test_sampled_orders_sum_to_all_less_none_and_near_the_exact_values():
    rng = np.random.default_rng(2)
    values = rng.random((len(MEASURES), 50, 16))
    game = _Game(list(range(16)), values, Strata.of(np.arange(50) % 2), 4)
    orders = _orders(4, ChipOptions(50, 0, orders=400))
    assert orders is not None
    exact = [mean for mean, _, _ in game.margins(0, "shapley", None)]
    sampled = list(game.margins(0, "shapley", orders))
    assert sum(mean for mean, _, _ in sampled) == pytest.approx(game.total(0).mean)
    for truth, (mean, low, high) in zip(exact, sampled, strict=True):
        assert low < truth < high
        assert mean == pytest.approx(truth, abs=0.05)


def test_orders_come_with_their_reverses_and_are_sampled_beyond_eight_chips():
    assert _orders(8, ChipOptions(10, 0)) is None
    orders = _orders(9, ChipOptions(10, 0))
    assert orders is not None
    assert (orders[0::2] == orders[1::2, ::-1]).all()
    met = list(coalitions_of(orders))
    assert met[0] == 0
    assert max(met) == 2**9 - 1
    assert len(met) == len(set(met))


def test_the_full_coalition_plays_the_table_as_it_is(whole):
    ensemble, side = whole
    hold(ensemble, side)
    everyone = (1 << len(side.players)) - 1
    values = dict(zip(MEASURES, play_coalition(everyone, 0), strict=True))
    endings = ensemble.play(0, sample=0).endings
    np.testing.assert_array_equal(values["agreed"], endings.signed)
    outcomes = ensemble.outcomes(0, endings)
    np.testing.assert_array_equal(
        values["worth_to_holder"], outcomes.gains("JPN")["in_force"].total
    )
    np.testing.assert_array_equal(
        values["worth_to_receiver"], outcomes.gains("USA")["in_force"].total
    )


def test_a_missing_chip_is_at_zero_and_larger_coalitions_hold_the_smaller_ones_packages(whole):
    ensemble, side = whole
    count = len(side.players)
    codes = {
        mask: restricted(ensemble.tables, side.players, mask).codes for mask in range(1 << count)
    }
    for mask, kept in codes.items():
        given = ensemble.tables.agenda.given(kept)
        for bit, place in enumerate(side.players):
            if not mask >> bit & 1:
                assert not given[:, place].any()
            assert np.isin(kept, codes[mask | 1 << bit]).all()
    assert (ensemble.tables.given[:, list(side.players)] > 0).any(axis=0).all()


def test_without_chips_nothing_is_given_whoever_else_is_in_the_table(whole):
    ensemble, side = whole
    hold(ensemble, side)
    first = play_coalition(0, 0)
    np.testing.assert_array_equal(first, play_coalition(0, 0))
    endings = ensemble.play(0, sample=0).endings
    assert not np.array_equal(first[MEASURES.index("agreed")], endings.signed)


def test_the_same_bytes_on_two_processes(found):
    again = chip_worth(SCENARIO, ChipOptions(100, 0, jobs=2))
    assert chips_csv(again) == chips_csv(found)
    assert coalitions_csv(again) == coalitions_csv(found)


def test_the_other_side_can_be_asked(small):
    of_rates = chip_worth(SCENARIO, ChipOptions(50, 0, holder="USA", jobs=1))
    assert of_rates.chips == ("general_rate", "car_rate")
    assert of_rates.receiver == "JPN"
    # With neither rate on the table the US gives nothing: no deal can lower a rate.
    rates = of_rates.means["car_rate"]
    assert rates[0] > rates[-1]


@pytest.mark.parametrize(
    ("scenario", "holder", "message"),
    [
        ("farm-and-defense-only", "CHN", "one of USA, JPN"),
        ("no-japanese-chips", None, "holds none"),
    ],
)
def test_a_holder_without_chips_is_told(scenario, holder, message):
    with pytest.raises(InvalidInputError, match=message):
        chip_worth(load(scenario, SETS), ChipOptions(50, 0, holder=holder, jobs=1))


def test_the_printed_table_and_the_files(found):
    text = table(found)
    lines = text.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 80
    assert "farm" in text
    assert "defense" in text
    rows = chips_csv(found).splitlines()
    assert len(rows) == 1 + 2 * 3 * len(MEASURES) + len(MEASURES)
    assert len(coalitions_csv(found).splitlines()) == 5
    data = json.loads(as_json(found))
    assert data["holder"] == "JPN"
    assert len(data["coalitions"]) == 4
