"""Measures as an analyst writes them: what is accepted, and what is refused at its place."""

import datetime as dt

import pytest

from sim.scenario import load, resolve

from .conftest import MAIN

TOP = f"extends: {MAIN}\n"
QUOTA = "kind: tariff_quota, sectors: ores, volume: 1"
HEAD = TOP + "parties: {"


def usa(measures: str) -> str:
    return HEAD + f"USA: {{measures: {{{measures}}}}}}}\n"


def test_an_analyst_writes_what_is_in_the_news(write):
    write(
        "x.yaml",
        TOP
        + "parties:\n"
        + "  USA:\n    measures:\n"
        + "      steel: {kind: tariff, sectors: metals, rate: {value: 50%, source: 4 June 2025},"
        + " stackable: false, since: 2025-06-04}\n"
        + "      chips: {kind: export_quota, partners: CHN, sectors: [semiconductors],"
        + " volume: {between: [30%, 50%]}, rent: burnt}\n"
        + "  CHN:\n    measures:\n"
        + "      graphite: {kind: export_tax, sectors: [chemicals], rate: 25%, exempt_share: 98%}\n"
        + "  JPN:\n    measures:\n"
        + "      rice: {kind: tariff_quota, sectors: agriculture, amount: 0.6 USD bn/yr,"
        + " in_quota_rate: 0%, over_quota_rate: 300%, rent: {one_of: [state, importer]}}\n",
    )
    scenario = load("x.yaml")
    steel = scenario.parties.USA.measures["steel"]
    assert steel.partners_of("USA") == ("JPN", "CHN", "EU27", "KOR", "TWN", "AUS", "MYS", "ROW")
    assert (steel.sectors, steel.since, steel.stackable) == (
        ("metals",),
        dt.date(2025, 6, 4),
        False,
    )
    chips = scenario.parties.USA.measures["chips"]
    assert chips.partners_of("USA") == ("CHN",)
    assert chips.volume.scope == "world"
    assert scenario.parties.JPN.measures["rice"].rent.is_uncertain
    again = resolve("x.yaml")
    write("y.yaml", again.to_yaml())
    assert load("y.yaml").parties == scenario.parties
    shown = {row.path: row.words for row in again.rows()}
    assert shown["parties.USA.measures.steel.stackable"] == "false"
    assert shown["parties.USA.measures.steel.rate"] == "50%"
    assert "parties.USA.measures.chips.stackable" not in shown


def test_measures_are_changed_from_the_command_line_and_taken_away(write):
    write("x.yaml", usa("a: {kind: tariff, sectors: all, rate: 5%}"))
    changed = resolve("x.yaml", ["usa.measures.a.rate=7%"]).scenario
    assert changed.parties.USA.measures["a"].rate.mean == 0.07
    assert len(changed.parties.USA.measures["a"].sectors_meant) == 23
    assert not resolve("x.yaml", ["usa.measures.a=null"]).scenario.parties.USA.measures


@pytest.mark.parametrize(
    ("measure", "said", "hint"),
    [
        ("{kind: tarif, sectors: all}", "must be a kind of measure: got `tarif`", "tariff"),
        ("{kind: tariff, rate: 5%}", "must have `sectors`", "Sectors it falls on"),
        ("{kind: tariff, sectors: [], rate: 5%}", "sectors must have at least", ""),
        ("{kind: tariff, sectors: steel, rate: 5%}", "must be a sector, or all", ""),
        ("{kind: tariff, sectors: [metal], rate: 5%}", "entry 1 of sectors must be", "metals"),
        ("{kind: tariff, partners: [CHI], sectors: all, rate: 5%}", "must be a region", "CHN"),
        ("{kind: tariff, partners: [USA], sectors: all, rate: 5%}", "must name others", ""),
        ("{kind: tariff, sectors: all}", "kind tariff must have `rate`", "points on the border"),
        ("{kind: tariff, sectors: all, rate: 25}", "must lie between 0 and 10", "mean `25%`"),
        ("{kind: tariff, sectors: all, rate: -5%}", "must lie between 0 and 10", ""),
        ("{kind: tariff, sectors: all, rate: 5%, volume: 2%}", "`volume` has no meaning", ""),
        ("{kind: tariff, sectors: all, rate: 5%, stackable: 1}", "true or false", ""),
        ("{kind: tariff, sectors: [all, food], rate: 5%}", "once, or all alone", ""),
        ("{kind: tariff, sectors: [food, food], rate: 5%}", "once, or all alone", ""),
        ("{kind: trade_cost, sectors: all, rate: 5%}", "must have `change`", ""),
        ("{kind: trade_cost, sectors: all, change: -95%}", "-90 % to 1000 %", ""),
        ("{kind: export_ban, sectors: food, rent: burnt}", "must have `evaded_share`", ""),
        (
            "{kind: export_ban, partners: CHN, sectors: food, rent: burnt, evaded_share: 0%}",
            "must lie between 0.001 and 1",
            "",
        ),
        ("{kind: export_quota, sectors: food, volume: 40%}", "must have `rent`", "Who earns"),
        (
            "{kind: export_quota, sectors: ores, rent: state}",
            "must have `volume` or `amount`",
            "prices of 2024",
        ),
        (
            "{kind: export_quota, sectors: ores, rent: state, volume: 1, amount: 1 USD bn/yr}",
            "just one of `volume` or `amount`: got both",
            "",
        ),
        (
            f"{{{QUOTA}, in_quota_rate: 9%, over_quota_rate: 5%, rent: state}}",
            "`over_quota_rate` must not lie below",
            "dearer",
        ),
        (
            f"{{{QUOTA}, in_quota_rate: 9%, rent: burnt}}",
            "goes to the state, exporters or importers",
            "",
        ),
        (
            "{kind: tariff, sectors: all, rate: 5%, since: 2025-08-01, until: 2025-07-01}",
            "`until` must lie after `since` 2025-08-01",
            "",
        ),
        (
            "{kind: export_quota, partners: JPN, sectors: food, volume: 40%, rent: state}",
            "is what agricultural_imports commits to",
            "contradict",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_line(problems, measure, said, hint):
    found = problems(TOP + "parties:\n  USA:\n    measures:\n      mine: " + measure + "\n")
    texts = [problem.render() for problem in found]
    assert any(said in text and hint in text for text in texts), texts
    assert all(problem.place.line == 5 for problem in found)


def test_limits_on_one_flow_and_on_licensed_goods(problems):
    found = problems(
        HEAD
        + "JPN: {measures: {a: {kind: export_quota, partners: CHN, sectors: machinery, volume: 1,"
        + " rent: state}, c: {kind: export_ban, partners: CHN, sectors: [chip_equipment],"
        + " evaded_share: 5%, rent: burnt}}},\n"
        + "CHN: {measures: {b: {kind: tariff_quota, partners: JPN, sectors: machinery, volume: 1,"
        + " in_quota_rate: 0%, rent: state},"
        + " d: {kind: export_quota, sectors: [re_magnets], volume: 30%, rent: state}}}}\n"
    )
    assert [problem.message for problem in found] == [
        "trade in machinery from JPN to CHN already stands under `parties.JPN.measures.a`",
        "trade in re_magnets from CHN to USA stands under China's licences",
    ]
    assert [problem.place.line for problem in found] == [3, 3]


def test_a_quota_where_china_may_answer(problems):
    quota = "kind: tariff_quota, partners: JPN, volume: 1, in_quota_rate: 0%, rent: state"
    text = HEAD + f"CHN: {{measures: {{q: {{{quota}, sectors: chip_equipment}}}}}}}}\n"
    (problem,) = problems(text)
    assert "China's answer to chip_equipment_cooperation" in problem.message
