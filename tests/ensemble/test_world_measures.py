"""Measures, tiers and financing of a scenario reach every value of a world, and its cache key."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.chips.window import LONG_RUN
from sim.data.names import REGION_INDEX, SECTOR_INDEX
from sim.data.tables import load_benchmark
from sim.economy.elasticities import home_theta
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuation_cache import task_digest
from sim.ensemble.valuations import WorldTask, WorldValuer
from sim.ensemble.workers import Workers
from sim.scenario.loading import resolve

QUOTA = (
    "usa.measures.cars={kind: tariff_quota, partners: JPN, sectors: motor_vehicles, volume: 40%,"
    " in_quota_rate: 10%, rent: exporter}"
)
TARIFF = "usa.measures.eu={kind: tariff, partners: EU27, sectors: all, rate: 20%}"


def task(*sets: str) -> WorldTask:
    scenario = resolve("us-japan-2025-05-30", ["economy.worlds=1", *sets]).scenario
    return TableWork(Setup(scenario, Observables(load_benchmark())), Workers(1), None,
                     lambda *_: None).tasks()[0]  # fmt: skip


def test_every_choice_is_part_of_the_cache_key() -> None:
    keys = [
        task_digest(task(*sets))
        for sets in (
            (),
            (TARIFF,),
            (TARIFF.replace("20%", "21%"),),
            (TARIFF.replace("all, rate", "food, rate"),),
            (TARIFF.replace("rate: 20%", "rate: 20%, since: 2025-09-01"),),
            (TARIFF.replace("rate: 20%", "rate: 20%, stackable: false"),),
            ("economy.home_goods.elasticity_share=60%",),
            ("economy.home_goods.sectors=[food]",),
            ("jpn.chips.agricultural_imports.financing=subsidy",),
            ("jpn.chips.agricultural_imports.financing=state_direction",),
        )
    ]
    # Two of the last three name what this one world has drawn anyway.
    assert len(set(keys)) >= len(keys) - 1


def test_measures_hold_in_packages_and_on_every_path() -> None:
    plain, changed = (WorldValuer(task(*sets)) for sets in ((), (QUOTA, TARIFF)))
    duty, _ = plain.observables.column("average_tariff", "USA", "JPN")
    revenue, _ = plain.observables.column("tariff_revenue", "USA")
    for read in (
        lambda valuer: valuer.packages(np.array([0, 7]), ("truce",)),
        lambda valuer: valuer.paths(("truce",)),
    ):
        difference = read(changed) - read(plain)
        assert (difference[..., revenue] > 5.0).all()
        assert (difference[..., duty] < -0.01).all()


def outcome_of(*sets: str, **levels: float) -> tuple[WorldValuer, Outcome, PolicyBatch]:
    """Solve the long run of the one world: the rates in force, then the chips beside them."""
    valuer = WorldValuer(task(*sets))
    batch = valuer._policies.assemble(
        window=LONG_RUN,
        china_state="truce",
        general_rate=[0.1, 0.1],
        car_rate=[0.25, 0.25],
        levels={kind: [0.0, level] for kind, level in levels.items()},
    )
    return valuer, valuer._economies["long_run"].solve(batch), batch


def test_duties_beyond_a_quota_are_in_the_average_tariff() -> None:
    """Of a quota that nobody can use, only the rate beyond is paid: as without one."""
    tiny = QUOTA.replace("volume: 40%", "volume: 0.01%")
    rows = []
    for sets in ((), (tiny,)):
        valuer, outcome, batch = outcome_of(*sets)
        column, _ = valuer.observables.column("average_tariff", "USA", "JPN")
        rows.append(valuer.observables.read(outcome, batch)[:, column])
    np.testing.assert_allclose(rows[1], rows[0], atol=1e-3)


def test_two_tiers_and_who_pays_change_what_a_commitment_does() -> None:
    base = "economy.home_goods.elasticity_share=100%"
    halved = "economy.home_goods.elasticity_share=50%"
    subsidy = "jpn.chips.agricultural_imports.financing=subsidy"
    directed = "jpn.chips.agricultural_imports.financing=state_direction"
    losses = []
    for sets in ((base, subsidy), (halved, subsidy), (base, directed)):
        _, outcome, batch = outcome_of(*sets, agricultural_imports=1.0)
        before, after = outcome.value_added[SECTOR_INDEX["agriculture"], REGION_INDEX["JPN"]]
        losses.append(before - after)
        paid = outcome.purchase_subsidy_cost[REGION_INDEX["JPN"], 1]
        assert (paid == 0.0) == (directed in sets)
        assert batch.on_levy.any() == (directed in sets)
    one_tier, two_tiers, levied = losses
    assert one_tier > 1.2 * two_tiers > 0.0
    assert levied > one_tier


def flow(values: np.ndarray, sector: str, importer: str, exporter: str) -> float:
    cell = SECTOR_INDEX[sector], REGION_INDEX[importer], REGION_INDEX[exporter]
    return float(values[cell][0])


@pytest.fixture(scope="module")
def plain() -> Outcome:
    return outcome_of()[1]


def test_an_export_quota_and_a_ban_of_a_scenario(plain: Outcome) -> None:
    """Volumes are those written; the burnt rent is nobody's, and the buyer loses."""
    for measure, volume in (
        ("{kind: export_quota, partners: CHN, sectors: semiconductors, volume: 40%, ", 0.4),
        ("{kind: export_ban, partners: CHN, sectors: semiconductors, evaded_share: 5%, ", 0.05),
    ):
        _, outcome, _ = outcome_of(f"usa.measures.chips={measure}rent: importer}}")
        got = flow(outcome.real_volume_hat, "semiconductors", "CHN", "USA")
        assert got == pytest.approx(volume, abs=1e-8)
        rent = outcome.quota_rent_importer[REGION_INDEX["CHN"], 0]
        assert rent > plain.quota_rent_importer[REGION_INDEX["CHN"], 0] + 0.1
        _, burnt, _ = outcome_of(f"usa.measures.chips={measure}rent: burnt}}")
        china = REGION_INDEX["CHN"]
        assert burnt.ev_usd_bn[china, 0] < min(
            plain.ev_usd_bn[china, 0], outcome.ev_usd_bn[china, 0]
        )


def test_an_export_tax_of_a_scenario(plain: Outcome) -> None:
    tax = "chn.measures.tax={kind: export_tax, partners: USA, sectors: chemicals, rate: 10%}"
    _, outcome, _ = outcome_of(tax)
    china, us = REGION_INDEX["CHN"], REGION_INDEX["USA"]
    paid = 0.1 * flow(outcome.flows_usd_bn, "chemicals", "USA", "CHN")
    assert outcome.export_tax_revenue[china, 0] == pytest.approx(paid, rel=1e-9)
    assert outcome.ev_usd_bn[us, 0] < plain.ev_usd_bn[us, 0]
    assert outcome.goods_balance(us)[0] == pytest.approx(plain.goods_balance(us)[0], rel=0.01)


def test_a_tariff_quota_of_a_scenario_in_its_three_regimes(plain: Outcome) -> None:
    rice = (
        "jpn.measures.rice={kind: tariff_quota, partners: ROW, sectors: agriculture, volume: %s,"
        " in_quota_rate: 0%%, over_quota_rate: 15%%, rent: importer}"
    )
    japan = REGION_INDEX["JPN"]
    volumes, rents = [], []
    for volume in ("900%", "100%", "5%"):
        _, outcome, _ = outcome_of(rice % volume)
        volumes.append(flow(outcome.real_volume_hat, "agriculture", "JPN", "ROW"))
        rents.append(outcome.quota_rent_importer[japan, 0] - plain.quota_rent_importer[japan, 0])
    free, at_quota, beyond = volumes
    assert free > 1.0
    assert at_quota == pytest.approx(1.0, abs=1e-8)
    assert 0.05 < beyond < 1.0
    assert abs(rents[0]) < 0.01
    assert rents[1] > rents[2] > 0.01


def test_a_trade_cost_of_a_scenario(plain: Outcome) -> None:
    ports = "jpn.measures.ports={kind: trade_cost, partners: USA, sectors: food, change: -10%}"
    _, outcome, _ = outcome_of(ports)
    cell = ("food", "JPN", "USA")
    assert flow(outcome.flows_usd_bn, *cell) > 1.05 * flow(plain.flows_usd_bn, *cell)
    japan = REGION_INDEX["JPN"]
    assert outcome.ev_usd_bn[japan, 0] > plain.ev_usd_bn[japan, 0]


def test_the_home_elasticity() -> None:
    theta = np.array([4.0, 3.0])
    assert home_theta(theta, 0.5, [0]).tolist() == [1.5, 3.0]
    assert (home_theta(theta, 1.0, [0, 1]) == theta).all()
    share = task().world.values["economy.home_goods.elasticity_share"]
    economies = WorldValuer(task())._economies
    for economy in economies.values():
        differs = np.flatnonzero(economy.home_theta != economy.theta)
        assert differs.tolist() == [SECTOR_INDEX["agriculture"], SECTOR_INDEX["food"]]
        ratio = (economy.home_theta[differs] + 1) / (economy.theta[differs] + 1)
        np.testing.assert_allclose(ratio, share)
