"""What exporters absorb of US tariffs: whom it concerns, how much, and how it fades."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chips.exporter_prices import ExporterPrices
from sim.chips.package import WorldPolicies
from sim.chips.rates import PolicyTables
from sim.chips.window import FIRST_YEAR, LONG_RUN, WINDOWS, Window
from sim.errors import InvalidInputError

NUMBERS = {
    "cars_from_japan": 0.6,
    "cars_from_others": 0.2,
    "other_goods": 0.05,
    "fades_over": 24.0,
}
PRICES = ExporterPrices.of(NUMBERS)


@pytest.fixture(scope="module")
def world(benchmark_2024, parameters):
    return with_prices(benchmark_2024, parameters)


def with_prices(benchmark, parameters, **changes):
    values = {**NUMBERS, **changes}
    return WorldPolicies(benchmark, PolicyTables.load(), {**parameters, "pass_through": values})


def assembled(world, horizon="first_year", car=0.25):
    return world.assemble(
        window=WINDOWS[horizon], china_state="truce", general_rate=0.10, car_rate=car, levels={}
    )


def test_the_fall_of_the_price_is_the_absorbed_share_of_the_tariff(world, benchmark_2024) -> None:
    policy = assembled(world)
    us, japan, korea = (benchmark_2024.region_index(r) for r in ("USA", "JPN", "KOR"))
    cars, machinery = (benchmark_2024.sector_index(s) for s in ("motor_vehicles", "machinery"))
    for sector, exporter, share in (
        (cars, japan, 0.6),
        (cars, korea, 0.2),
        (machinery, japan, 0.05),
    ):
        at = sector, us, exporter
        rise = np.log((1 + policy.tariff_rate[*at, 0]) / (1 + benchmark_2024.tariff_rate[at]))
        assert rise > 0.05
        fall = np.log1p(-policy.markup_cut[*at, 0])
        assert fall == pytest.approx(-0.75 * share * rise)  # three quarters of it on average


def test_only_exports_of_goods_to_the_us_are_cut(world, benchmark_2024) -> None:
    cut = assembled(world).markup_cut[..., 0]
    us = benchmark_2024.region_index("USA")
    others = np.arange(benchmark_2024.n_regions) != us
    assert not cut[:, others].any()
    assert not cut[:, us, us].any()
    assert not cut[benchmark_2024.sector_index("services")].any()
    assert cut.max() < 0.2


def test_nothing_is_left_in_the_long_run(world) -> None:
    assert PRICES.left_in(LONG_RUN) == 0.0
    assert assembled(world, "long_run").given("markup_cut") is None


@pytest.mark.parametrize("fades_over", [6.0, 12.0, 17.5, 36.0])
def test_the_year_is_the_mean_of_its_months(fades_over: float) -> None:
    prices = ExporterPrices(fades_over=fades_over)
    months = [prices.left_in(Window(m, m + 1)) for m in range(12)]
    assert np.mean(months) == pytest.approx(prices.left_in(FIRST_YEAR))
    assert months == sorted(months, reverse=True)
    assert months[0] == pytest.approx(1.0 - 0.5 / fades_over)


def test_what_fades_at_once_is_never_there() -> None:
    assert ExporterPrices(0.5, 0.5, 0.5, {}, fades_over=0.0).left_in(FIRST_YEAR) == 0.0


def test_a_sector_may_have_a_share_of_its_own(world, benchmark_2024, parameters) -> None:
    other = with_prices(benchmark_2024, parameters, **{"sectors.metals": 0.5})
    metals = benchmark_2024.sector_index("metals")
    own, plain = (assembled(w).markup_cut for w in (other, world))
    us, japan = benchmark_2024.region_index("USA"), benchmark_2024.region_index("JPN")
    assert own[metals, us, japan, 0] > 5.0 * plain[metals, us, japan, 0] > 0.0
    rest = np.arange(benchmark_2024.n_sectors) != metals
    np.testing.assert_array_equal(own[rest], plain[rest])


def test_missing_numbers_are_named() -> None:
    with pytest.raises(InvalidInputError, match="cars_from_others, fades_over missing"):
        ExporterPrices.of({"cars_from_japan": 0.5, "other_goods": 0.1})


def test_a_lower_car_rate_gives_japans_makers_their_margin_back(
    world, economy, benchmark_2024
) -> None:
    japan = benchmark_2024.region_index("JPN")
    high, low = (economy.solve(assembled(world, car=rate)) for rate in (0.25, 0.15))
    # By less than the tariff (1.6 times): at the lower price more cars are sold.
    assert 1.6 > high.markup_cost[japan, 0] / low.markup_cost[japan, 0] > 1.2
    assert low.markup_cost[japan, 0] > 1.0
    assert low.ev_usd_bn[japan, 0] > high.ev_usd_bn[japan, 0]
