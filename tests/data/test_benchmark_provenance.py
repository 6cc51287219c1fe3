"""Every number can be asked where it came from."""

from __future__ import annotations

import pytest

from sim.data.provenance import source_of
from sim.errors import BenchmarkError


def test_a_flow_names_its_statistics() -> None:
    found = source_of("flows_2024", sector="motor_vehicles", importer="USA", exporter="JPN")
    assert [c.name for c in found.citations] == ["census2024_icio", "census2024"]
    assert found.confidence == "high"
    assert not found.assumed
    assert float(found.values["value_usd_bn"]) > 40.0
    assert found.citations[0].file.startswith("trade/")


def test_an_assumed_number_says_so() -> None:
    magnets = source_of("flows_2024", sector="re_magnets", importer="JPN", exporter="JPN")
    assert magnets.assumed
    costs = source_of("cost_shares_2024", region="KOR", sector="electronics")
    assert costs.assumed
    assert "CHN 0.50" in costs.note


@pytest.mark.parametrize(
    ("table", "key", "message"),
    [
        ("prices", {}, "table must be one of"),
        ("flows_2024", {"sector": "food"}, "a row of flows_2024 is named by"),
        ("china_tariff_on_us", {"sector": "tea"}, "must have a row for"),
    ],
)
def test_a_question_without_answer_is_an_error(
    table: str, key: dict[str, str], message: str
) -> None:
    with pytest.raises(BenchmarkError, match=message):
        source_of(table, **key)
