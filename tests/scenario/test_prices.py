"""Who pays a tariff, in scenario files: what may be written, and what is said of mistakes."""

from sim.scenario.loading import resolve

from .conftest import MAIN

TOP = f"extends: {MAIN}\n"


def test_mistakes_are_shown_at_their_line(problems):
    found = problems(
        TOP + "economy:\n"
        "  first_year_lending: -1\n"
        "  pass_through: {cars_from_japan: 120%, cars_from_korea: 10%}\n"
        "  collection: {lag: 3 USD bn}\n"
    )
    said = {problem.place.line: problem.message for problem in found}
    assert "first year lending must lie between 0 and 20: got -1" in said[3]
    assert any("cars from japan must lie between 0 and 1" in p.message for p in found)
    assert any(
        "`cars_from_korea` is not a key of `economy.pass_through`" in p.message for p in found
    )
    assert "lag must be given in months: got USD bn" in said[5]
    assert len(found) == 4


def test_a_sector_may_have_its_own_share_but_cars_have_their_keys(problems):
    sectors = TOP + "economy: {pass_through: {sectors: {%s: 30%%}}}\n"
    (cars,) = problems(sectors % "motor_vehicles")
    assert "`motor_vehicles` cannot stand under `sectors`" in cars.message
    assert "cars_from_japan" in cars.help
    (steel,) = problems(sectors % "metal")
    assert "metals" in steel.help
    economy = resolve(MAIN, ["economy.pass_through.sectors.metals=30%"]).scenario.economy
    assert economy.pass_through.sectors["metals"].mean == 0.3


def test_everything_can_be_switched_off():
    names = (
        "first_year_lending",
        "pass_through.cars_from_japan",
        "pass_through.cars_from_others",
        "pass_through.other_goods",
        "pass_through.fades_over",
        "collection.lag",
        "collection.never_collected",
    )
    economy = resolve(MAIN, [f"economy.{name}=0" for name in names]).scenario.economy
    assert economy.first_year_lending.mean == 0.0
    assert economy.pass_through.cars_from_japan.mean == economy.collection.lag.mean == 0.0


def test_every_number_says_where_it_comes_from():
    economy = resolve(MAIN, []).scenario.economy
    for section in (economy.pass_through, economy.collection):
        for name in set(type(section).model_fields) - {"sectors"}:
            value = getattr(section, name)
            assert value.source or value.assumed, name
            assert value.scope == "world"
    assert economy.first_year_lending.source
