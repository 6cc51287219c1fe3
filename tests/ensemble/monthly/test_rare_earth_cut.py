"""The pair of scenarios in which China stops its rare earths for three and for twelve months."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ensemble.monthly.solving import CELLS

LENGTHS = (3, 12)


class Cut:
    """The rates in force in one world of a scenario, by month since 30 May 2025."""

    def __init__(self, months):
        self._cells = months.in_force()[0].by_cell()[:, 0]
        self._column = months.quantities.column

    def __call__(self, measure, party="", partner="", sector=""):
        return self._cells[:, self._column(measure, party, partner, sector)]


@pytest.fixture(scope="module", name="cuts")
def _cuts(months_of):
    return {n: Cut(months_of(scenario=f"rare-earth-cut-{n}-months")) for n in LENGTHS}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("party", ["USA", "JPN"])
def test_stocks_run_down_shortage_bites_and_users_recover(cuts, length, party):
    cut = cuts[length]
    exports = cut("magnet_exports", "CHN", party)
    assert exports[1 : length - 1] == pytest.approx(0.0, abs=0.02)
    assert exports[length - 1] < 0.2  # a month of the path is counted from 4 April
    assert exports[length + 1 : 18].max() > 1.1  # stocks are refilled
    stock, loss = cut("magnet_stock", party), cut("magnet_output_loss", party)
    assert (np.diff(stock[:length]) < 0.0).all()
    assert stock[-1] > 2.0 * stock.min()
    assert (np.diff(loss[: min(length, 6)]) > 0.0).all()
    assert loss[length + 6] < 0.2 * loss.max()
    assert loss[length - 2] > 0.9 * loss.max()


def test_a_longer_stop_costs_more_than_in_proportion(cuts):
    for party in ("USA", "JPN"):
        lost = [cuts[n]("magnet_output_loss", party).sum() / 12.0 for n in LENGTHS]
        assert lost[1] > 4.0 * lost[0] > 0.0
        assert cuts[3]("magnet_stock", party).min() > cuts[12]("magnet_stock", party).min()


def test_what_is_scarce_is_dear_and_incomes_fall_until_it_is_not(cuts):
    for length in LENGTHS:
        cut = cuts[length]
        price = cut("price_outside_china", sector="re_magnets")
        assert price[1] > 3.0
        assert price[length + 12] < 1.5
        income = cut("income", "JPN")
        assert income[length - 1] < income[0] < income[length + 6] + 5.0
    worst = [cuts[n]("income", "JPN").min() for n in LENGTHS]
    assert worst[1] < worst[0]


def test_both_stops_are_forgotten_in_the_end(cuts):
    short, long = (cuts[n]("magnet_output_loss", "JPN")[CELLS - 1] for n in LENGTHS)
    assert short == pytest.approx(long, abs=0.1)
