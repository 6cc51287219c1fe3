import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.changes import Change
from sim.analysis.compare import Comparison
from sim.analysis.differences import Difference
from sim.ensemble.loading import Results
from sim.ensemble.measures import Measure
from sim.report.comparison import table
from sim.report.comparison_answer import select
from sim.report.comparison_export import as_csv, as_json

AGREED = Measure("agreed", "USA", "JPN")
GAIN = Measure("utility", "JPN", baseline="in_force")
DAYS = Measure("days_to_agreement", "USA", "JPN")
TERM = Measure("gain_weighted", "JPN", sector="deficit", baseline="in_force")


def difference(measure, low, high, base=1.0, *, base_only=0, other_only=0):
    middle = (low + high) / 2
    ends = (low, high, low - 1, high + 1)
    return Difference(measure, base, base + middle, middle, *ends, 1000, base_only, other_only)


def compared(*differences, changes=(), notes=(), method="paired", only_base=()):
    main, other = (Results(Path(f"results/{n}"), n, ()) for n in ("main", "no-pledge"))
    return Comparison(main, other, method, 1000, changes, differences, only_base, (), notes)


def test_a_sentence_answers_in_plain_words():
    text = table([compared(difference(AGREED, -0.2, -0.1, 0.7), difference(GAIN, 0.5, 0.7))])
    assert " ".join(text.split()).startswith(
        "No parameter differs. From main to no-pledge, the share of US-Japan deals falls by 15.0 "
        "points (95%: 10.0 to 20.0); Japan's gain rises by USD 0.60 bn a year (95%: 0.50 to 0.70)."
    )


def test_talks_that_do_not_name_their_parties_are_told_too():
    text = table([compared(difference(Measure("agreed"), -0.2, -0.1, 0.7))])
    assert "the share of runs with a deal falls by 15.0 points" in " ".join(text.split())


def test_an_interval_that_includes_zero_is_marked_and_settled():
    text = table([compared(difference(GAIN, -0.1, 0.3))])
    assert "Japan's gain rises by USD 0.10 bn a year, which may be chance" in " ".join(text.split())
    assert "~+0.10" in text
    # Half-width 0.2 against 0.1: four times the runs, so 3,000 more than 1,000.
    assert "Japan gain 3,000 more runs" in " ".join(text.split())


def test_what_is_the_same_in_every_run_is_not_called_chance():
    same = Difference(GAIN, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1000, 0, 0)
    text = table([compared(same)])
    assert "Japan's gain is the same in every run" in text
    assert "~" not in text


def test_changed_parameters_come_before_the_figures_with_their_source():
    changes = (
        Change("parties.JPN.pace", "steady", "eager", "a paper"),
        Change("parties.JPN.chips.investment_pledge", "a section of 5", None),
    )
    text = table([compared(difference(GAIN, 1, 2), changes=changes)])
    assert "parties.JPN.pace: steady -> eager [a paper]" in text
    assert "investment_pledge: a section of 5 -> removed" in text
    assert text.index("parties.JPN.pace") < text.index("95 % interval")


def test_long_values_have_a_line_each_and_are_cut_but_not_their_places():
    dates = ", ".join(f"2025-06-{day:02}" for day in range(1, 30))
    path = "talks.us_japan.rounds"
    changes = (Change(path, dates, "2025-07-01", "a paper", "b.yaml:3", "a.yaml:111"),)
    lines = table([compared(difference(GAIN, 1, 2), changes=changes)]).splitlines()
    assert lines[0] == "Changed parameters, from A (main) to B (no-pledge)"
    assert lines[1] == f"  {path}"
    assert lines[2].startswith("    A 2025-06-01, 2025-06-02,")
    assert lines[2].endswith("... [a.yaml:111]")
    assert lines[3] == "    B 2025-07-01 [b.yaml:3]"
    whole = table([compared(difference(GAIN, 1, 2), changes=changes)], everything=True)
    assert f"{dates} [a.yaml:111] B 2025-07-01 [b.yaml:3; a paper]" in " ".join(whole.split())


def test_what_was_changed_comes_first_even_if_much_was():
    changes = tuple(Change(f"p{k}.{'x' * 70}", "1", "2", "", "x.yaml:1") for k in range(30))
    lines = table([compared(difference(GAIN, 1, 2), changes=changes)]).splitlines()
    assert lines[10] == "  and 27 more: --all or --format json"
    assert len(table([compared(difference(GAIN, 1, 2), changes=changes)], everything=True)) > 3000


def test_gains_over_different_baselines_can_be_told_apart():
    second = Measure("utility", "JPN", baseline="no_deal")
    text = table([compared(difference(GAIN, 1, 2), difference(second, 1, 2))], ["utility"])
    assert "\nJapan gain  " in text
    assert "\nJapan gain v no deal  " in text


def test_unknown_and_absent_changes_are_told_apart():
    assert "No parameter differs" in table([compared(difference(GAIN, 1, 2))])
    assert "unknown" in table([compared(difference(GAIN, 1, 2), changes=None)])


def test_runs_with_the_measure_in_one_scenario_only_are_told():
    text = table([compared(difference(DAYS, 1, 2, base_only=80, other_only=12))])
    assert "80 have it only in A, 12 only in B" in " ".join(text.split())


def test_notes_and_lonely_measures_are_told():
    text = table(
        [compared(difference(GAIN, 1, 2), notes=("not paired: why",), only_base=("x.USA",))]
    )
    assert "Note: not paired: why" in text
    assert "Only A reports 1 measures: x.USA" in text


@pytest.mark.parametrize("others", [1, 2, 4])
def test_the_default_table_fits_a_terminal(others):
    parties = ("USA", "JPN", "CHN")
    differences = [
        difference(AGREED, -1, 1),
        *(difference(Measure("utility", p, baseline="in_force"), -100, 100) for p in parties),
        *(difference(Measure("left_on_table", p), -100, 300) for p in parties),
        *(difference(Measure("goods_balance", p, "ROW", "", "long_run"), -9, 1) for p in parties),
        *(difference(Measure("concession_cost", p, "ROW"), -9, 1) for p in parties),
        *(difference(TERM, -1, 1) for _ in range(100)),
    ]
    changes = tuple(Change(f"a.very.long.path.{k}" * 4, "1", "2", "why") for k in range(30))
    found = [compared(*differences, changes=changes)] * others
    lines = table(found).splitlines()
    assert max(map(len, lines)) <= 80
    if others == 1:
        assert len(lines) <= 30
        assert "more measures: --all" in lines[-1]


def test_terms_are_shown_only_on_request():
    found = [compared(difference(GAIN, 1, 2), difference(TERM, 1, 2))]
    assert "deficit" not in table(found)
    assert "deficit" in table(found, everything=True)
    wanted = table(found, ["gain_weighted"])
    assert "deficit" in wanted
    assert "Japan gain  " not in wanted


@pytest.mark.parametrize("name", ["utility", "utility.JPN.in_force", "JPN"])
def test_measures_are_selected_by_name_column_or_part(name):
    differences = (difference(GAIN, 1, 2), difference(Measure("utility", "USA"), 1, 2))
    shown = [d.measure.column for d in select(differences, [name])]
    assert "utility.JPN.in_force" in shown
    assert ("utility.USA" in shown) == (name == "utility")


def test_csv_is_tidy_and_complete():
    nothing = Difference(DAYS, *[np.nan] * 7, 0, 5, 6)
    text = as_csv([compared(difference(GAIN, -0.1, 0.3), nothing)])
    gain, days = csv.DictReader(io.StringIO(text))
    assert (gain["base"], gain["other"], gain["measure"]) == ("main", "no-pledge", "utility")
    assert (gain["party"], gain["baseline"], gain["method"]) == ("JPN", "in_force", "paired")
    assert (gain["difference"], gain["includes_zero"], gain["more_runs"]) == ("0.1", "1", "3000")
    assert (days["difference"], days["more_runs"], days["base_only"]) == ("", "", "5")


def test_json_holds_the_same_and_no_nan():
    nothing = Difference(DAYS, *[np.nan] * 7, 0, 5, 6)
    text = as_json([compared(difference(GAIN, -0.1, 0.3), nothing)])
    (found,) = json.loads(text, parse_constant=pytest.fail)
    assert found["method"] == "paired"
    assert found["answer"].startswith("From main to no-pledge")
    gain, days = found["differences"]
    assert (gain["measure"], gain["difference"], gain["more_runs"]) == ("utility", 0.1, 3000)
    assert days["difference"] is None


def test_lonely_measures_follow_the_wanted_names():
    found = [compared(difference(GAIN, 1, 2), only_base=("chip_level.JPN.USA.x",))]
    assert "Only A" not in table(found, ["utility"])
    assert "Only A reports 1 measures: chip_level.JPN.USA.x" in table(found, ["utility", "x"])
