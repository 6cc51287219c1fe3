"""Measures in force whatever the talks bring: what each does to a policy, and to the economy."""

import datetime as dt

import numpy as np
import pytest

from sim.chips.measures import Measure, MeasureRule, in_order, measure_rules
from sim.chips.middle import middle_world
from sim.chips.package import WorldPolicies
from sim.chips.rates import PolicyTables
from sim.chips.window import FIRST_YEAR, LONG_RUN, WINDOWS, Window
from sim.economy import residuals
from sim.scenario import load

STATE, EXPORTER, IMPORTER, BURNT = 0.0, 1.0, 2.0, 3.0


def measure(by="USA", kind="tariff", partners=("JPN",), sectors=("metals",), **more):
    """A measure in force all the time, or as `more` says; what is not of its rule is a value."""
    rule = {"name": "m", "since_month": -1e6, "until_month": 1e6}
    rule |= {"stackable": True, "includes_duty": False}
    given = {"since": "since_month", "until": "until_month"}
    more = {given.get(key, key): value for key, value in more.items()}
    rule |= {key: more.pop(key) for key in list(more) if key in rule}
    return Measure(MeasureRule(by=by, kind=kind, partners=partners, sectors=sectors, **rule), more)


@pytest.fixture
def policies(benchmark_2024, parameters):
    def of(*measures):
        return WorldPolicies(benchmark_2024, PolicyTables.load(), parameters, measures=measures)

    return of


@pytest.fixture
def assembled(policies):
    def of(*measures, horizon="long_run", levels=None, general=0.24, china="truce"):
        return policies(*measures).assemble(
            window=WINDOWS[horizon],
            china_state=china,
            general_rate=[general],
            car_rate=[0.25],
            levels=levels or {},
        )

    return of


def at(benchmark, values, sector, importer, exporter):
    j, n, i = (
        benchmark.sector_index(sector),
        *map(benchmark.region_index, (importer, exporter)),
    )
    return float(values[j, n, i, 0] if values.ndim == 4 else values[j, n, i])


def test_tariffs_that_stack_and_that_do_not(assembled, benchmark_2024):
    """The worked number of the module: a part of the sector under each rule."""
    cell = ("machinery", "USA", "JPN")
    before = at(benchmark_2024, assembled().tariff_rate, *cell)
    duty = at(benchmark_2024, benchmark_2024.tariff_rate, *cell)
    assert before > duty + 0.15
    common = {"sectors": ("machinery",), "rate": 0.5, "exempt_share": 0.4}
    stacked = assembled(measure(**common)).tariff_rate
    assert at(benchmark_2024, stacked, *cell) == pytest.approx(before + 0.6 * 0.5)
    alone = assembled(measure(**common, stackable=False)).tariff_rate
    expected = 0.4 * before + 0.6 * (duty + 0.5)
    assert at(benchmark_2024, alone, *cell) == pytest.approx(expected)
    all_in = assembled(measure(**common, stackable=False, includes_duty=True)).tariff_rate
    assert at(benchmark_2024, all_in, *cell) == pytest.approx(0.4 * before + 0.6 * max(0.5, duty))
    changed = np.argwhere((stacked != assembled().tariff_rate).any(axis=-1))
    assert len(changed) == 1


def test_what_does_not_stack_does_not_follow_the_package(assembled, benchmark_2024):
    cell = ("machinery", "USA", "JPN")

    def rates(*measures):
        return [
            at(benchmark_2024, assembled(*measures, general=g).tariff_rate, *cell)
            for g in (0.0, 0.24)
        ]

    steel = {"sectors": ("machinery",), "rate": 0.5}
    low, high = rates(measure(**steel, stackable=False))
    assert low == high
    low, high = rates(measure(**steel))
    assert high - low > 0.15


def test_the_highest_of_two_that_do_not_stack_applies(assembled, benchmark_2024):
    cell = ("metals", "USA", "EU27")
    lower, higher, on_top = (
        measure(partners=("EU27",), rate=0.25, stackable=False, name="z"),
        measure(partners=("EU27",), rate=0.5, stackable=False, name="a"),
        measure(partners=("EU27",), rate=0.1, name="y"),
    )
    duty = at(benchmark_2024, benchmark_2024.tariff_rate, *cell)
    for order in ((lower, higher, on_top), (on_top, higher, lower)):
        rate = at(benchmark_2024, assembled(*order).tariff_rate, *cell)
        assert rate == pytest.approx(duty + 0.5)
    assert in_order([higher, on_top, lower]) == (on_top, lower, higher)


@pytest.mark.parametrize(
    ("since", "until", "window", "share"),
    [
        (-1e6, 1e6, FIRST_YEAR, 1.0),
        (3.0, 1e6, FIRST_YEAR, 0.75),
        (3.0, 9.0, FIRST_YEAR, 0.5),
        (3.0, 9.0, LONG_RUN, 0.0),
        (70.0, 1e6, LONG_RUN, 1 / 6),
        (5.0, 1e6, Window(4.0, 5.0), 0.0),
    ],
)
def test_a_measure_counts_for_the_time_it_is_in_force(since, until, window, share):
    rule = measure(since=since, until=until, rate=0.5).rule
    assert rule.share_in_force(window) == pytest.approx(share)


def test_what_is_not_in_force_changes_nothing(assembled):
    ended = measure(rate=0.5, until=24.0)
    assert assembled(ended).digests() == assembled().digests()
    assert (
        assembled(ended, horizon="first_year").digests()
        != assembled(horizon="first_year").digests()
    )


def test_quotas_shrink_with_the_time_in_force(assembled, benchmark_2024):
    cap = {"by": "USA", "kind": "export_quota", "partners": ("CHN",), "rent": BURNT}
    cell = ("semiconductors", "CHN", "USA")

    def volume(horizon, **more):
        quota = measure(sectors=("semiconductors",), **cap, **more)
        return at(benchmark_2024, assembled(quota, horizon=horizon).export_cap, *cell)

    assert volume("long_run", volume=0.4) == pytest.approx(0.4)
    assert volume("first_year", volume=0.4, since=6.0) == pytest.approx(0.5 * 0.4 + 0.5)
    trade = at(benchmark_2024, benchmark_2024.flows_usd_bn, *cell)
    assert volume("long_run", amount=0.4 * trade) == pytest.approx(0.4)


def test_an_amount_is_shared_by_partners_in_proportion_to_trade(assembled, benchmark_2024):
    partners = ("USA", "AUS")
    rice = measure("JPN", "tariff_quota", partners, ("agriculture",), amount=3.0,
                   in_quota_rate=0.0, over_quota_rate=3.0, rent=STATE)  # fmt: skip
    quota = assembled(rice).import_quota
    shares = [at(benchmark_2024, quota, "agriculture", "JPN", partner) for partner in partners]
    assert shares[0] == pytest.approx(shares[1])
    base = [
        at(benchmark_2024, benchmark_2024.flows_usd_bn, "agriculture", "JPN", partner)
        for partner in partners
    ]
    assert np.dot(shares, base) == pytest.approx(3.0)


def test_beyond_a_quota_the_package_s_rate_holds_if_none_is_named(assembled, benchmark_2024):
    cars = measure(kind="tariff_quota", sectors=("motor_vehicles",), volume=0.3,
                   in_quota_rate=0.10, rent=EXPORTER)  # fmt: skip
    cell = ("motor_vehicles", "USA", "JPN")
    without, batch = assembled(), assembled(cars)
    assert at(benchmark_2024, batch.tariff_rate, *cell) == pytest.approx(0.10)
    beyond = at(benchmark_2024, batch.tariff_rate + batch.over_quota_extra_rate, *cell)
    assert beyond == pytest.approx(at(benchmark_2024, without.tariff_rate, *cell))


def test_a_rate_within_the_quota_never_lies_above_the_one_beyond(assembled, benchmark_2024):
    mild = measure(kind="tariff_quota", sectors=("machinery",), volume=0.3,
                   in_quota_rate=0.9, rent=STATE)  # fmt: skip
    batch = assembled(mild)
    assert batch.over_quota_extra_rate.max() == 0.0
    assert (batch.tariff_rate == assembled().tariff_rate).all()


def test_export_taxes_and_trade_costs(assembled, benchmark_2024):
    tax = measure("CHN", "export_tax", ("USA", "JPN"), ("chemicals",), rate=0.25,
                  exempt_share=0.9)  # fmt: skip
    cost = measure("JPN", "trade_cost", ("USA",), ("food",), change=-0.05)
    levels = {"auto_non_tariff_barriers": [1.0]}
    batch = assembled(tax, cost, levels=levels)
    for importer, rate in (("USA", 0.025), ("JPN", 0.025), ("KOR", 0.0)):
        cell = ("chemicals", importer, "CHN")
        assert at(benchmark_2024, batch.export_tax_rate, *cell) == pytest.approx(rate)
    assert at(benchmark_2024, batch.trade_cost_hat, "food", "JPN", "USA") == pytest.approx(0.95)
    cars = at(benchmark_2024, batch.trade_cost_hat, "motor_vehicles", "JPN", "USA")
    assert cars == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("rent", "exporter", "importer"),
    [(STATE, 1.0, 0.0), (EXPORTER, 1.0, 0.0), (IMPORTER, 0.0, 1.0), (BURNT, 0.0, 0.0)],
)
def test_who_earns_the_rent_of_an_export_quota(assembled, benchmark_2024, rent, exporter, importer):
    quota = measure("USA", "export_quota", ("CHN",), ("semiconductors",), volume=0.4, rent=rent)
    batch = assembled(quota)
    cell = ("semiconductors", "CHN", "USA")
    assert at(benchmark_2024, batch.quota_rent_share_exporter, *cell) == exporter
    assert at(benchmark_2024, batch.quota_rent_share_importer, *cell) == importer
    # Licences on rare earths keep their own holders.
    licence = ("re_magnets", "USA", "CHN")
    assert at(benchmark_2024, batch.quota_rent_share_exporter, *licence) == 0.25


def test_a_ban_beside_china_s_answer_takes_the_tighter_one(assembled, benchmark_2024):
    ban = measure("JPN", "export_ban", ("CHN",), ("chip_equipment",), evaded_share=0.05, rent=BURNT)
    batch = assembled(ban, levels={"chip_equipment_cooperation": [1.0]})
    assert at(benchmark_2024, batch.export_cap, "chip_equipment", "CHN", "JPN") == 0.05


def test_all_kinds_at_once_leave_every_account_closed(assembled, economy):
    measures = [
        measure(rate=0.5, stackable=False, partners=("EU27", "KOR")),
        measure("USA", "export_quota", ("CHN",), ("semiconductors",), volume=0.4, rent=BURNT),
        measure("CHN", "export_tax", ("USA", "EU27"), ("chemicals",), rate=0.25),
        measure("JPN", "tariff_quota", ("USA", "ROW"), ("agriculture",), amount=9.0,
                in_quota_rate=0.0, over_quota_rate=3.0, rent=IMPORTER),
        measure("JPN", "trade_cost", ("CHN",), ("textiles",), change=0.1),
        measure("CHN", "export_ban", ("TWN",), ("machinery",), evaded_share=0.02, rent=EXPORTER),
    ]  # fmt: skip
    levels = {"agricultural_imports": [1.0], "chip_equipment_cooperation": [0.5]}
    for china in ("truce", "rupture"):
        batch = assembled(*measures, levels=levels, china=china)
        found = residuals(economy, batch, economy.solve(batch))
        worst = max(found, key=lambda name: float(found[name].max()))
        assert found[worst].max() < 1e-9, worst


def test_signs_of_what_is_in_the_news(assembled, economy, benchmark_2024):
    """A US quota on chips hurts China; a tax on exports helps its treasury, not its buyers."""
    without = economy.solve(assembled())
    index = benchmark_2024.region_index
    quota = measure("USA", "export_quota", ("CHN",), ("semiconductors",), volume=0.4, rent=BURNT)
    cut = economy.solve(assembled(quota))
    assert cut.ev_usd_bn[index("CHN"), 0] < without.ev_usd_bn[index("CHN"), 0] - 0.1
    tax = measure("CHN", "export_tax", ("USA",), ("chemicals",), rate=0.1)
    taxed = economy.solve(assembled(tax))
    assert taxed.export_tax_revenue[index("CHN"), 0] > 0.5
    assert taxed.ev_usd_bn[index("USA"), 0] < without.ev_usd_bn[index("USA"), 0]


def test_measures_of_a_scenario_reach_the_middle_world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text(
        "extends: us-japan-2025-05-30\nparties:\n  USA:\n    measures:\n"
        "      steel: {kind: tariff, sectors: metals, rate: {between: [40%, 60%]},"
        " stackable: false, since: 2025-11-29}\n",
        encoding="utf-8",
    )
    scenario = load("x.yaml")
    assert scenario.as_of == dt.date(2025, 5, 30)
    (rule,) = measure_rules(scenario)
    assert rule.path == "parties.USA.measures.steel"
    assert rule.since_month == pytest.approx(6.0, abs=0.05)
    policies, _ = middle_world(scenario)
    batch = policies.assemble(
        window=LONG_RUN, china_state="truce", general_rate=[0.1], car_rate=[0.25], levels={}
    )
    benchmark = policies.benchmark
    duty = at(benchmark, benchmark.tariff_rate, "metals", "USA", "KOR")
    assert at(benchmark, batch.statutory_tariff_rate, "metals", "USA", "KOR") == pytest.approx(
        duty + 0.5
    )
