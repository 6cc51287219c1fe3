"""Three talks on one calendar and one economy: what is reported is the exact joint outcome."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.chips.terms import Elsewhere, Terms
from sim.cli.playing import report_of
from sim.data.tables import load_benchmark
from sim.ensemble.joint import solve_joint, terms_of
from sim.ensemble.loading import load_results
from sim.ensemble.setup import Setup, setups
from sim.ensemble.tablework import TableWork
from sim.ensemble.workers import Workers
from sim.report.page.sections.other_talks import section
from sim.report.page.source import read_source
from sim.report.story import tell
from sim.report.story_rows import read_story
from sim.report.terminal import table as printed
from sim.scenario.loading import resolve
from sim.scenario.problems import ScenarioError

SMALL = (
    "economy.worlds=1",
    "talks.us_japan.agenda=[general_rate, car_rate, agricultural_imports]",
    "parties.USA.chips.general_rate.rates=[24%, 15%, 10%]",
    "parties.USA.chips.car_rate.rates=[25%, 15%]",
    "talks.us_china.agenda=[china_rate, rare_earth_licences]",
    "parties.USA.chips.china_rate.rates=[54%, 30%, 15%]",
)
RUNS = 40


@pytest.fixture(scope="module")
def small(play):
    patch = pytest.MonkeyPatch()
    patch.setattr("sim.ensemble.search.HELD_BACK", 16)
    patch.setattr("sim.ensemble.several.PAIR_CATALOGUE_SIZE", {True: 12, False: 8})
    yield play(*SMALL, scenario="three-talks", runs=RUNS)
    patch.undo()


@pytest.fixture(scope="module")
def runs(small):
    return load_results(small.folder).table


def column(runs, name):
    return {m.column: values for m, values in runs.values.items()}[name]


def test_every_pair_has_its_own_measures(runs):
    for name in ("agreed", "agreed.USA.CHN", "agreed.CHN.JPN", "threat_executed.USA.CHN"):
        assert set(np.unique(column(runs, name))) <= {0.0, 1.0}
    assert column(runs, "agreed.USA.CHN").mean() > 0.2
    rate = column(runs, "tariff_rate.USA.CHN.general")
    assert set(np.round(np.unique(rate), 6)) <= {0.15, 0.3, 0.42, 0.54}
    for name in ("utility.CHN.USA.in_force", "utility.JPN.CHN.no_deal", "utility.USA.before_talks"):
        assert np.isfinite(column(runs, name)).all()


def package(pair: Setup, runs, run: int) -> int:
    """Return the code of a pair's signed package, from the levels of its chips."""
    indices = []
    for issue in pair.agenda.issues:
        holder, other = issue.holder, pair.other(issue.holder)
        given = column(runs, f"chip_level.{holder}.{other}.{issue.kind}")[run]
        levels = issue.given(np.arange(len(issue.levels)))
        indices.append(int(np.argmin(np.abs(levels - given))))
    return int(pair.agenda.encode(np.array(indices)))


def test_the_balance_of_a_run_is_the_solution_of_all_that_holds_in_it(small, runs):
    """Put together from what the files say was signed, and solved alone."""
    scenario = small.setup.scenario
    pairs = setups(scenario, Observables(load_benchmark()))
    (task,) = TableWork(pairs[0], Workers(1), None, lambda *_: None).tasks()
    beside = (column(runs, "agreed.USA.CHN") == 1) & (column(runs, "agreed.CHN.JPN") == 1)
    run = int(np.flatnonzero(beside)[0])
    ends = {"threat withdrawn": -1, "threat executed": -2, "threat executed in part": -3}
    numbers = [ends.get(runs.texts["outcome"][run]), None, None]
    terms = []
    for pair, end in zip(pairs, numbers, strict=True):
        terms.append(terms_of(pair, package(pair, runs, run) if end is None else end))
    joined = Terms.joined(terms)
    observables = Observables(load_benchmark())
    place, sign = observables.column("goods_balance", "USA", "CHN")
    found = [
        sign * solve_joint(task, [Elsewhere(state, joined)], None)[0, 1, place]
        for state in ("truce", "eased")
    ]
    reported = column(runs, "goods_balance.USA.CHN.long_run")[run]
    assert min(abs(value - reported) for value in found) < 1e-5


def test_each_party_gains_over_all_talks_what_the_parts_add_up_to(runs):
    """China's gain over all talks in runs in which only its talks with the US end in a deal."""
    alone = (column(runs, "agreed.USA.CHN") == 1) & (column(runs, "agreed.CHN.JPN") == 0)
    alone &= (column(runs, "agreed") == 0) & (column(runs, "threat_executed") == 0)
    together = column(runs, "utility.CHN.before_talks")
    pairs = column(runs, "utility.CHN.USA.in_force") + column(runs, "utility.CHN.JPN.in_force")
    # The order of ends and what the deals do to each other is all that keeps the two apart.
    assert np.corrcoef(together, pairs)[0, 1] > 0.95
    nothing = (column(runs, "agreed.USA.CHN") == 0) & (column(runs, "agreed.CHN.JPN") == 0)
    nothing &= column(runs, "tariff_rate.USA.CHN.general") == 0.3
    assert np.abs(pairs[nothing]).max(initial=0.0) < 1e-9 or not nothing.any()


def test_rounds_and_concessions_name_their_talks(small):
    with (small.folder / "rounds.csv").open() as file:
        rows = list(csv.DictReader(file))
    talks = [row["talk"] for row in rows if row["run"] == "0"]
    assert list(dict.fromkeys(talks)) == ["us_japan", "us_china", "japan_china"]
    offers = [r for r in rows if r["talk"] == "us_china" and r["move"] == "offer"]
    assert {row["party"] for row in offers} == {"USA", "CHN"}
    assert all(row["chip.china_rate"] and not row["chip.car_rate"] for row in offers)
    with (small.folder / "concessions.csv").open() as file:
        given = {(r["talk"], r["giver"], r["chip"]) for r in csv.DictReader(file)}
    assert ("us_china", "CHN", "rare_earth_licences") in given
    assert ("japan_china", "JPN", "chip_control_restraint") in given


def test_the_other_talks_are_told(small):
    text = printed(report_of(small))
    assert "US and China: a deal in" in text
    assert "All talks together, against the rates in force: US" in text
    assert len(text.splitlines()) <= 38  # 32, and a few lines of the other talks
    story = tell(read_story(small.folder, 0))
    assert "Beside it, us china." in story
    source = read_source(small.folder)
    found = section(source)
    assert found is not None
    assert [table.title for table in found.tables] == ["US and China", "China and Japan"]
    assert all(measure.partner != "CHN" for measure in source.chips)


def test_the_manifest_says_what_stands_for_the_deals_of_others(small):
    notes = json.loads((small.folder / "manifest.json").read_text())["approximation"]["pairs"]
    assert set(notes) == {"us_japan", "us_china", "japan_china"}
    assert notes["us_japan"]["states_elsewhere"] > 3


WRONG = {
    "talks.us_japan.threat.licences=tightened": "has no meaning for a threat of USA",
    "talks.us_china.threat.by=CHN": "CHN has no threat of its own",
    "talks.us_china.agenda=[general_rate]": "is not given to the other party of these talks",
    "talks.us_japan=null": "must hold a pair of the United States and Japan",
}


@pytest.mark.parametrize(("changed", "said"), WRONG.items())
def test_what_does_not_fit_is_refused(changed, said):
    with pytest.raises(ScenarioError) as caught:
        resolve("three-talks", (changed,))
    assert any(said in problem.message for problem in caught.value.problems), caught.value


def test_two_parties_talk_in_one_place():
    changes = ("talks.us_china.parties=[USA, JPN]", "talks.us_china.threat.car_rate=25%")
    with pytest.raises(ScenarioError) as caught:
        resolve("three-talks", (*changes, "talks.us_china.agenda=[car_rate]"))
    assert "must talk in one place" in str(caught.value)


def test_pairs_have_an_order_and_dice_of_their_own_whatever_the_file_says():
    scenario = resolve("three-talks").scenario
    backwards = dict(reversed(scenario.talks.items()))
    again = type(scenario)._main_talks_first(backwards)
    assert next(iter(backwards)) == "japan_china"
    assert list(again) == ["us_japan", "us_china", "japan_china"]
    observables = Observables(load_benchmark())
    addresses = [pair.address for pair in setups(scenario, observables)]
    assert addresses == ["", "CHN-USA", "CHN-JPN"]
    assert Setup(scenario, observables).talk_name == "us_japan"
