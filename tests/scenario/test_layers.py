import pytest

from sim.scenario import ScenarioError, load, resolve

from .conftest import MAIN

TOP = f"extends: {MAIN}\n"


def test_a_variant_changes_only_what_it_names(write):
    write("v.yaml", TOP + "question: why?\nparties: {USA: {resolve: 30%}}\n")
    variant, main = load("v.yaml"), load(MAIN)
    assert variant.parties.USA.resolve.values == (0.3,)
    assert variant.parties.USA.resolve.source is None
    assert variant.parties.USA.weights == main.parties.USA.weights
    assert variant.talks == main.talks
    assert (variant.name, main.name) == ("v", MAIN)


def test_values_and_lists_are_replaced_whole(write):
    write("v.yaml", TOP + "talks: {us_japan: {rounds: [2025-06-20]}}\n")
    assert len(load("v.yaml").talks["us_japan"].rounds) == 1


def test_null_takes_an_optional_entry_away(write):
    write("v.yaml", TOP + "parties: {JPN: {chips: {investment_pledge: null}}}\n")
    assert load("v.yaml").parties.JPN.chips.investment_pledge is None
    write("v.yaml", TOP + "talks: {us_japan: {extension: null}}\n")
    assert load("v.yaml").talks["us_japan"].extension is None


def test_null_with_nothing_to_take_away_is_a_mistake(problems):
    (problem,) = problems(TOP + "parties: {JPN: {chips: {investment_plege: null}}}\n")
    assert "no base has one to take away" in problem.message
    assert problem.help == "did you mean `investment_pledge`?"


def test_bases_are_found_beside_the_file_and_by_shipped_name(write):
    write("base.yaml", TOP + "runs: 7\n")
    for name in ("base.yaml", "base", "./base.yaml"):
        write("v.yaml", f"extends: {name}\n")
        assert load("v.yaml").runs == 7


def test_several_bases_must_agree_or_be_settled(write):
    write("a.yaml", TOP + "runs: 10\n")
    write("b.yaml", TOP + "runs: 20\nseed: 5\n")
    write("v.yaml", "extends: [a.yaml, b.yaml]\n")
    with pytest.raises(
        ScenarioError, match=r"two bases disagree on `runs`: a\.yaml:2 and b\.yaml:2"
    ):
        load("v.yaml")
    write("v.yaml", "extends: [a.yaml, b.yaml]\nruns: 30\n")
    assert (load("v.yaml").runs, load("v.yaml").seed) == (30, 5)


def test_a_base_that_left_a_value_alone_does_not_disagree(write):
    write("a.yaml", TOP + "runs: 10\n")
    write("b.yaml", TOP + "seed: 5\n")
    for order in ("a.yaml, b.yaml", "b.yaml, a.yaml"):
        write("v.yaml", f"extends: [{order}]\n")
        assert (load("v.yaml").runs, load("v.yaml").seed) == (10, 5)


@pytest.mark.parametrize("value", ["nope.yaml", "[nope.yaml, ../no.yaml]", "3", "[]x", "/no/where"])
def test_missing_bases_are_named(problems, value):
    found = problems(f"extends: {value}\n")
    assert found[0].place.line == 1
    assert "`extends` must" in found[0].message or "not YAML" in found[0].message


def test_a_shipped_name_is_suggested(problems):
    (problem,) = problems("extends: us-japan-2025-05-3\n")
    assert problem.help == f"did you mean `{MAIN}`?"


def test_circles_are_named(write, problems):
    write("b.yaml", "extends: x.yaml\n")
    (problem,) = problems("extends: b.yaml\n")
    assert "x.yaml -> b.yaml -> x.yaml" in problem.message
    assert "circle" in problems("extends: x.yaml\n")[0].message


def test_an_error_in_a_base_is_shown_in_the_base(write, problems):
    write("b.yaml", TOP + "runs: many\n")
    (problem,) = problems("extends: b.yaml\n")
    assert (problem.place.source.name, problem.place.line, problem.place.column) == ("b.yaml", 2, 7)


def test_set_lies_on_top_and_parties_may_go_first():
    sets = ["usa.weights.deficit=0.2", "parties.USA.resolve=30%", "us_japan.offers_per_round=3"]
    scenario = load(MAIN, sets)
    assert scenario.parties.USA.weights.deficit.values == (0.2,)
    assert scenario.parties.USA.resolve.values == (0.3,)
    assert scenario.talks["us_japan"].offers_per_round == 3


def test_set_takes_any_value_of_yaml():
    scenario = load(
        MAIN,
        [
            "usa.weights.deficit={between: [0, 0.1], assumed: narrower}",
            "us_japan.agenda=[general_rate]",
            "us_japan.extension=null",
            "us_japan.elections.0.cost_before=1.5",
        ],
    )
    assert scenario.parties.USA.weights.deficit.assumed == "narrower"
    assert scenario.talks["us_japan"].agenda == ("general_rate",)
    assert scenario.talks["us_japan"].extension is None
    assert scenario.talks["us_japan"].elections[0].cost_before.values == (1.5,)


def test_the_last_set_wins():
    assert load(MAIN, ["runs=5", "runs=6"]).runs == 6


@pytest.mark.parametrize(
    ("text", "message", "column", "hint"),
    [
        ("usa.weights.deficitt=1", "not a key of `parties.USA.weights`", 13, "deficit"),
        ("usa.resolve=40", "must lie between 0 and 1", 13, "40%"),
        ("prties.USA.resolve=1", "not a key here", 1, "parties"),
        ("us_japan.elections.7.date=2025-07-20", "elections must be a list", 20, ""),
        ("runs", "must be path=value", 1, ""),
        ("=3", "must be path=value", 1, ""),
        ("a..b=3", "must be path=value", 1, ""),
        ("runs=", "must give a value", 5, ""),
        ("runs=[1", "not YAML", 0, ""),
        ("runs=&x 3", "anchors", 6, ""),
    ],
)
def test_errors_point_into_the_text_of_set(text, message, column, hint):
    with pytest.raises(ScenarioError) as caught:
        resolve(MAIN, [text])
    (problem,) = caught.value.problems
    assert problem.place.source.name == "--set"
    assert message in problem.message
    assert hint in problem.help
    if column:
        assert problem.place.column == column
