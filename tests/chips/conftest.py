"""One world with round numbers, on the real benchmark, at a uniform elasticity."""

import numpy as np
import pytest

from sim.chips.package import WorldPolicies
from sim.chips.rates import PolicyTables
from sim.chips.window import WINDOWS
from sim.data.tables import load_benchmark
from sim.economy import Economy

PARAMETERS = {
    "agricultural_imports": {
        "max": 5.0,
        "planned_share": 0.2,
        "delivered_share": 0.85,
        "raw_farm_share": 0.65,
        "lead_time": 5.0,
    },
    "chip_equipment_cooperation": {
        "max": 2.4,
        "additional_share": 0.55,
        "lead_time": 31.0,
        "equipment_life": 8.0,
        "capital_return": 0.09,
        "host_efficiency": 0.75,
        "chinese_answer": 0.05,
        "technology_leak": 0.01,
    },
    "joint_shipbuilding": {
        "max": 4.0,
        "japanese_share": 0.6,
        "machinery_share": 0.65,
        "additional_share": 0.75,
        "lead_time": 48.0,
        "capacity_used": 0.5,
        "capital_per_yearly_ship": 0.27,
        "price_per_ship": 0.22,
        "cost_cut": 0.17,
        "equipment_life": 20.0,
        "capital_return": 0.06,
    },
    "defense_purchases": {
        "max": 2.3,
        "planned_share": 0.7,
        "delivered_share": 0.925,
        "lead_time": 6.0,
        "value_in_use": 0.6,
    },
    "critical_minerals_cooperation": {
        "max": 4.0,
        "host": 2.0,
        "lead_time": 36.0,
        "refining_lead_time": 42.0,
        "us_share": 0.5,
        "us_additional_share": 0.8,
        "chinese_answer": 0.0,
        "japan_additional_share": 0.5,
        "china_price": 49.2,
        "cost_gap": 0.5,
        "third_country_saving": 0.1,
        "technology_gain": 0.1,
    },
    "auto_non_tariff_barriers": {"max": 0.05, "lead_time": 6.0},
    "investment_pledge": {
        "max": 200.0,
        "additional_share": 0.175,
        "lead_time": 6.0,
        "draw_time": 50.0,
        "service_rate": 0.045,
        "host_gain": 0.015,
        "expected_loss": 0.1,
        "loss_kept_by_host": 0.5,
    },
    "rare_earths": {
        "loss_of_japan_gdp": 0.0086,
        "stock": 2.0,
        "restocking_time": 12.0,
        "spare_share": 0.1,
        "loss_power": 2.0,
        "new_supply_share": 0.5,
        "learned_share": 0.2,
        "opening_time": 60.0,
        "heavy_dependence": 0.95,
        "heavy_magnets": 0.87,
        "outside_slack": 0.1,
        "diversion": 0.1,
        "price_elasticity": 0.77,
        "unsold_share": 0.75,
        "waiting_share": 0.8,
        "first_approval": 0.19,
        "approval_growth": 2.3,
        "licensed_share": 0.25,
        "eased_share": 0.8,
        "tightened_share": 0.05,
        "rent_to_exporter": 0.25,
        "rent_burnt": 0.1,
    },
    "china": {"suspended_rate": 0.24, "match": 1.0},
}


@pytest.fixture(scope="session")
def parameters():
    return PARAMETERS


@pytest.fixture(scope="session")
def benchmark_2024():
    return load_benchmark()


@pytest.fixture(scope="session")
def world(benchmark_2024):
    return WorldPolicies(benchmark_2024, PolicyTables.load(), PARAMETERS)


@pytest.fixture(scope="session")
def economy(benchmark_2024):
    return Economy(benchmark_2024, 3.0)


class Pair:
    """The outcome with one chip at its maximum, beside the same rates without it."""

    def __init__(self, outcome, benchmark):
        self.outcome, self.benchmark = outcome, benchmark

    def flow(self, sector, importer, exporter):
        b = self.benchmark
        flows = self.outcome.flows_usd_bn[
            b.sector_index(sector), b.region_index(importer), b.region_index(exporter)
        ]
        return flows[1] - flows[0]

    def balance(self, region, partner=None):
        b = self.benchmark
        values = self.outcome.goods_balance(
            b.region_index(region), None if partner is None else b.region_index(partner)
        )
        return values[1] - values[0]

    def change(self, values, region):
        row = values[self.benchmark.region_index(region)]
        return row[1] - row[0]


@pytest.fixture(scope="session")
def with_chip(world, economy, benchmark_2024):
    """Solve one chip at its maximum against nothing, at the rates in force."""
    solved = {}

    def solve(kind, horizon, china_state="truce"):
        key = (kind, horizon, china_state)
        if key not in solved:
            batch = world.assemble(
                window=WINDOWS[horizon],
                china_state=china_state,
                general_rate=np.full(2, 0.10),
                car_rate=np.full(2, 0.25),
                levels={kind: np.array([0.0, 1.0])},
            )
            solved[key] = Pair(economy.solve(batch), benchmark_2024)
        return solved[key]

    return solve
