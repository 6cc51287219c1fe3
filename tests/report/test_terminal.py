import csv
import dataclasses
import datetime as dt
import io
import json

import pytest

from sim.ensemble.measure_table import HORIZONS
from sim.ensemble.measures import Measure
from sim.ensemble.summary import SUMMARY_COLUMNS, SummaryRow
from sim.report.run_report import RunReport
from sim.report.terminal import as_csv, as_data, sentence, table

CHIPS = {
    "agricultural_imports": "USD bn/yr",
    "chip_equipment_cooperation": "USD bn/yr",
    "joint_shipbuilding": "ships/yr",
    "defense_purchases": "USD bn/yr",
    "critical_minerals_cooperation": "USD bn",
    "auto_non_tariff_barriers": "fraction",
    "investment_pledge": "USD bn",
}
RATES = {"general_rate": "fraction", "car_rate": "fraction"}


def row(measure, mean, n=1000, spread=None):
    spread = spread or [mean] * 3
    return SummaryRow(
        "main", **dataclasses.asdict(measure), mean=mean, sd=1.0,
        **dict(zip(("p05", "p50", "p95"), spread, strict=True)),
        ci_low=mean - 0.01, ci_high=mean + 0.01, n=n,
    )  # fmt: skip


def rows():
    yield row(Measure("agreed"), 0.8)
    yield row(Measure("days_to_agreement"), 35.0, 800, [21, 38, 39])
    yield row(Measure("extended"), 0.3)
    yield row(Measure("threat_executed"), 0.1)
    for kind, rate in (("general", 0.1512), ("motor_vehicles", 0.18), ("average", 0.16)):
        yield row(Measure("tariff_rate", "USA", "JPN", kind), rate, 1000, [0.1, 0.15, 0.24])
    for horizon in HORIZONS:
        yield row(Measure("goods_balance", "USA", "JPN", "", horizon), -60.5)
        for baseline in ("in_force", "no_deal", "year_2024"):
            change = Measure("goods_balance_change", "USA", "JPN", "", horizon, baseline)
            yield row(change, 8.0, 1000, [-3.2, 8, 20.4])
    for party in ("USA", "JPN"):
        for baseline in ("in_force", "no_deal"):
            parts = {"party": party, "baseline": baseline}
            shift = 1.0 if baseline == "no_deal" else 0.0
            yield row(Measure("utility", **parts), 2.25 + shift)
            yield row(Measure("gain_income", **parts), 2.0)
            yield row(Measure("gain_weighted", sector="deficit", **parts), 0.75)
            yield row(Measure("gain_weighted", sector="security", **parts), 0.25)
            yield row(Measure("gain_typed", **parts), -0.75)
    for giver, receiver, chips in (("JPN", "USA", CHIPS), ("USA", "JPN", RATES)):
        for chip, unit in chips.items():
            names = (giver, receiver, chip)
            yield row(Measure("chip_level", *names), 0.52, 800)
            for end, share in (("at_zero", 0.1), ("inside", 0.65), ("at_maximum", 0.25)):
                yield row(Measure(f"chip_{end}", *names), share, 800)
            amount = 0.12 if unit == "fraction" else 3.45
            yield row(Measure("chip_amount", *names, unit=unit), amount, 800)
            yield row(Measure("concession_cost", *names), 0.2)
            yield row(Measure("concession_value", receiver, giver, chip), 0.4)


def report(which=None, **changes):
    found = RunReport(
        scenario="us-japan-2025-05-30",
        rows=list(rows() if which is None else which),
        runs=1000,
        seed=0,
        worlds=16,
        as_of=dt.date(2025, 5, 30),
        pair=("USA", "JPN"),
        folder="results/us-japan-2025-05-30/seed0-runs1000-0a1b2c3d",
    )
    return dataclasses.replace(found, **changes)


def cells(text, label):
    (line,) = [line for line in text.splitlines() if line.strip().startswith(label)]
    return line.strip().removeprefix(label).split()


def test_the_first_sentence_is_the_answer():
    assert sentence(report()) == (
        "US and Japan sign a deal in 80 % of runs, half of these by 2025-07-07; the general rate "
        "averages 15.1 % and the car rate 18.0 %; Japan gains USD 3.2 bn a year and US "
        "gains USD 3.2 bn a year against no deal."
    )
    assert " ".join(table(report()).split()).startswith(sentence(report()))


def test_a_gain_that_rounds_to_zero_has_no_sign():
    kept = [r for r in rows() if r.measure != "utility"]
    even = row(Measure("utility", "JPN", baseline="no_deal"), -0.03)
    assert sentence(report([*kept, even])).endswith("; Japan breaks even against no deal.")


def test_without_a_deal_gains_are_told_against_the_rates_in_force():
    kept = [r for r in rows() if r.measure not in ("agreed", "days_to_agreement")]
    said = sentence(report([row(Measure("agreed"), 0.0), *kept]))
    assert said.startswith("US and Japan sign no deal; the general rate")
    assert "Japan gains USD 2.2 bn a year" in said
    assert said.endswith("against the rates in force.")


def test_the_page_fits_a_terminal_with_all_chips_on_the_table():
    lines = table(report()).splitlines()
    assert len(lines) <= 32
    assert max(map(len, lines)) <= 80


def test_deals_and_their_dates():
    text = " ".join(table(report()).split())
    assert "Deals in 80.0 % of runs (95%: 79.0 to 81.0); signed 2025-06-20 to" in text
    assert "to 2025-07-08 (5-95 %)" in text
    assert "deadline moved in 30 %; threat carried out in 10 %" in text


def test_rates_in_percent():
    text = table(report())
    assert cells(text, "general   ") == ["15.1", "10.0", "15.0", "24.0"]
    assert cells(text, "cars") == ["18.0", "10.0", "15.0", "24.0"]


def test_the_balance_against_three_baselines_at_two_horizons():
    text = table(report())
    assert cells(text, "level") == ["-60.5", "-60..-60"] * 2
    for label in ("change from the rates in force", "change from no deal", "change from 2024"):
        assert cells(text, label) == ["+8.0", "-3..+20"] * 2


def test_who_gave_what_with_money_over_signed_runs():
    text = table(report())
    # 0.2 over all runs with 80 % signed is 0.25 over signed runs.
    numbers = ["52%", "3.5", "USD", "bn/yr", "10%", "65%", "25%", "0.25", "0.50"]
    assert cells(text, "defense purchases") == numbers
    assert cells(text, "US: car rate")[:3] == ["52%", "12.0", "%"]
    assert cells(text, "joint shipbuilding")[1:3] == ["3.5", "ships/yr"]


def test_gains_are_split_and_the_parts_add_up():
    numbers = cells(table(report()), "Japan  ")
    assert numbers == ["+2.25", "+2.00", "+1.00", "-0.75", "+3.25"]
    total, *parts = map(float, numbers[:4])
    assert total == pytest.approx(sum(parts))


def test_without_talks_the_page_tells_the_rest():
    kept = [r for r in rows() if r.measure in ("tariff_rate", "goods_balance")]
    text = table(report(kept))
    assert text.startswith("US and Japan do not negotiate in us-japan-2025-05-30; the general")
    assert "Deals" not in text
    assert cells(text, "level")


def test_no_deal_in_any_run_prints_no_chips_and_no_dates():
    kept = [r for r in rows() if not r.measure.startswith(("chip", "concession", "days"))]
    kept = [dataclasses.replace(r, mean=0.0) if r.measure == "agreed" else r for r in kept]
    empty = row(Measure("days_to_agreement"), float("nan"), n=0)
    text = table(report([*kept, empty]))
    assert "sign no deal; the general" in " ".join(text.split())
    assert "gives" not in text
    assert "nan" not in text


def test_more_chips_than_fit_are_counted():
    more = [Measure("chip_level", "JPN", "USA", f"chip{k}") for k in range(20)]
    lines = table(report([*rows(), *(row(measure, 0.5) for measure in more)])).splitlines()
    assert len(lines) <= 32
    (hidden,) = [line for line in lines if "more chips" in line]
    shown = [line for line in lines if line.endswith("  -") or "USD bn/yr" in line]
    assert int(hidden.split()[1]) > 15
    assert shown


def test_notes_stand_on_the_page():
    assert "3 runs failed" in table(report(notes=("3 runs failed",)))


def test_csv_is_the_summary():
    found = list(csv.reader(io.StringIO(as_csv(list(rows())))))
    assert tuple(found[0]) == SUMMARY_COLUMNS
    assert len(found) == 1 + len(list(rows()))


def test_json_has_the_answer_the_rows_and_no_nan():
    empty = row(Measure("days_to_agreement"), float("nan"), n=0)
    found = json.loads(json.dumps(as_data(report([empty]))), parse_constant=pytest.fail)
    assert found["answer"] == sentence(report([empty]))
    assert found["summary"][0]["mean"] is None
    assert found["summary"][0]["measure"] == "days_to_agreement"


def test_the_leaders_share_is_told_where_they_talk():
    flat = " ".join(table(report([*rows(), row(Measure("closed_in_call"), 0.234, 800)])).split())
    assert "(5-95 %); 23 % of them by the leaders in a call; deadline moved" in flat
    assert "leaders" not in table(report())
