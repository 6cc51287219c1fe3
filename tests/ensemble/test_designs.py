import numpy as np
import pytest

from sim.ensemble.designs import DesignError, Varied, rows


def test_a_range_with_units_becomes_even_steps():
    rate = Varied.parse("talks.us_japan.threat.general_rate=15%:30%:4")
    assert rate.levels() == ("15%", "20%", "25%", "30%")


def test_the_unit_of_the_upper_end_holds_for_both():
    assert Varied.parse("x.max=3:7.2 USD bn/yr:2").levels() == ("3 USD bn/yr", "7.2 USD bn/yr")


def test_a_finer_grid_meets_the_coarser_one():
    coarse = Varied.parse("a.b=0:0.35:8").levels()
    assert set(coarse) <= set(Varied.parse("a.b=0:0.35:15").levels())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("usa.resolve", "PATH=LO:HI:N"),
        ("=1:2:3", "PATH=LO:HI:N"),
        ("a.b=2:1:3", "rise from LO to HI"),
        ("a.b=1:2:1", "2 or more steps"),
        ("a.b=1 days:2 months:3", "one unit"),
        ("a.b=x,x", "different values"),
        ("a.b=x,,y", "different values"),
        ("runs=100,200", "no parameter of the model"),
    ],
)
def test_what_cannot_be_varied_is_a_usage_error(text, message):
    with pytest.raises(DesignError, match=message) as caught:
        Varied.parse(text)
    assert caught.value.exit_code == 2


def test_a_grid_has_every_combination_last_parameter_fastest():
    varied = [Varied.parse("a.x=1,2"), Varied.parse("a.y=0:1:2")]
    assert rows(varied, "grid", 0, 0) == [("1", "0"), ("1", "1"), ("2", "0"), ("2", "1")]


def test_more_sobol_points_extend_fewer():
    varied = [Varied.parse("a.x=0:1"), Varied.parse("a.y=10%:20%")]
    assert rows(varied, "sobol", 100, 0)[:37] == rows(varied, "sobol", 37, 0)
    assert rows(varied, "sobol", 37, 1) != rows(varied, "sobol", 37, 0)


@pytest.mark.parametrize("design", ["latin", "sobol"])
def test_each_stratum_of_each_parameter_has_one_point(design):
    varied = [Varied.parse(f"a.{name}=0:1") for name in "xyz"]
    points = np.array(rows(varied, design, 64, 0), dtype=float)
    for column in points.T:
        assert sorted((column * 64).astype(int)) == list(range(64))


def test_listed_values_are_shared_out_evenly():
    points = rows([Varied.parse("usa.pace=steady,eager")], "latin", 10, 0)
    assert sorted(points) == [("eager",)] * 5 + [("steady",)] * 5


@pytest.mark.parametrize(
    ("texts", "design", "points", "message"),
    [
        ([], "grid", 0, "at least one"),
        (["a.x=0:1:2", "a.x=0:1:2"], "grid", 0, "varied once"),
        (["a.x=0:1"], "grid", 0, "number of steps"),
        (["a.x=0:1:2"], "grid", 4, "leave out --points"),
        (["a.x=0:1"], "sobol", 0, "needs --points"),
        (["a.x=0:1:5"], "latin", 4, "leave the steps"),
        (["a.x=0:1:1000", "a.y=0:1:1000"], "grid", 0, "at most"),
    ],
)
def test_what_does_not_fit_together_is_an_error(texts, design, points, message):
    with pytest.raises(DesignError, match=message):
        rows([Varied.parse(text) for text in texts], design, points, 0)
