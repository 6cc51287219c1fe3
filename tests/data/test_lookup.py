"""Numbers of the tables by name: the values that the model uses, with their rows and sources."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sim.data.lookup import heads, is_data, look_up
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS
from sim.data.tables import (
    load_benchmark,
    load_china_tariffs,
    load_elasticities,
    load_us_tariff_schedule,
)
from sim.errors import InvalidInputError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("sector", ["motor_vehicles", "services", "re_magnets"])
def test_values_are_those_of_the_model(sector: str) -> None:
    benchmark, j = load_benchmark(), SECTOR_INDEX[sector]
    for importer, exporter in (("USA", "JPN"), ("JPN", "USA"), ("MYS", "MYS")):
        n, i = REGION_INDEX[importer], REGION_INDEX[exporter]
        flow = look_up(f"benchmark.flow.{importer}.{exporter}.{sector}")
        assert flow.value == benchmark.flows_usd_bn[j, n, i]
        duty = look_up(f"benchmark.duty.{importer}.{exporter}.{sector}")
        assert duty.value == benchmark.tariff_rate[j, n, i]
    share = look_up(f"benchmark.input_share.JPN.{sector}.metals").value
    assert share == benchmark.input_share[SECTOR_INDEX["metals"], j, REGION_INDEX["JPN"]]
    assert look_up(f"elasticities.BSY.{sector}").value == load_elasticities()["BSY"][j]


def test_tariffs_in_force_are_those_of_the_model() -> None:
    us, china = load_us_tariff_schedule().in_force(), load_china_tariffs().in_force()
    for exporter in REGIONS[1:]:
        for sector in SECTORS[:-1]:
            found = look_up(f"tariff.USA.{exporter}.{sector}")
            cell = us[SECTOR_INDEX[sector], REGION_INDEX[exporter]]
            assert found.value == pytest.approx(cell, abs=1e-12)
    metals = look_up("tariff.CHN.USA.metals")
    assert metals.value == china[SECTOR_INDEX["metals"]]
    other = look_up("tariff.JPN.USA.agriculture")
    assert other.value == look_up("benchmark.duty.JPN.USA.agriculture").value
    assert "no act of 2025" in other.made_of[0]


def test_the_row_named_holds_the_number() -> None:
    for path, column in (
        ("benchmark.flow.USA.JPN.motor_vehicles", "value_usd_bn"),
        ("elasticity_horizons.first_year", "theta_plus_1"),
        ("assumptions.cap_share_of_parent", "value"),
        ("general_rate.CHN", "rate"),
    ):
        found = look_up(path)
        file, line = found.places[0].split(":")
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        row = next(csv.DictReader([lines[0], lines[int(line) - 1]]))
        assert float(row[column]) == found.value, path


def test_every_number_says_where_it_comes_from_and_acts() -> None:
    for path in (
        "benchmark.flow.USA.JPN.motor_vehicles",
        "benchmark.pair_total.USA.CHN",
        "tariff.USA.JPN.metals",
        "general_rate.JPN",
        "assumptions.cap_share_of_parent",
    ):
        found = look_up(path)
        assert found.citations or found.note
        assert found.unit
        assert found.about
        assert (ROOT / found.acts[0]).exists()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("benchmark.flow.USA.JPN", "is named benchmark.flow.IMPORTER.EXPORTER.SECTOR"),
        ("benchmark.flow.USA.JPN.motor_vehicle", "Did you mean motor_vehicles?"),
        ("tariff.usa.JPN.metals", "Did you mean USA?"),
        ("elasticities.XYZ.metals", "names 'XYZ'"),
        ("assumptions.nothing_at_all_like_it", "names 'nothing_at_all_like_it'"),
        ("general_rate.USA", "puts no general rate on USA"),
        ("prices.USA", "is named benchmark.flow"),
    ],
)
def test_names_that_are_not_there(path: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        look_up(path)


def test_heads_are_told_from_other_names() -> None:
    assert all(is_data(head) for head in heads())
    assert not is_data("parties.USA.weights.deficit")
    assert not is_data("tariffs.USA")
