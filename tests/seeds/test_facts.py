"""Seed files: errors at their place, and facts that seed something or say why not."""

import re

import pytest

from sim.resources import library_folder, shipped_names
from sim.scenario import ScenarioError, resolve
from sim.seeds import find_seed_file, read_seed_file, shipped_seed_files

MAIN = "us-japan-2025-05-30"
ARTICLE = "yomiuri-2025-05-30"
HEAD = "title: t\npublisher: p\npublished: 2025-05-30\nreference: r\nfacts:\n"


def read(tmp_path, text):
    path = tmp_path / "seed.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_seed_file(path)


def test_reads_facts(tmp_path):
    seed = read(
        tmp_path,
        "- {id: a, statement: s, date: 2025-05-30, value: 70, unit: '%', range: [49, 70],"
        " seeds: [as_of]}\n",
    )
    assert seed.fact("a").range == (49, 70)
    assert seed.fact("b") is None


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("{id: a, statement: s, date: 2025-05-30}", "must have `seeds` or `seeds_nothing`"),
        (
            "{id: a, statement: s, date: 2025-05-30, seeds: [x], seeds_nothing: y}",
            "must have `seeds` or `seeds_nothing`",
        ),
        ("{id: a, statement: s, date: May, seeds: [x]}", "must be a date"),
        ("{id: A b, statement: s, date: 2025-05-30, seeds: [x]}", "plain name"),
        ("{id: a, statement: s, date: 2025-05-30, seeds: [x], value: 3}", "must have a `unit`"),
        ("{id: a, statement: s, date: 2025-05-30, seeds: [x], range: [2, 1]}", "must rise"),
        ("{id: a, statment: s, date: 2025-05-30, seeds: [x]}", "`statment` is not a key"),
    ],
)
def test_wrong_facts_are_refused(tmp_path, fact, said):
    with pytest.raises(ScenarioError, match=re.escape(said)):
        read(tmp_path, f"- {fact}\n")


def test_ids_must_differ(tmp_path):
    fact = "- {id: a, statement: s, date: 2025-05-30, seeds: [x]}\n"
    with pytest.raises(ScenarioError, match="used twice") as caught:
        read(tmp_path, fact * 2)
    assert caught.value.problems[0].place.line == 7


def test_a_seed_file_beside_the_scenario_is_found(tmp_path):
    (tmp_path / "seeds").mkdir()
    near = tmp_path / "seeds" / "article.yaml"
    near.write_text(
        HEAD + "- {id: own, statement: s, date: 2025-05-30, seeds: [runs]}\n", encoding="utf-8"
    )
    scenario = tmp_path / "v.yaml"
    scenario.write_text(
        f"extends: {MAIN}\nfacts: [article, {ARTICLE}]\n"
        "parties: {USA: {resolve: {value: 30%, fact: own}}}\n",
        encoding="utf-8",
    )
    assert find_seed_file("article", scenario) == near
    assert resolve(scenario).scenario.parties.USA.resolve.fact == "own"


def rows():
    return resolve(MAIN).rows()


@pytest.mark.parametrize("name", shipped_names("seeds"))
def test_every_fact_seeds_parameters_that_exist_or_says_why_not(name):
    paths = [row.path for row in rows()]
    for fact in read_seed_file(library_folder("seeds") / f"{name}.yaml").facts:
        for seeded in fact.seeds:
            assert any(f"{path}.".startswith(f"{seeded}.") for path in paths), (fact.id, seeded)
        assert fact.seeds or fact.seeds_nothing


def test_every_parameter_that_names_a_fact_is_named_by_it():
    facts = {f.id: f for seed in shipped_seed_files().values() for f in seed.facts}
    named = [row for row in rows() if row.fact]
    assert named
    for row in named:
        seeds = facts[row.fact].seeds
        assert any(f"{row.path}.".startswith(f"{seeded}.") for seeded in seeds), row.path


def test_every_seeded_value_with_a_note_names_a_fact():
    """A parameter that a fact names exactly must name a fact, if it can carry one."""
    seeds = {
        path for seed in shipped_seed_files().values() for fact in seed.facts for path in fact.seeds
    }
    for row in rows():
        if row.path in seeds and row.origin != "default" and (row.source or row.assumed):
            assert row.fact, row.path


def test_the_article_s_facts_are_all_there():
    expected = {
        "supply_chain_offer", "leaders_call_may_29", "double_aim", "deficit_measures",
        "leaders_call_may_23", "china_rare_earth_control", "rare_earth_need", "chips_considered",
        "refining_support", "third_country_refining", "chip_equipment", "chip_export_logic",
        "china_ship_share", "china_repair_share", "joint_shipbuilding", "defense_purchases",
        "fourth_round",
    }  # fmt: skip
    assert {fact.id for fact in shipped_seed_files()[ARTICLE].facts} == expected


def test_facts_are_in_our_own_words():
    """No run of eight words of the fact list that was handed over is copied."""
    source = library_folder("seeds").parents[1] / "shared" / "seeds" / "facts-2025-05-30.md"
    if not source.exists():
        pytest.skip("../shared/seeds is not there")
    given = words(source.read_text(encoding="utf-8"))
    known = {tuple(given[i : i + 8]) for i in range(len(given) - 7)}
    for fact in shipped_seed_files()[ARTICLE].facts:
        own = words(fact.statement)
        assert not known & {tuple(own[i : i + 8]) for i in range(len(own) - 7)}, fact.id


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())
