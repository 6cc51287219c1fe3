"""What a gain is made of: shares by size, with terms that cancel."""

from pathlib import Path

import pytest

from sim.ensemble.loading import Results, load_results
from sim.ensemble.measures import Measure
from sim.ensemble.summary import SummaryRow
from sim.report.gain_table import HEADER, gain_parts, table


def row(name: str, mean: float, term: str = "") -> SummaryRow:
    measure = Measure(name, "USA", "", term, "", "no_deal")
    numbers = (mean, 0.0, mean, mean, mean, mean, mean, 10)
    return SummaryRow("demo", measure.measure, *measure.parts, measure.unit, *numbers)


def test_terms_that_cancel_count_by_their_size():
    rows = (
        row("utility", 1.0),
        row("gain_income", 1.0),
        row("gain_weighted", 3.0, "deficit"),
        row("gain_weighted", -3.5, "motor_vehicles"),
        row("gain_typed", 0.5),
    )
    line = table([Results(Path("x"), "demo", rows)]).splitlines()[2]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert dict(zip(HEADER, cells, strict=True)) == {
        "scenario": "demo",
        "party": "US",
        "against": "no deal",
        "gain": "+1.00",
        "income": "+1.00",
        "weighted": "-0.50",
        "typed": "+0.50",
        "income %": "12",
        "weighted %": "81",
        "of it balance %": "38",
        "typed %": "6",
    }


def test_the_parts_of_a_finished_run_sum_to_its_gains(finished):
    found = list(gain_parts(load_results(finished.folder)))
    assert [(p.party, p.baseline) for p in found] == [
        ("USA", "no_deal"),
        ("JPN", "no_deal"),
        ("USA", "in_force"),
        ("JPN", "in_force"),
    ]
    for parts in found:
        total = parts.income + sum(parts.weighted.values()) + parts.typed
        assert total == pytest.approx(parts.gain, abs=1e-6)
        whole = parts.share(parts.income, *parts.weighted.values(), parts.typed)
        assert whole == pytest.approx(1.0)
