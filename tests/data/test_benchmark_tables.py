"""The benchmark as users load it: it hits the Census, adds up, and every row says its source."""

from __future__ import annotations

import numpy as np
import pytest

from sim.data.names import GOODS, REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS
from sim.data.reading import TABLES, rows
from sim.data.tables import (
    load_benchmark,
    load_china_tariffs,
    load_elasticities,
    load_value_elasticities,
)
from sim.errors import BenchmarkError

USA, JPN, CHN = (REGION_INDEX[name] for name in ("USA", "JPN", "CHN"))


@pytest.mark.parametrize(
    ("partner", "balance", "exports", "imports"),
    [  # US Census 2024, USD bn
        ("JPN", -68.4677, 79.7408, 148.2086),
        ("CHN", -295.4016, 143.5457, 438.9474),
        ("EU27", -235.5712, 370.1892, 605.7604),
        ("KOR", -66.0074, 65.5418, 131.5492),
        ("TWN", -73.9272, 42.3369, 116.2640),
        ("AUS", 17.9078, 34.5933, 16.6855),
        ("MYS", -24.8301, 27.7048, 52.5348),
    ],
)
def test_us_goods_trade_is_the_census_of_2024(
    partner: str, balance: float, exports: float, imports: float
) -> None:
    benchmark = load_benchmark()
    i = REGION_INDEX[partner]
    goods = benchmark.border_flows_usd_bn[benchmark.goods].sum(axis=0)
    assert goods[i, USA] == pytest.approx(exports, rel=1e-3)
    assert goods[USA, i] == pytest.approx(imports, rel=1e-3)
    assert benchmark.goods_balance_usd_bn(USA, i) == pytest.approx(balance, rel=1e-2)


def test_us_goods_deficit_in_all_and_taiwans_surplus() -> None:
    benchmark = load_benchmark()
    assert benchmark.goods_balance_usd_bn(USA) == pytest.approx(-1202.33, rel=1e-3)
    assert benchmark.goods_balance_usd_bn(REGION_INDEX["TWN"]) == pytest.approx(475 - 394, rel=1e-3)


def test_japan_and_china_trade_as_the_exporters_report() -> None:
    benchmark = load_benchmark()
    goods = benchmark.border_flows_usd_bn[benchmark.goods].sum(axis=0)
    assert goods[CHN, JPN] == pytest.approx(18862.5 / 151.6, rel=1e-3)
    assert goods[JPN, CHN] == pytest.approx(154.755, rel=1e-3)


def test_accounts_add_up_and_no_final_demand_is_negative() -> None:
    benchmark = load_benchmark()
    purchases = np.einsum("kjn,jn->kn", benchmark.input_share, benchmark.output_usd_bn)
    final = benchmark.spending_usd_bn - purchases
    assert final.min() > 0.0
    np.testing.assert_allclose(final.sum(axis=0), benchmark.income_usd_bn, rtol=1e-8)
    np.testing.assert_allclose(
        benchmark.value_added_share + benchmark.input_share.sum(axis=0), 1.0, rtol=0, atol=1e-12
    )
    assert abs(benchmark.deficit_usd_bn.sum()) < 1e-6
    assert benchmark.value_added_share.min() > 0.05


def test_no_deficit_is_out_of_proportion() -> None:
    benchmark = load_benchmark()
    share = benchmark.deficit_usd_bn / benchmark.value_added_usd_bn
    assert np.abs(share).max() < 0.12
    assert share[USA] == pytest.approx(0.032, abs=0.005)


def test_only_goods_count_in_goods_balances_and_services_pay_no_duty() -> None:
    benchmark = load_benchmark()
    assert [name for name, good in zip(SECTORS, benchmark.goods, strict=True) if good] == list(
        GOODS
    )
    assert benchmark.tariff_rate[SECTOR_INDEX["services"]].max() == 0.0
    home = np.arange(len(REGIONS))
    assert benchmark.tariff_rate[:, home, home].max() == 0.0
    assert benchmark.tariff_rate.min() >= 0.0
    assert benchmark.tariff_rate.max() <= 0.31


def test_rare_earth_stages_are_small_and_chinese() -> None:
    benchmark = load_benchmark()
    output = benchmark.output_usd_bn
    share = {
        stage: output[SECTOR_INDEX[stage], CHN] / output[SECTOR_INDEX[stage]].sum()
        for stage in ("re_mining", "re_refining", "re_magnets")
    }
    assert 0.61 <= share["re_mining"] <= 0.70
    assert share["re_refining"] == pytest.approx(0.915, abs=0.01)
    assert share["re_magnets"] == pytest.approx(0.94, abs=0.01)
    assert 15.0 <= output[SECTOR_INDEX["re_magnets"]].sum() <= 20.0
    exports = benchmark.flows_usd_bn[[SECTOR_INDEX["re_refining"], SECTOR_INDEX["re_magnets"]]].sum(
        axis=0
    )[:, CHN]
    assert exports[JPN] == pytest.approx(0.346, rel=0.01)
    assert 0.44 <= exports[USA] <= 0.51


def test_rare_earths_are_used_where_they_belong() -> None:
    benchmark = load_benchmark()
    purchases = benchmark.input_share * benchmark.output_usd_bn
    ore, refined, magnets = (
        SECTOR_INDEX[name] for name in ("re_mining", "re_refining", "re_magnets")
    )
    users = purchases[ore, :, CHN]
    assert users[refined] == pytest.approx(users.sum())
    assert purchases[refined, magnets, CHN] > 0.9 * purchases[refined, :, CHN].sum()
    cars = SECTOR_INDEX["motor_vehicles"]
    assert purchases[magnets, cars, JPN] == purchases[magnets, :, JPN].max()


def test_japan_sells_three_tenths_of_chip_equipment() -> None:
    output = load_benchmark().output_usd_bn[SECTOR_INDEX["chip_equipment"]]
    assert output[JPN] / output.sum() == pytest.approx(0.30, abs=0.02)
    assert output.sum() == pytest.approx(117.1, rel=0.03)


def test_bases_of_the_bargaining_chips_between_the_us_and_japan() -> None:
    flows = load_benchmark().flows_usd_bn

    def flow(importer: int, exporter: int, *sectors: str) -> float:
        return float(sum(flows[SECTOR_INDEX[name], importer, exporter] for name in sectors))

    assert flow(JPN, USA, "agriculture", "food") == pytest.approx(5.5 * 12 / 5)  # AFPC, Jan-May
    assert flow(JPN, USA, "motor_vehicles") == pytest.approx(1.8)  # OECD
    assert flow(JPN, USA, "energy") == pytest.approx(12.8)  # MOF
    assert flow(USA, JPN, "motor_vehicles") == pytest.approx(52.1, rel=0.03)  # Census, HS 87
    assert flow(USA, JPN, "chip_equipment") == pytest.approx(3.76, rel=0.03)  # Census, HS 8486
    assert flow(CHN, JPN, "chip_equipment") == pytest.approx(14.36)  # MOF Japan


def test_duties_are_those_collected_in_2024() -> None:
    benchmark = load_benchmark()
    weights = benchmark.flows_usd_bn[benchmark.goods, USA]
    duty = benchmark.tariff_rate[benchmark.goods, USA]
    average = (weights * duty).sum(axis=0)[1:] / weights.sum(axis=0)[1:]
    collected = [0.0151, 0.1087, 0.0123, 0.0019, 0.0094, 0.0011, 0.0064, 0.0104]
    np.testing.assert_allclose(average, collected, atol=0.0006)


def test_benchmark_holds_chinas_effective_rates_on_us_goods() -> None:
    rate = load_benchmark().tariff_rate[:, CHN, USA]
    np.testing.assert_allclose(rate, load_china_tariffs().effective_2024)


def test_elasticities_are_eight_positive_sets_that_disagree() -> None:
    sets = load_elasticities()
    assert sorted(sets) == ["BSY", "CP", "FGO", "GYY", "IS", "LL", "Shap", "U4"]
    values = np.array(list(sets.values()))
    assert values.shape == (8, len(SECTORS))
    assert values.min() > 1.0
    np.testing.assert_array_equal(sets["U4"], 4.0)
    cars = SECTOR_INDEX["motor_vehicles"]
    assert sets["CP"][cars] == pytest.approx(1.115)
    assert (values.max(axis=0) / values.min(axis=0))[:-1].min() > 1.5


def test_a_value_elasticity_is_theta_plus_one() -> None:
    assert load_value_elasticities()["first_year"] == 0.76
    assert load_value_elasticities()["long_run"] == 2.0
    for row in rows("elasticity_horizons"):
        assert float(row["theta_plus_1"]) == pytest.approx(
            -float(row["elasticity_of_border_value"])
        )
        assert float(row["theta"]) == pytest.approx(float(row["theta_plus_1"]) - 1.0)


def test_every_row_names_a_known_source_and_a_confidence() -> None:
    known = {row["source"] for row in rows("sources")}
    checked = 0
    for path in sorted(TABLES.glob("*.csv")):
        if path.stem in {"sources", "assumptions"}:
            continue
        for row in rows(path.stem):
            names = row["source"].split("+")
            assert set(names) <= known, (path.stem, row)
            assert row["confidence"] in {"high", "medium", "low", "assumed"}, (path.stem, row)
            checked += 1
    assert checked > 4000


def test_every_assumption_has_a_range_around_its_value_and_a_reason() -> None:
    found = rows("assumptions")
    assert len(found) > 20
    for row in found:
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row["name"]
        assert float(row["low"]) < float(row["high"]), row["name"]
        assert row["unit"], row["name"]
        assert row["reason"], row["name"]


def test_loaded_arrays_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_elasticities()["CP"][0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        load_benchmark().flows_usd_bn[0, 0, 0] = 1.0


def test_a_missing_table_says_what_to_do(tmp_path: object) -> None:
    with pytest.raises(BenchmarkError, match=r"Install the package again"):
        rows("no_such_table")
