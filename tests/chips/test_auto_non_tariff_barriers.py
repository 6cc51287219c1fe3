import numpy as np
import pytest

from sim.chips.auto_non_tariff_barriers import AutoNonTariffBarriers
from sim.chips.window import FIRST_YEAR
from sim.economy import PolicyBatch

KIND = "auto_non_tariff_barriers"


def test_only_the_cost_of_us_vehicles_in_japan_falls(benchmark_2024):
    chip = AutoNonTariffBarriers.of({"max": 0.05, "lead_time": 6.0})
    policy = PolicyBatch.at_benchmark(benchmark_2024, 2)
    chip.apply(policy, benchmark_2024, np.array([0.0, 1.0]), FIRST_YEAR)
    changed = np.argwhere(policy.trade_cost_hat != 1.0)
    where = [benchmark_2024.sector_index("motor_vehicles")]
    where += [benchmark_2024.region_index(r) for r in ("JPN", "USA")]
    assert changed.tolist() == [[*where, 1]]
    assert policy.trade_cost_hat[tuple(where)] == pytest.approx([1.0, 0.975])


def test_the_us_sells_more_cars(with_chip):
    pair = with_chip(KIND, "long_run")
    j, japan, us = (
        pair.benchmark.sector_index("motor_vehicles"),
        pair.benchmark.region_index("JPN"),
        pair.benchmark.region_index("USA"),
    )
    before, after = pair.outcome.flows_usd_bn[j, japan, us]
    # theta 3 and a small share: a cost lower by 5 % sells 0.95^-3 - 1 = 16.6 % more.
    assert after / before == pytest.approx(0.95**-3, rel=0.01)
    assert pair.balance("USA", "JPN") > 0.0
