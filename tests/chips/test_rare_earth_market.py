"""Windows of the path as policies, and what the equilibrium makes of them."""

import numpy as np
import pytest

from sim.chips.package import WorldPolicies
from sim.chips.rare_earth_controls import ControlDates
from sim.chips.rare_earth_market import RareEarthMarket
from sim.chips.rare_earths import STAGES
from sim.chips.rates import PolicyTables
from sim.chips.window import FIRST_YEAR, LONG_RUN, WINDOWS, Window
from sim.economy import Economy, PolicyBatch, residuals

RUNNING = ControlDates(1.84)
MINERALS = "critical_minerals_cooperation"


@pytest.fixture(scope="module", name="tables")
def _tables():
    return PolicyTables.load()


@pytest.fixture(scope="module", name="world_with")
def _world_with(parameters, benchmark_2024, tables):
    def make(dates=RUNNING, minerals=None, **rare_earths):
        changed = {
            **parameters,
            "rare_earths": {**parameters["rare_earths"], **rare_earths},
            MINERALS: {**parameters[MINERALS], **(minerals or {})},
        }
        return WorldPolicies(benchmark_2024, tables, changed, control_dates=dates)

    return make


@pytest.fixture(scope="module", name="solved")
def _solved(world_with, benchmark_2024):
    economies = {"first_year": Economy(benchmark_2024, 0.6), "long_run": Economy(benchmark_2024, 3)}

    def solve(horizon="first_year", state="truce", levels=(0.0,), **more):
        batch = world_with(**more).assemble(
            window=WINDOWS[horizon],
            china_state=state,
            general_rate=np.full(len(levels), 0.1),
            car_rate=np.full(len(levels), 0.25),
            levels={MINERALS: np.array(levels)},
        )
        economy = economies[horizon]
        outcome = economy.solve(batch)
        assert max(r.max() for r in residuals(economy, batch, outcome).values()) < 1e-9
        return outcome

    return solve


def policy_of(world, benchmark, window, state="truce", level=0.0):
    policy = PolicyBatch.at_benchmark(benchmark, 1)
    world.rare_earths.apply(policy, china_state=state, window=window, level=np.array([level]))
    return policy


def rare_earth_exports(outcome, benchmark):
    china = benchmark.region_index("CHN")
    stages = [benchmark.sector_index(stage) for stage in STAGES]
    sold = outcome.flows_usd_bn[stages, :, china]
    return float(sold.sum(axis=(0, 1))[0] - sold[:, china].sum(axis=0)[0])


def test_without_controls_nothing_moves_at_the_benchmark(world_with, benchmark_2024, economy):
    world = world_with(licensed_share=1.0)
    policy = policy_of(world, benchmark_2024, FIRST_YEAR)
    assert policy.given("productivity_hat") is None
    assert policy.export_cap.min() >= 1.0
    outcome = economy.solve(policy)
    assert outcome.ev_usd_bn == pytest.approx(0.0, abs=1e-6)


def test_the_loss_of_a_window_is_the_mean_of_its_months(world_with, benchmark_2024):
    world = world_with(ControlDates(2.0))
    loss = [
        1.0 - policy_of(world, benchmark_2024, window, "rupture").productivity_hat
        for window in (FIRST_YEAR, *(Window(m, m + 1.0) for m in range(12)))
    ]
    assert np.mean(loss[1:], axis=0) == pytest.approx(loss[0])
    market = world.rare_earths
    path = market.path("rupture", np.zeros(1))
    assert path.output_loss(market.exposure)[2:14].mean(axis=0) == pytest.approx(loss[0])


def test_caps_follow_exports_and_reach_the_restricted_alone(world_with, benchmark_2024):
    dates = ControlDates(0.0, restricted=("USA",))
    world = world_with(dates, diversion=0.0)
    policy = policy_of(world, benchmark_2024, FIRST_YEAR)
    us, japan, china = (benchmark_2024.region_index(r) for r in ("USA", "JPN", "CHN"))
    magnets, refined = (benchmark_2024.sector_index(s) for s in ("re_magnets", "re_refining"))
    exports = world.rare_earths.path("truce", np.zeros(1)).exports_share[:12, us, 0].mean()
    assert policy.export_cap[magnets, us, china, 0] == pytest.approx(exports)
    # Light materials need no licence: 18 % of the value of refined exports does.
    assert policy.export_cap[refined, us, china, 0] == pytest.approx(1 - 0.18 * (1 - exports))
    assert np.isinf(policy.export_cap[magnets, japan, china, 0])
    assert (policy.productivity_hat[:, us] < 1.0).any()
    assert (np.delete(policy.productivity_hat, us, axis=1) == 1.0).all()


def test_makers_elsewhere_do_not_exceed_their_capacity(solved, benchmark_2024):
    outcome = solved(state="rupture")
    magnets, japan = benchmark_2024.sector_index("re_magnets"), benchmark_2024.region_index("JPN")
    made = outcome.output[magnets, japan, 0] / outcome.cost_hat[magnets, japan, 0]
    assert made < 1.2 * benchmark_2024.output_usd_bn[magnets, japan]
    us = benchmark_2024.region_index("USA")
    assert outcome.price_hat[magnets, us, 0] > 3.0


def test_tight_licences_make_plants_outside_china_worth_much_more(solved, benchmark_2024):
    us = benchmark_2024.region_index("USA")
    worth = []
    for share in (0.05, 0.25, 0.8):
        income = solved("long_run", levels=(0.0, 1.0), licensed_share=share).ev_usd_bn[us]
        worth.append(income[1] - income[0])
    assert worth[0] > 1.5 * worth[1] > 0.0
    assert worth[2] < 0.1 * worth[0]


def test_easing_lowers_and_tightening_raises_what_all_others_lose(solved, benchmark_2024):
    free = solved(licensed_share=1.0).ev_usd_bn
    for region in ("USA", "JPN", "EU27"):
        n = benchmark_2024.region_index(region)
        eased, licences, tight = (
            float((solved(licensed_share=share).ev_usd_bn - free)[n, 0])
            for share in (0.8, 0.3, 0.05)
        )
        assert eased > licences > tight
        assert tight < -1.0


def test_the_restricting_side_pays_in_its_own_measure(solved, benchmark_2024):
    """What China sells less is not made good by dearer sales; its makers are left idle.

    Losses abroad are switched off: rivals' stopped lines also bring China business.
    """
    small = {"loss_of_japan_gdp": 1e-6}
    china = benchmark_2024.region_index("CHN")
    free = solved(licensed_share=1.0, **small)
    for share in (0.8, 0.3, 0.0):
        outcome = solved(licensed_share=share, **small)
        assert (outcome.ev_usd_bn - free.ev_usd_bn)[china, 0] < -0.1
        assert rare_earth_exports(outcome, benchmark_2024) < rare_earth_exports(
            free, benchmark_2024
        )


def test_who_earns_the_rent_can_flip_the_sign(solved, benchmark_2024):
    china = benchmark_2024.region_index("CHN")
    quiet = {"loss_of_japan_gdp": 1e-6, "unsold_share": 0.0, "rent_burnt": 0.0}
    free = solved(licensed_share=1.0, **quiet).ev_usd_bn[china, 0]
    gain = [
        solved(licensed_share=0.4, rent_to_exporter=share, **quiet).ev_usd_bn[china, 0] - free
        for share in (0.0, 0.5, 1.0)
    ]
    assert gain[0] < 0.0 < gain[2]
    assert gain[0] < gain[1] < gain[2]


def test_a_rent_that_is_burnt_is_lost_to_all(solved):
    kept, burnt = (
        solved(licensed_share=0.3, rent_to_exporter=0.2, rent_burnt=share).ev_usd_bn.sum()
        for share in (0.0, 0.5)
    )
    assert burnt < kept


def test_the_equilibrium_moves_smoothly_up_to_no_control_at_all(solved, benchmark_2024):
    us = benchmark_2024.region_index("USA")
    income = [
        float(solved(licensed_share=share).ev_usd_bn[us, 0])
        for share in (0.30, 0.301, 0.998, 0.999, 1.0)
    ]
    assert abs(income[1] - income[0]) < 0.3
    assert np.abs(np.diff(income[2:])).max() < 0.02


def test_a_deal_is_followed_per_level_and_beside_other_levels_alike(world_with, benchmark_2024):
    market = world_with().rare_earths
    both = market.path("truce", np.array([1.0, 0.0, 1.0]))
    alone = RareEarthMarket(benchmark_2024, market.rule, market.controls, market.chip)
    one = alone.path("truce", np.ones(1))
    assert (both.lost_share[..., [0]] == one.lost_share).all()
    assert (both.lost_share[..., 0] == both.lost_share[..., 2]).all()


def test_plants_help_after_their_lead_time_fully_once_they_refine(world_with, benchmark_2024):
    market = world_with(
        ControlDates(0.0), {"lead_time": 24.0, "refining_lead_time": 48.0}, licensed_share=0.1
    ).rare_earths
    added = market.path("truce", np.ones(1)).added_share[:, benchmark_2024.region_index("USA"), 0]
    assert (added[:24] == 0.0).all()
    assert 0.0 < added[30] < 0.3 * added[60]


def test_a_path_reaches_as_far_as_it_is_asked(world_with, benchmark_2024):
    market = world_with().rare_earths
    assert market.path("truce", np.zeros(1)).months == 74
    assert market.path("truce", np.zeros(1), 100.0).months == 102
    policy_of(world_with(), benchmark_2024, Window(110.0, 120.0))
    assert policy_of(world_with(), benchmark_2024, LONG_RUN).export_cap.min() > 0.0
