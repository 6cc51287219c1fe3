"""Months of one world: ends of the way, jumps, and months that were not solved."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chips.window import Window
from sim.ensemble.monthly.groups import IN_FORCE, threat_code
from sim.ensemble.monthly.solving import CELLS, Course, WorldMonths

# Nothing fades in, so that only what the test is about differs between months.
AT_ONCE = (
    "economy.collection.lag=0 months",
    "economy.pass_through.cars_from_japan=0",
    "economy.pass_through.cars_from_others=0",
    "economy.pass_through.other_goods=0",
)


def code_of(months: WorldMonths, **levels: int) -> int:
    agenda = months.valuer.task.agenda
    places = [levels.get(issue.kind, 0) for issue in agenda.issues]
    return int(agenda.encode(np.array(places)))


@pytest.fixture(scope="module", name="calm")
def _calm(months_of) -> WorldMonths:
    """China licenses all it is asked for, and tariffs act at once: months differ by the deal."""
    return months_of("parties.CHN.controls.rare_earths.licensed_share=100%", *AT_ONCE)


@pytest.fixture(scope="module", name="short")
def _short(months_of) -> WorldMonths:
    return months_of(*AT_ONCE)


def test_without_events_every_month_is_the_first_year_and_the_long_run(calm):
    exact = calm.valuer.paths(("truce",))[0, 0]
    cells = calm.in_force()[0].by_cell()
    revenue = calm.quantities.column("tariff_revenue", "USA")
    income = calm.quantities.column("income", "JPN")
    place = calm.valuer.observables.column
    for month in (0, 17, CELLS - 1):
        assert np.exp(cells[month, :, revenue]) == pytest.approx(
            exact[:, place("tariff_revenue", "USA")[0]], rel=1e-4
        )
        assert cells[month, :, income] == pytest.approx(
            exact[:, place("income", "JPN")[0]], abs=0.05
        )


def test_a_path_starts_at_the_first_year_and_tends_to_the_long_run(calm):
    solved = calm.in_force()[0].by_cell()
    share = np.linspace(0.0, 1.0, CELLS)
    mixed = calm.quantities.mixed(solved, share)
    assert mixed[0] == pytest.approx(solved[0, 0])
    assert mixed[-1] == pytest.approx(solved[-1, 1])
    exports = calm.quantities.column("goods_exports", "CHN", "USA")
    assert (np.diff(mixed[:, exports]) < 0.0).all()


@pytest.mark.parametrize("month", [2, 5, 33, 50, 70])
def test_months_that_were_not_solved_are_near_exact_solutions(short, month):
    """Controls, stocks and all chips: what a package changes, at both elasticities."""
    kinds = [i.kind for i in short.valuer.task.agenda.issues if not i.is_rate]
    package = Course(code_of(short, car_rate=3, **dict.fromkeys(kinds, 2)), 0, 1)
    followed = short.courses([package])[0]
    cells = followed.by_cell()
    windows = Window(month, month + 1), Window(month + 1, month + 2)
    base = Course(IN_FORCE, 0, 1)
    for h, horizon in enumerate(("first_year", "long_run")):
        economy = short.valuer.economy("truce", horizon)
        levels = short.solve_levels([base, package], windows, economy)
        flows = [
            short.quantities.column("goods_exports", *p) for p in (("USA", "JPN"), ("JPN", "USA"))
        ]
        assert cells[month, h, flows] == pytest.approx(
            np.log(levels[1, flows] / levels[0, flows]), abs=3e-4
        )
        income = short.quantities.column("income", "USA")
        assert cells[month, h, income] == pytest.approx(
            levels[1, income] - levels[0, income], abs=0.05
        )


def test_a_chip_counts_from_the_middle_of_its_first_month(calm):
    code = code_of(calm, auto_non_tariff_barriers=4)
    chip = calm.valuer.policies.chips["auto_non_tariff_barriers"]
    start = int(chip.lead_time)
    cars = calm.quantities.column("goods_exports", "USA", "JPN", "motor_vehicles")
    change = calm.courses([Course(code, 0, 0)])[0].by_cell()[:, 1, cars]
    assert change[start - 1] == pytest.approx(change[0], abs=1e-4)
    gained = change[start : start + 2] - change[start - 1]
    assert gained[1] > 0.02
    assert gained[0] / gained[1] == pytest.approx(start + 1 - chip.lead_time, abs=1e-3)


def test_stocks_run_down_before_output_is_lost(short):
    cells = short.in_force()[0].by_cell()[:, 0]
    column = short.quantities.column
    for party in ("USA", "JPN"):
        stock, loss = (cells[:, column(m, party)] for m in ("magnet_stock", "magnet_output_loss"))
        assert stock[0] > 0.0
        assert (np.diff(stock[:6]) < 0.0).all()
        assert loss[0] < 0.3 * loss.max()
        assert loss[stock.argmin()] > 0.5 * loss.max()
    income = cells[:, column("income", "USA")]
    assert income[12] < income[0] - 10.0


def test_a_delay_moves_the_controls_and_not_the_deal(short):
    """Signed three months later, a package meets the stocks of three months later."""
    code = threat_code(0)
    early, late = short.courses([Course(code, 0, 0), Course(code, 0, 3)])
    rate = short.quantities.column("average_tariff", "USA", "JPN")
    assert early.by_cell()[:, 0, rate] == pytest.approx(late.by_cell()[:, 0, rate])
    batch = [
        short.assemble(short.valuer.path_settings([0]), 0, (Window(0, 1), Window(d, d + 1)))
        for d in (0, 12)
    ]
    now, then = (b.productivity_hat.min() for b in batch)
    assert then < now <= 1.0
