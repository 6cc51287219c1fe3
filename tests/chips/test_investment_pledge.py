import numpy as np
import pytest

from sim.chips.base import Valuation
from sim.chips.investment_pledge import InvestmentPledge
from sim.chips.window import FIRST_YEAR, LONG_RUN

KIND = "investment_pledge"
ADDITIONAL = 35.0


@pytest.fixture(name="chip")
def _chip(parameters):
    return InvestmentPledge.of(parameters[KIND])


def test_the_inflow_reverses_when_the_pledge_is_drawn(chip):
    # Drawn over months 6-56: 6 of 50 months in the first year; then 4.5 % service on all of it.
    assert chip.inflow_usd_bn(np.ones(1), FIRST_YEAR) == pytest.approx([ADDITIONAL * 6 / 50])
    assert chip.inflow_usd_bn(np.ones(1), LONG_RUN) == pytest.approx([-0.045 * ADDITIONAL])


def test_the_us_deficit_widens_while_it_is_drawn_and_narrows_with_service(with_chip):
    first, long = with_chip(KIND, "first_year"), with_chip(KIND, "long_run")
    assert first.balance("USA") < 0.0
    assert long.balance("USA") > 0.0
    for pair, inflow in ((first, 4.2), (long, -1.575)):
        assert pair.change(pair.outcome.deficit_usd_bn, "USA") == pytest.approx(inflow)
        assert pair.change(pair.outcome.deficit_usd_bn, "JPN") == pytest.approx(-inflow)


def test_the_inflow_is_no_gift(with_chip):
    pair = with_chip(KIND, "first_year")
    income = pair.outcome.ev_usd_bn - pair.outcome.transfer_usd_bn
    assert abs(pair.change(income, "USA")) < 0.5 * 4.2


def test_the_stock_raises_income_of_the_host_beyond_the_service(with_chip):
    pair = with_chip(KIND, "long_run")
    income = pair.outcome.ev_usd_bn - pair.outcome.transfer_usd_bn
    assert 0.0 < pair.change(income, "USA") < 3 * 0.015 * ADDITIONAL


def test_the_expected_loss_is_an_annuity_and_the_host_keeps_part_of_it(chip):
    typed = chip.typed(np.ones(1), Valuation(120.0, 0.0))
    assert typed["JPN", "expected loss on the pledge"] == pytest.approx([-0.1 * ADDITIONAL / 10])
    assert typed["USA", "profit share of the pledge"] == pytest.approx([0.05 * ADDITIONAL / 10])
