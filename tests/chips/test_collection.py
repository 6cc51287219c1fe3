"""What customs collects: only changes lag, what is evaded never comes, the law stays on record."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.chips.collection import Collection
from sim.chips.package import WorldPolicies
from sim.chips.rates import PolicyTables
from sim.chips.window import FIRST_YEAR, LONG_RUN, WINDOWS, Window

LAG, NEVER = 0.7, 0.05


@pytest.fixture(scope="module")
def worlds(benchmark_2024, parameters):
    """The same world with all collected at once, with a lag, and with a lag and evasion."""
    tables = PolicyTables.load()

    def world(lag, never):
        held = {**parameters, "collection": {"lag": lag, "never_collected": never}}
        return WorldPolicies(benchmark_2024, tables, held, in_force=(0.10, 0.25))

    return world(0.0, 0.0), world(LAG, 0.0), world(LAG, NEVER)


def assembled(world, general=0.24, car=0.25, horizon="first_year", state="truce"):
    return world.assemble(
        window=WINDOWS[horizon], china_state=state, general_rate=general, car_rate=car, levels={}
    )


def test_the_lag_follows_what_was_collected_on_japan_in_2025() -> None:
    """US Census: 52, 85 and 97 % of the rates of 3 and 5 April came in in April, May, June."""
    shares = [Collection(lag=LAG).share_in(Window(m, m + 1)) for m in range(3)]
    np.testing.assert_allclose(shares, [0.52, 0.85, 0.97], atol=0.06)


def test_the_year_is_the_mean_of_its_months_and_the_long_run_is_the_law() -> None:
    collection = Collection(lag=1.3)
    months = [collection.share_in(Window(m, m + 1)) for m in range(12)]
    assert np.mean(months) == pytest.approx(collection.share_in(FIRST_YEAR))
    assert months == sorted(months)
    assert collection.share_in(LONG_RUN) == pytest.approx(1.0, abs=1e-12)


def test_rates_in_force_are_collected_already(worlds) -> None:
    at_once, lagged, _ = worlds
    np.testing.assert_allclose(
        assembled(lagged, general=0.10).tariff_rate,
        assembled(at_once, general=0.10).tariff_rate,
        rtol=1e-14,
    )


def test_a_change_is_collected_in_part(worlds, benchmark_2024) -> None:
    at_once, lagged, _ = worlds
    before, law, act = (
        assembled(world, general=general).tariff_rate
        for world, general in ((at_once, 0.10), (at_once, 0.24), (lagged, 0.24))
    )
    share = Collection(lag=LAG).share_in(FIRST_YEAR)
    assert 0.9 < share < 0.96
    np.testing.assert_allclose(act - before, share * (law - before), atol=1e-14)
    us, japan = benchmark_2024.region_index("USA"), benchmark_2024.region_index("JPN")
    assert (law - before)[:, us, japan].max() > 0.1


def test_a_lower_rate_comes_late_too(worlds, benchmark_2024) -> None:
    at_once, lagged, _ = worlds
    at = (
        benchmark_2024.sector_index("motor_vehicles"),
        benchmark_2024.region_index("USA"),
        benchmark_2024.region_index("JPN"),
    )
    law, act = (assembled(w, general=0.10, car=0.15).tariff_rate[*at, 0] for w in (at_once, lagged))
    assert law < act < assembled(at_once, general=0.10).tariff_rate[*at, 0]


def test_chinas_rates_on_us_goods_lag_but_are_not_evaded(worlds, benchmark_2024) -> None:
    at_once, _, evaded = worlds
    us, china = benchmark_2024.region_index("USA"), benchmark_2024.region_index("CHN")
    law, act, now = (
        assembled(w, state=state).tariff_rate[:, china, us, 0]
        for w, state in ((at_once, "rupture"), (evaded, "rupture"), (at_once, "truce"))
    )
    share = Collection(lag=LAG).share_in(FIRST_YEAR)
    np.testing.assert_allclose(act - now, share * (law - now), atol=1e-14)


def test_what_is_evaded_never_comes(worlds, benchmark_2024) -> None:
    at_once, _, evaded = worlds
    us = benchmark_2024.region_index("USA")
    duty = benchmark_2024.tariff_rate[:, us, :, None]
    law, act = (assembled(w, horizon="long_run").tariff_rate[:, us] for w in (at_once, evaded))
    np.testing.assert_allclose(act - duty, (1.0 - NEVER) * (law - duty), atol=1e-14)


def test_law_and_collection_are_both_reported(worlds, economy, benchmark_2024) -> None:
    at_once, _, evaded = worlds
    observables = Observables(benchmark_2024)
    found = {}
    for name, world in (("at_once", at_once), ("evaded", evaded)):
        for horizon in ("first_year", "long_run"):
            batch = assembled(world, horizon=horizon)
            row = observables.read(economy.solve(batch), batch)[0]
            for kind in ("average_tariff", "collected_tariff"):
                found[name, horizon, kind] = row[observables.column(kind, "USA", "JPN")[0]]
    assert found["at_once", "first_year", "average_tariff"] == pytest.approx(
        found["evaded", "first_year", "average_tariff"]
    )
    first, long = (found["evaded", h, "collected_tariff"] for h in ("first_year", "long_run"))
    assert first < long < found["at_once", "long_run", "collected_tariff"]
    assert first < 0.95 * found["evaded", "first_year", "average_tariff"]


def test_collected_is_revenue_over_imports(worlds, economy, benchmark_2024) -> None:
    batch = assembled(worlds[2])
    outcome = economy.solve(batch)
    observables = Observables(benchmark_2024)
    column, _ = observables.column("collected_tariff", "USA", "CHN")
    us, china = benchmark_2024.region_index("USA"), benchmark_2024.region_index("CHN")
    goods = benchmark_2024.goods
    imports = outcome.border_flows_usd_bn[goods, us, china, 0]
    duties = (imports * batch.tariff_rate[goods, us, china, 0]).sum()
    base = benchmark_2024.flows_usd_bn[goods, us, china]
    before = (base * benchmark_2024.tariff_rate[goods, us, china]).sum() / base.sum()
    read = observables.read(outcome, batch)[0, column]
    assert read == pytest.approx(duties / imports.sum() - before)
