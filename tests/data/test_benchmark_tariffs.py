"""The US schedule reproduces the published rates of 30 May 2025 and combines rates as it says."""

from __future__ import annotations

import numpy as np
import pytest

from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS
from sim.data.tables import load_benchmark, load_china_tariffs, load_us_tariff_schedule

USA, JPN, CHN, ROW = (REGION_INDEX[name] for name in ("USA", "JPN", "CHN", "ROW"))
GOODS = slice(0, len(SECTORS) - 1)


def _average(rates: np.ndarray) -> np.ndarray:
    weights = load_benchmark().flows_usd_bn[GOODS, USA, 1:]
    return np.asarray((rates[GOODS, 1:] * weights).sum(axis=0) / weights.sum(axis=0))


def test_added_rates_of_30_may_by_exporter() -> None:
    schedule = load_us_tariff_schedule()
    added = 100 * _average(schedule.in_force() - schedule.duty_2024)
    # own computation from Census HS10, policy/us_tariff_2025-05-30_by_region_sector.csv, TOTAL rows
    published = [14.87, 28.42, 10.95, 14.60, 4.32, 9.41, 5.79, 10.67]
    np.testing.assert_allclose(added, published, atol=0.05)


def test_rates_in_force_and_threatened_by_exporter() -> None:
    schedule = load_us_tariff_schedule()
    in_force, threatened = schedule.general_in_force, schedule.general_threatened
    assert (in_force[1:] == 0.10).all()
    assert in_force[USA] == 0.0
    expected = {"JPN": 0.24, "CHN": 0.34, "EU27": 0.20, "KOR": 0.25, "TWN": 0.32, "MYS": 0.24}
    for region, rate in expected.items():
        assert threatened[REGION_INDEX[region]] == pytest.approx(rate)
    assert threatened[REGION_INDEX["AUS"]] == in_force[REGION_INDEX["AUS"]]
    assert 0.15 < threatened[ROW] < 0.30


def test_shares_of_a_sector_add_up_to_all_of_its_imports() -> None:
    schedule = load_us_tariff_schedule()
    total = (
        schedule.share_general
        + schedule.share_autos
        + schedule.share_metals
        + schedule.share_exempt
    )
    np.testing.assert_allclose(total[GOODS, 1:ROW], 1.0, atol=1e-6)
    # In ROW the rest is Canada and Mexico.
    assert total[GOODS, ROW].max() <= 1.0 + 1e-6
    assert schedule.other_added[:, ROW].max() > 0.0
    assert np.abs(schedule.other_added[:, 1:ROW]).max() < 0.002


def test_the_rate_is_the_sum_of_its_parts() -> None:
    schedule = load_us_tariff_schedule()
    j = SECTOR_INDEX["motor_vehicles"]
    expected = (
        schedule.duty_2024[j, JPN]
        + 0.24 * schedule.share_general[j, JPN]
        + 0.15 * schedule.share_autos[j, JPN]
        + 0.50 * schedule.share_metals[j, JPN]
        + schedule.other_added[j, JPN]
    )
    assert schedule.rate_on("JPN", 0.24, 0.15, 0.50)[j] == pytest.approx(expected)
    assert schedule.share_autos[j, JPN] > 0.7


def test_only_china_and_hong_kong_pay_fentanyl_duty() -> None:
    schedule = load_us_tariff_schedule()
    with_it, without = schedule.rate(0.1), schedule.rate(0.1, fentanyl_rate=0.0)
    difference = _average(with_it - without)
    assert difference[CHN - 1] == pytest.approx(0.195, abs=0.005)
    assert difference[ROW - 1] < 0.002
    others = [i - 1 for i in range(1, ROW) if i != CHN]
    assert (difference[others] == 0.0).all()


def test_phones_computers_and_chips_are_spared_the_general_rate() -> None:
    schedule = load_us_tariff_schedule()
    chips, equipment = SECTOR_INDEX["semiconductors"], SECTOR_INDEX["chip_equipment"]
    assert schedule.share_exempt[chips, JPN] > 0.8
    assert schedule.share_exempt[equipment, JPN] > 0.95
    assert schedule.share_exempt[SECTOR_INDEX["electronics"], CHN] > 0.6
    assert schedule.share_exempt[SECTOR_INDEX["machinery"], JPN] < 0.1


def test_an_all_in_rate_contains_the_duty() -> None:
    schedule = load_us_tariff_schedule()
    stacked = schedule.rate_on("JPN", 0.15, 0.15)
    all_in = schedule.rate_on("JPN", 0.15, 0.15, includes_duty=True)
    covered = schedule.share_general[:, JPN] + schedule.share_autos[:, JPN]
    duty = schedule.duty_2024[:, JPN]
    np.testing.assert_allclose(stacked - all_in, covered * np.minimum(duty, 0.15), atol=1e-12)
    # A ceiling below the duty cannot lower the duty.
    low = schedule.rate_on("CHN", 0.0, 0.0, 0.0, 0.0, includes_duty=True)
    np.testing.assert_allclose(low, schedule.duty_2024[:, CHN] + schedule.other_added[:, CHN])


@pytest.mark.parametrize("includes_duty", [False, True])
def test_a_policy_axis_gives_each_policys_own_rate(includes_duty: bool) -> None:
    schedule = load_us_tariff_schedule()
    rng = np.random.default_rng(1)
    n_regions, n_policies = len(REGIONS), 9  # as many policies as regions: a swapped axis shows
    general = rng.uniform(0, 1, (n_regions, n_policies))
    cars = rng.uniform(0, 1, n_regions)
    batch = schedule.rate(general, cars, includes_duty=includes_duty)
    assert batch.shape == (len(SECTORS), n_regions, n_policies)
    for p in range(n_policies):
        single = schedule.rate(general[:, p], cars, includes_duty=includes_duty)
        np.testing.assert_allclose(batch[:, :, p], single)
        for exporter in ("JPN", "CHN"):
            i = REGION_INDEX[exporter]
            alone = schedule.rate_on(
                exporter, general[i], float(cars[i]), includes_duty=includes_duty
            )
            np.testing.assert_allclose(batch[:, i, :], alone)


def test_no_us_rate_applies_to_home_sales_or_services() -> None:
    rates = load_us_tariff_schedule().threatened()
    assert (rates[:, USA] == 0.0).all()
    assert (rates[SECTOR_INDEX["services"]] == 0.0).all()


def test_chinas_rates_have_the_published_averages_and_step() -> None:
    china = load_china_tariffs()
    weights = load_benchmark().flows_usd_bn[GOODS, CHN, USA]
    average = {
        name: float(getattr(china, name)[GOODS] @ weights / weights.sum())
        for name in ("effective_2024", "effective_2025", "statutory_2024", "statutory_2025")
    }
    assert average["statutory_2025"] == pytest.approx(0.326, abs=5e-4)
    assert average["statutory_2024"] == pytest.approx(0.212, abs=5e-4)
    step = average["effective_2025"] - average["effective_2024"]
    assert 0.11 <= step <= 0.13
    assert (china.in_force() >= china.effective_2024).all()
