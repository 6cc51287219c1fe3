import numpy as np
import pytest

from sim.chips.package import CHINA_STATES, CHIPS, WorldPolicies
from sim.chips.rates import PolicyTables
from sim.chips.window import HORIZONS, LONG_RUN, WINDOWS
from sim.errors import InvalidInputError

KINDS = tuple(CHIPS)


def assemble(world, levels, *, horizon="long_run", state="truce", general=0.10, car=0.25, width=1):
    return world.assemble(
        window=WINDOWS[horizon],
        china_state=state,
        general_rate=np.full(width, general),
        car_rate=np.full(width, car),
        levels=levels,
    )


@pytest.mark.parametrize("horizon", HORIZONS)
@pytest.mark.parametrize("state", CHINA_STATES)
def test_every_chip_at_zero_is_the_plain_rates_policy(world, horizon, state):
    nothing = assemble(world, {}, horizon=horizon, state=state).digests()
    zeros = {kind: np.zeros(1) for kind in KINDS}
    assert assemble(world, zeros, horizon=horizon, state=state).digests() == nothing
    # Also inside a batch in which other packages use the chips.
    mixed = assemble(
        world,
        {kind: np.array([0.0, 1.0]) for kind in KINDS},
        horizon=horizon,
        state=state,
        width=2,
    )
    assert mixed.digests()[0] == nothing[0] != mixed.digests()[1]


@pytest.mark.parametrize("kind", KINDS)
def test_each_chip_changes_model_quantities(with_chip, kind):
    flows = with_chip(kind, "long_run").outcome.flows_usd_bn
    assert np.abs(flows[..., 1] - flows[..., 0]).sum() > 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_half_a_chip_does_less_than_the_whole(world, economy, kind):
    batch = assemble(world, {kind: np.array([0.0, 0.5, 1.0])}, width=3)
    flows = economy.solve(batch).flows_usd_bn
    half, whole = (np.abs(flows[..., k] - flows[..., 0]).sum() for k in (1, 2))
    # The first plants save the most valued uses, so half of them may do nearly all.
    most = 1.0 if kind == "critical_minerals_cooperation" else 0.7
    assert 0.3 * whole < half < most * whole


def test_a_package_does_not_depend_on_its_batch(world):
    rng = np.random.default_rng(3)
    levels = {kind: rng.uniform(size=5) for kind in KINDS}
    whole = assemble(world, levels, width=5).digests()
    for p in range(5):
        alone = assemble(world, {kind: level[p : p + 1] for kind, level in levels.items()})
        assert alone.digests() == [whole[p]]


def test_the_benchmark_year_is_the_benchmark(world, economy, benchmark_2024):
    outcome = economy.solve(world.year_2024())
    assert outcome.ev_usd_bn == pytest.approx(0.0, abs=1e-6)
    assert outcome.goods_balance(0, 1) == pytest.approx([-68.47], rel=0.01)
    assert outcome.goods_balance(0, 2) == pytest.approx([-295.40], rel=0.01)


def test_rates_in_force_add_what_the_tracker_says(world, benchmark_2024):
    rates = assemble(world, {}).tariff_rate[:, 0, :, 0]
    added = rates - benchmark_2024.tariff_rate[:, 0]
    weight = benchmark_2024.flows_usd_bn[:, 0] * benchmark_2024.goods[:, None]
    average = (added * weight).sum(axis=0) / weight.sum(axis=0)
    # Statutory rates of 30 May 2025 with import weights of 2024.
    for region, expected in (("JPN", 0.149), ("CHN", 0.284), ("EU27", 0.110)):
        n = benchmark_2024.region_index(region)
        assert average[n] == pytest.approx(expected, abs=0.005)


def test_in_a_rupture_the_suspended_rates_come_back_on_both_sides(world, benchmark_2024):
    us, china = (benchmark_2024.region_index(r) for r in ("USA", "CHN"))
    truce, rupture = (
        assemble(world, {}, state=s).tariff_rate[..., 0] for s in ("truce", "rupture")
    )
    share = world.tables.us.share_general[:, china]
    assert rupture[:, us, china] - truce[:, us, china] == pytest.approx(0.24 * share)
    answer = rupture[:, china, us] - truce[:, china, us]
    assert answer == pytest.approx(0.24 * benchmark_2024.goods)
    truce[:, us, china] = rupture[:, us, china]
    truce[:, china, us] = rupture[:, china, us]
    assert (truce == rupture).all()


def test_eased_licences_leave_the_rates(world):
    truce, eased = (assemble(world, {}, state=s) for s in ("truce", "eased"))
    assert (truce.tariff_rate == eased.tariff_rate).all()
    b = world.benchmark
    magnets = b.sector_index("re_magnets")
    us, china = b.region_index("USA"), b.region_index("CHN")
    caps = [policy.export_cap[magnets, us, china, 0] for policy in (truce, eased)]
    # The licensed share, and a little more: orders that refill stocks.
    assert 0.25 <= caps[0] < 0.35
    assert 0.8 <= caps[1] < 0.9


def test_an_all_in_rate_includes_the_duty(benchmark_2024, parameters):
    tables = PolicyTables.load()
    choice = {"general_rate": {"counting": 1.0}, "car_rate": {"counting": 0.0}}
    all_in = WorldPolicies(benchmark_2024, tables, {**parameters, **choice})
    added = WorldPolicies(benchmark_2024, tables, parameters)
    japan = benchmark_2024.region_index("JPN")
    duty = tables.us.duty_2024[:, japan]
    share = tables.us.share_general[:, japan]
    rates = [assemble(w, {}, general=0.15).tariff_rate[:, 0, japan, 0] for w in (added, all_in)]
    assert rates[0] - rates[1] == pytest.approx(share * np.minimum(duty, 0.15))


def test_rates_that_are_not_agreed_stay_on_top_of_the_duty(benchmark_2024, parameters):
    choice = {"general_rate": {"counting": 1.0}, "car_rate": {"counting": 1.0}}
    all_in = WorldPolicies(benchmark_2024, PolicyTables.load(), {**parameters, **choice})
    added = WorldPolicies(benchmark_2024, PolicyTables.load(), parameters)
    in_force = all_in.assemble(
        window=LONG_RUN,
        china_state="truce",
        general_rate=[0.10],
        car_rate=[0.25],
        levels={},
        agreed=False,
    )
    assert in_force.digests() == assemble(added, {}).digests()


def test_japans_rates_alone_follow_the_package(world, benchmark_2024):
    japan = benchmark_2024.region_index("JPN")
    low, high = (
        assemble(world, {}, general=g, car=c).tariff_rate for g, c in ((0.0, 0.0), (0.24, 0.25))
    )
    changed = np.argwhere((low != high).any(axis=(0, 3)))
    assert changed.tolist() == [[0, japan]]
    vehicles = benchmark_2024.sector_index("motor_vehicles")
    assert high[vehicles, 0, japan, 0] - low[vehicles, 0, japan, 0] > 0.2


def test_amounts_are_in_the_unit_of_the_maximum(world):
    amounts = world.amounts({"agricultural_imports": [0.0, 0.5], "joint_shipbuilding": [1.0, 0.0]})
    assert amounts["agricultural_imports"] == pytest.approx([0.0, 2.5])
    assert amounts["joint_shipbuilding"] == pytest.approx([4.0, 0.0])


def test_typed_amounts_come_from_arms_and_the_pledge_alone(world):
    typed = world.typed_amounts({kind: np.ones(1) for kind in KINDS})
    assert {name: np.sign(amount[0]) for name, amount in typed.items()} == {
        ("JPN", "value in use of arms"): 1.0,
        ("JPN", "expected loss on the pledge"): -1.0,
        ("USA", "profit share of the pledge"): 1.0,
    }


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ({"rice": np.ones(1)}, "chip that is held; got 'rice'"),
        ({"joint_shipbuilding": np.array([1.2])}, "must lie in 0..1"),
        ({"joint_shipbuilding": np.array([np.nan])}, "must lie in 0..1"),
        ({"joint_shipbuilding": np.ones(3)}, r"must have shape \(1,\)"),
    ],
)
def test_impossible_levels_are_refused(world, levels, message):
    with pytest.raises(InvalidInputError, match=message):
        assemble(world, levels)


def test_a_missing_parameter_is_named(benchmark_2024, parameters):
    broken = {**parameters, "defense_purchases": {"max": 1.0}}
    with pytest.raises(InvalidInputError, match=r"defense_purchases .* value_in_use missing"):
        WorldPolicies(benchmark_2024, PolicyTables.load(), broken)
    with pytest.raises(InvalidInputError, match="rare_earths"):
        WorldPolicies(benchmark_2024, PolicyTables.load(), {"china": {}})


def test_a_chip_that_is_not_held_cannot_be_given(benchmark_2024, parameters):
    held = {k: v for k, v in parameters.items() if k != "investment_pledge"}
    world = WorldPolicies(benchmark_2024, PolicyTables.load(), held)
    with pytest.raises(InvalidInputError, match="investment_pledge"):
        assemble(world, {"investment_pledge": np.ones(1)})
    assert set(world.chips) == set(CHIPS) - {"investment_pledge"}
