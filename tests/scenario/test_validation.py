"""Errors of schema and cross-checks: all at once, each at its place, with a way out."""

import pytest

from .conftest import MAIN

TOP = f"extends: {MAIN}\n"


def test_the_error_looks_like_a_compiler_s(problems):
    (problem,) = problems(TOP + "in_force: {general_rate: 24}\n")
    assert problem.render() == (
        "error: general rate must lie between 0 and 5 (0 % to 500 %): got 24\n"
        "  --> x.yaml:2:26\n"
        "  |\n"
        "2 | in_force: {general_rate: 24}\n"
        '  |                          ^^ write 0.24 or "24%"\n'
        "  = help: did you mean `24%`?"
    )


def test_all_kinds_of_errors_are_reported_at_once(problems):
    found = problems(
        TOP + "runs: 0\nruns: 5\nqestion: why?\nas_of: 2025-02-30\nin_force: {car_rate: 8 USD bn}\n"
        "parties: {JPN: {believes_threat: 40, chips: {defense_purchases: {max: -3 USD bn/yr},"
        " general_rate: {rates: [1]}}}}\n"
        "talks: {us_japan: {rounds: [2025-06-06, 2025-06-05],"
        " no_deal: {partly: 0, postponed: 0, withdrawn: 0}}}\nfacts: [no-such-seed]\n"
    )
    said = "\n".join(problem.message for problem in found)
    for part in [
        "runs must be at least 1: got `0`",
        "`runs` is given twice",
        "`qestion` is not a key here",
        "as of must be a date such as 2025-07-09: got `2025-02-30`",
        "car rate must be a fraction or a percentage: got USD bn",
        "believes threat must lie between 0 and 1",
        "max must lie between 0 and 1000 USD bn/yr: got -3 USD bn/yr",
        "`general_rate` is not a key of `parties.JPN.chips`",
        "rounds must rise in time: 2025-06-05 follows 2025-06-06",
        "odds must not all be zero",
        "no seed file `no-such-seed`",
    ]:
        assert part in said
    assert len(found) == 11
    assert [p.place.line for p in found] == sorted(p.place.line for p in found)


def test_missing_keys_of_a_section_come_together(problems):
    found = problems("title: x\nquestion: y\n")
    assert len(found) == 1
    assert "must have `as_of`, `economy`, `in_force`, `parties`, `talks`" in found[0].message


def test_a_chip_whose_holder_has_none(problems):
    (problem,) = problems(
        TOP
        + "parties: {JPN: {chips: {investment_pledge: null}}}\n"
        + "talks: {us_japan: {agenda: [general_rate, investment_pledge]}}\n"
    )
    assert problem.message == "`investment_pledge` is on the list, but JPN does not hold it"
    assert (problem.place.line, problem.place.column) == (3, 43)
    (problem,) = problems(TOP + "parties: {USA: {chips: {joint_shipbuilding: {}}}}\n")
    assert problem.help == "it belongs to JPN"


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        ("deadline: 2025-05-30, rounds: []", "`deadline` must lie after `as_of`"),
        ("deadline: 2025-06-10", "rounds must not lie after the deadline 2025-06-10"),
        ("rounds: [2025-05-23]", "must not lie before `as_of`"),
        ("first_round: 2025-06-01", "`first_round` must not lie after the rounds"),
        ("parties: [USA, USA]", "two different parties"),
        ("parties: [USA, KOR]", "must be a party: got `KOR`"),
        ("threat: {by: CHN}", "must be one of the parties"),
        ("agenda: [general_rate, general_rate]", "listed twice"),
        ("agenda: [ship_repair]", "must be a chip"),
        ("off_table: 3", "must be a list"),
        ("news: [{date: 2025-07-07, deadline: 2025-07-01}]", "must not lie before its news"),
        ("offers_per_round: 0", "at least 1"),
        ("offers_per_round: true", "whole number"),
        ("deadline: 9 July", "must be a date"),
        ("elections: [{party: JPN, date: 2025-07-20}]", "must have `cost_before`"),
        ("extension: {length: -3 days}", "must not be negative"),
        ("extension: {length: {between: [3 days, 4 days]}}", "one certain value"),
    ],
)
def test_talks_that_do_not_fit_together(problems, talk, said):
    messages = [problem.message for problem in problems(TOP + f"talks: {{us_japan: {{{talk}}}}}\n")]
    assert any(said in message for message in messages), messages


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("title: 2025-05-30\n", "title must be a text", "quotes"),
        ("title: ''\n", "title must", ""),
        ("name: a b\n", "name must be a plain name", ""),
        ("economy: {worlds: 33}\n", "worlds must be at most 32: got `33`", ""),
        ("economy: {elasticities: BSX}\n", "must be one of BSY", "BSY"),
        (
            "parties: {USA: {weights: {sectors: {motor: 1}}}}\n",
            "must be a sector",
            "motor_vehicles",
        ),
        ("parties: 3\n", "parties must hold keys and values: got `3`", ""),
        ("talks: [a]\n", "talks must hold keys and values", ""),
        ("talks: {Us Japan: {}}\n", "plain name", ""),
        ("talks: {us_japan: null}\n", "must hold one to three pairs of talks: got 0", "rounds: []"),
        ("in_force: {car_rate: {value: 1, fact: nope}}\n", "no fact `nope`", ""),
        ("runs: 1e3\n", "runs must be a whole number", ""),
    ],
)
def test_wrong_values_are_described(problems, text, said, hint):
    found = problems(TOP + text)
    assert any(said in problem.message for problem in found), [p.message for p in found]
    assert any(hint in problem.help for problem in found)
    assert all(problem.place.line >= 1 for problem in found)


def test_a_list_of_rates_falls(problems):
    text = "parties: {USA: {chips: {general_rate: {rates: [24%, 30%, 10%]}}}}\n"
    (problem,) = problems(TOP + text)
    assert problem.message == "rates must fall: 0.3 follows 0.24"
    assert problem.place.column == text.index("30%") + 1


@pytest.mark.parametrize("lists", ["agenda: []", "agenda: [car_rate], off_table: [car_rate]"])
def test_talks_need_a_chip_on_the_table(problems, lists):
    (problem,) = problems(TOP + f"talks: {{us_japan: {{{lists}}}}}\n")
    assert "none is left" in problem.message


def test_a_wrong_section_is_not_reported_as_missing_too(problems):
    text = "talks: {us_japan: {news: [{date: 2025-07-07, deadline: 2025-06-01}]}}\n"
    (problem,) = problems(TOP + text)
    assert "must not lie before its news" in problem.message
