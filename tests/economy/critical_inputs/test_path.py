"""The chain and the monthly path, on three regions: a supplier, a maker of magnets, a user."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.critical_inputs import Chain, NewPlants, Office, Users, simulate
from sim.errors import InvalidInputError

CHINA, MAKER, USER = range(3)
OFFICE = Office(0.8, 0.19, 2.3)
CHAIN = Chain(
    supplier=CHINA,
    magnet_share=np.array([[1.0, 0.0, 0.0], [0.4, 0.6, 0.0], [0.7, 0.3, 0.0]]),
    light_share=np.array([0.0, 0.2, 0.8]),
    heavy_share=0.95,
    heavy_magnets=0.9,
    magnet_use_usd_bn=np.array([10.0, 1.0, 1.0]),
    outside_slack=0.1,
    ore_room=3.0,
)
USERS = Users(
    stock_months=np.array([2.0, 2.0, 2.0]),
    rebuild_months=12.0,
    spare_share=0.1,
    learned_share=0.2,
    loss_power=2.0,
    new_supply_share=0.5,
    opening_months=60.0,
    diversion=0.0,
    price_elasticity=0.8,
    choke_price=80.0,
)


def licensed(share, months=24, *, to=(MAKER, USER)):
    path = np.ones((months, 3))
    path[:, list(to)] = share
    return path


def run(share, *, users=USERS, chain=CHAIN, months=24, to=(MAKER, USER), **more):
    return simulate(chain, users, OFFICE, licensed(share, months, to=to), **more)


def test_a_magnet_made_elsewhere_of_the_suppliers_metal_stops_too():
    left = 0.6 * (0.1 * 0.8 + 0.9 * 0.05)
    assert CHAIN.dependence()[MAKER] == pytest.approx(1.0 - left * 1.1)
    # Ore and light materials of their own are no help without heavy ones.
    own = replace(CHAIN, light_share=np.zeros(3), outside_slack=0.0)
    assert own.dependence()[MAKER] == pytest.approx(1.0 - 0.6 * (0.1 + 0.9 * 0.05))


def test_others_cannot_make_more_than_their_capacity():
    none = np.zeros((3, 1))
    room = CHAIN.room(none + 1.0, none + 1.0, np.zeros((1, 1)))[USER, MAKER, 0]
    assert room == pytest.approx(1.1)  # slack
    stopped = CHAIN.room(none, none, np.zeros((1, 1)))[USER, MAKER, 0]
    assert stopped < 0.3  # no materials
    opened = CHAIN.room(none + 1.0, none + 1.0, np.full((1, 1), 0.5))[USER, MAKER, 0]
    assert opened == pytest.approx(1.1 + 0.5 * 0.7 / 0.3)


def test_plants_elsewhere_are_held_back_by_ore():
    none, replaced = np.zeros((3, 1)), np.full((1, 1), 0.8)
    rich, poor = (replace(CHAIN, ore_room=room).supply(none, none, replaced) for room in (3, 0.1))
    assert poor[USER, 0] < rich[USER, 0]
    assert poor[USER, 0] == pytest.approx(CHAIN.supply(none, none, np.full((1, 1), 0.1))[USER, 0])


def test_no_restriction_is_the_benchmark():
    path = run(1.0)
    assert (path.lost_share == 0.0).all()
    assert path.missing_share.max() == 0.0
    assert path.supply_share == pytest.approx(1.0)
    assert path.exports_share == pytest.approx(1.0)
    assert path.stock_months == pytest.approx(2.0)
    assert path.price_outside_china == pytest.approx(1.0)


def test_a_cut_runs_down_stocks_then_stops_lines_then_heals():
    controls = np.ones((24, 3))
    controls[:3, [MAKER, USER]] = 0.0
    path = simulate(CHAIN, USERS, OFFICE, controls)
    stock, lost = path.stock_months[:, USER, 0], path.lost_share[:, USER, 0]
    assert (np.diff(stock[:3]) < 0.0).all()
    assert lost[0] < lost[1] < lost[2]
    assert lost[8] == 0.0
    assert stock[-1] > 0.9 * 2.0
    assert path.exports_share[3:7, USER, 0].max() > 1.0


@pytest.mark.parametrize("months", [3, 12])
def test_a_longer_cut_costs_more(months):
    totals = []
    for length in (months, months + 1):
        controls = np.ones((36, 3))
        controls[:length, [MAKER, USER]] = 0.0
        totals.append(simulate(CHAIN, USERS, OFFICE, controls).lost_share[:, USER].sum())
    assert totals[1] > totals[0]


@given(
    st.floats(0.0, 0.99),
    st.floats(0.0, 6.0),
    st.sampled_from(["licensed", "stock", "spare", "new", "slack", "heavy"]),
)
def test_losses_fall_with_licences_stocks_thrift_and_capacity(share, stock, what):
    users = replace(USERS, stock_months=np.full(3, stock))
    few = run(share, users=users)
    more = {
        "licensed": lambda: run(min(1.0, share + 0.05), users=users),
        "stock": lambda: run(share, users=replace(users, stock_months=np.full(3, stock + 0.5))),
        "spare": lambda: run(share, users=replace(users, spare_share=0.15)),
        "new": lambda: run(share, users=replace(users, new_supply_share=0.6)),
        "slack": lambda: run(share, users=users, chain=replace(CHAIN, outside_slack=0.2)),
        "heavy": lambda: run(share, users=users, chain=replace(CHAIN, heavy_share=0.9)),
    }[what]()
    assert (more.lost_share <= few.lost_share + 1e-9).all()


@given(st.floats(0.0, 0.998), st.floats(0.0, 8.0))
def test_small_steps_of_parameters_give_small_steps_of_results(share, stock):
    def lost(share=share, stock=stock, spare=0.1, power=2.0):
        users = replace(USERS, stock_months=np.full(3, stock), spare_share=spare, loss_power=power)
        return run(share, users=users).lost_share

    here = lost()
    for there in (lost(share=share + 1e-3), lost(stock=stock + 1e-3)):
        assert np.abs(there - here).max() < 0.01
    for there in (lost(spare=0.101), lost(power=2.001)):
        assert np.abs(there - here).max() < 0.003


def test_light_materials_need_no_licence_unless_covered():
    heavy, everything = (run(0.0, light_restricted=x).lost_share.sum() for x in (False, True))
    assert heavy < everything


def test_own_plants_help_at_once_and_plants_on_chinese_metal_as_far_as_it_comes():
    shape = (24, 3, 2)
    magnets, materials = np.zeros(shape), np.zeros(shape)
    magnets[:, USER] = 0.3
    materials[:, USER, 1] = 0.3
    path = run(0.2, plants=NewPlants(magnets, materials))
    assert path.added_share[-1, USER] == pytest.approx([0.3 * 0.2, 0.3], rel=0.05)
    assert (path.lost_share[-1, USER] < run(0.2).lost_share[-1, USER]).all()
    assert path.lost_share[-1, USER, 1] < path.lost_share[-1, USER, 0]


def test_what_is_withheld_from_one_buyer_hurts_it_alone():
    withheld = np.zeros((24, 3, 1))
    withheld[:, USER] = 0.5
    path, base = run(0.5, withheld=withheld), run(0.5)
    assert path.lost_share[-1, USER, 0] > base.lost_share[-1, USER, 0]
    assert path.lost_share[-1, MAKER, 0] == base.lost_share[-1, MAKER, 0]


def test_third_countries_pass_on_what_one_destination_is_refused():
    alone = run(0.0, to=(USER,))
    leaking = run(0.0, to=(USER,), users=replace(USERS, diversion=0.5))
    free = run(0.0, to=(USER,), users=replace(USERS, diversion=1.0))
    assert leaking.missing_share[:, USER].sum() < alone.missing_share[:, USER].sum()
    assert free.missing_share.max() == pytest.approx(0.0)
    assert (leaking.lost_share[:, MAKER] == 0.0).all()


def test_where_all_are_restricted_diversion_only_evens_out():
    users = replace(USERS, diversion=1.0)
    path = run(0.2, users=users, months=1)
    supply = path.supply_share[0, :, 0]
    assert supply[MAKER] == pytest.approx(supply[USER])
    apart = run(0.2, months=1).supply_share[0, :, 0]
    assert supply[MAKER] + supply[USER] == pytest.approx(apart[MAKER] + apart[USER])


def test_prices_outside_rise_threefold_when_heavies_halve_and_more_with_less():
    price = [run(share, months=2).price_outside_china[0, 0] for share in (0.8, 0.4, 0.1)]
    assert 1.0 < price[0] < 2.0 < price[1] < price[2] < 80.0


def test_the_mean_of_a_window_counts_parts_of_months():
    path = run(0.3)
    lost = path.lost_share[:, USER, 0]
    assert path.average(lost, 2.0, 4.0) == pytest.approx(lost[2:4].mean())
    assert path.average(lost, 2.5, 3.5) == pytest.approx(0.5 * lost[2] + 0.5 * lost[3])
    parts = 0.25 * path.average(lost, 1.0, 1.5) + 0.75 * path.average(lost, 1.5, 3.0)
    assert path.average(lost, 1.0, 3.0) == pytest.approx(parts)
    with pytest.raises(InvalidInputError, match="months to average"):
        path.average(lost, 20.0, 30.0)


def test_the_loss_of_output_is_exposure_times_what_is_lost():
    path = run(0.1, months=6)
    exposure = np.array([[0.0, 0.1, 0.2]])
    loss = path.output_loss(exposure)
    assert loss.shape == (6, 1, 3, 1)
    assert loss[:, 0, USER] == pytest.approx(0.2 * path.lost_share[:, USER])


def test_an_impossible_chain_is_refused():
    with pytest.raises(InvalidInputError, match="must sum to one"):
        replace(CHAIN, magnet_share=np.ones((3, 3)))
    with pytest.raises(InvalidInputError, match="heavy_share must lie"):
        replace(CHAIN, heavy_share=1.5)
