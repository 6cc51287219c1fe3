"""Caliendo and Parro (2015), tables 2, 3 and 7, on all 31 countries' data."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy import (
    Benchmark,
    Economy,
    FirstOrder,
    Outcome,
    PolicyBatch,
    first_order_welfare,
    purge_imbalances,
    residuals,
)
from sim.economy.benchmark import Floats
from tests.economy import caliendo_parro
from tests.economy.caliendo_parro import CANADA, MEXICO, USA, CaliendoParro

pytestmark = pytest.mark.skipif(
    not caliendo_parro.FOLDER.is_dir(), reason="../shared/cases/caliendo_parro2015 is not here"
)

COUNTRIES = {"Mexico": MEXICO, "Canada": CANADA, "USA": USA}
MEMBERS = [MEXICO, CANADA, USA]
HALF_A_DIGIT = 0.005 + 5e-5  # of what is printed in percent with two decimals


@pytest.fixture(scope="module")
def case() -> CaliendoParro:
    return caliendo_parro.load()


def solve(benchmark: Benchmark, theta: Floats, tariffs: Floats) -> tuple[Outcome, FirstOrder]:
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    batch.tariff_rate[..., 0] = tariffs
    economy = Economy(benchmark, theta)
    outcome = economy.solve(batch)
    worst = max(value.max() for value in residuals(economy, batch, outcome).values())
    assert worst < 1e-9
    return outcome, first_order_welfare(outcome)


@pytest.fixture(scope="module")
def purged(case: CaliendoParro) -> Benchmark:
    return purge_imbalances(case.benchmark, case.theta)


@pytest.fixture(scope="module")
def nafta(case: CaliendoParro, purged: Benchmark) -> tuple[Outcome, FirstOrder]:
    return solve(purged, case.theta, case.nafta_tariffs())


@pytest.fixture(scope="module")
def nafta_with_deficits(case: CaliendoParro) -> tuple[Outcome, FirstOrder]:
    """Clipped final demand moves the base a little: solve it once with its deficits first."""
    base = Economy(case.benchmark, case.theta).solve(PolicyBatch.at_benchmark(case.benchmark, 1))
    rebased = case.benchmark.rebased(
        base.flows_usd_bn[..., 0], case.benchmark.tariff_rate, case.benchmark.export_tax_rate
    )
    return solve(rebased, case.theta, case.nafta_tariffs())


def check_table_2(
    outcome: Outcome, formula: FirstOrder, printed: dict[str, dict[str, float]]
) -> None:
    for country, n in COUNTRIES.items():
        ours = {
            "welfare": formula.welfare[n, 0],
            "tot": formula.terms_of_trade[n, 0],
            "vot": formula.volume_of_trade[n, 0],
            "real_wage": outcome.real_wage_hat[n, 0] - 1.0,
        }
        for measure, value in ours.items():
            assert 100 * value == pytest.approx(printed[country][measure], abs=HALF_A_DIGIT), (
                country,
                measure,
            )


def test_table_2(case: CaliendoParro, nafta: tuple[Outcome, FirstOrder]) -> None:
    check_table_2(*nafta, case.printed["table2_no_deficit_pct"])


def test_table_2_with_deficits(
    case: CaliendoParro, nafta_with_deficits: tuple[Outcome, FirstOrder]
) -> None:
    check_table_2(*nafta_with_deficits, case.printed["with_deficit_pct"])


def test_table_3_bilateral(case: CaliendoParro, nafta: tuple[Outcome, FirstOrder]) -> None:
    _, formula = nafta
    rest = np.setdiff1d(np.arange(case.benchmark.n_regions), MEMBERS)
    for country, n in COUNTRIES.items():
        printed = case.printed["table3_bilateral_pct"][country]
        terms = 100 * formula.terms_of_trade_by_partner[n, :, 0]
        volume = 100 * formula.volume_of_trade_by_partner[n, :, 0]
        ours = {
            "tot_nafta": terms[MEMBERS].sum(),
            "tot_row": terms[rest].sum(),
            "vot_nafta": volume[MEMBERS].sum(),
            "vot_row": volume[rest].sum(),
        }
        for measure, value in ours.items():
            assert value == pytest.approx(printed[measure], abs=HALF_A_DIGIT), (country, measure)


def test_exact_real_income_is_another_number(
    case: CaliendoParro, nafta: tuple[Outcome, FirstOrder]
) -> None:
    expected = case.printed["our_exact_real_income_pct_no_deficit"]
    for country, n in COUNTRIES.items():
        exact = 100 * (nafta[0].welfare_hat[n, 0] - 1)
        assert exact == pytest.approx(expected[country], abs=1e-3)


def test_table_7_all_countries(case: CaliendoParro, purged: Benchmark) -> None:
    """All tariffs from 1993 to 2005; the case file lists USA before GBR, the data GBR first."""
    _, formula = solve(purged, case.theta, case.tariff_rate_2005)
    printed = case.printed["table7_world_tariffs_pct"]
    order = list(printed)
    gbr, usa = order.index("GBR"), order.index("USA")
    assert (usa, gbr) == (28, USA)
    order[usa], order[gbr] = "GBR", "USA"
    assert len(order) == 31
    for n, country in enumerate(order):
        ours = 100 * formula.welfare[n, 0]
        # Portugal and China are printed with one decimal.
        digit = 0.05 if printed[country] > 10 else HALF_A_DIGIT
        assert ours == pytest.approx(printed[country], abs=digit), country
