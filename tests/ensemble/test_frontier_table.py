"""frontier.csv of a small run: nobody can better its packages, and it is the same for any run."""

import csv

import numpy as np
import pytest


def rows(folder):
    with (folder / "frontier.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def found(finished):
    return rows(finished.folder)


def values(listed):
    return np.array([[float(row["value_USA"]), float(row["value_JPN"])] for row in listed])


def test_what_one_side_gains_along_the_frontier_the_other_loses(found):
    edge = values([row for row in found if row["point"] == "efficient"])
    assert len(edge) > 10
    assert (np.diff(edge[:, 0]) > 0).all()
    assert (np.diff(edge[:, 1]) < 0).all()


def test_better_than_no_deal_means_better_for_both(found):
    (nothing,) = values([row for row in found if row["point"] == "no_deal"])
    for row in found:
        if row["no_worse_than_no_deal"]:
            better = bool((values([row])[0] >= nothing).all())
            assert row["no_worse_than_no_deal"] == str(int(better))


def test_points_of_concepts_lie_on_the_frontier_or_at_no_deal(found):
    edge = {(row["value_USA"], row["value_JPN"]) for row in found if row["point"] == "efficient"}
    (nothing,) = [
        (row["value_USA"], row["value_JPN"]) for row in found if row["point"] == "no_deal"
    ]
    by_name = {row["point"]: row for row in found if row["point"] != "efficient"}
    assert {"nash", "kalai_smorodinsky", "maximum_sum", "variable_threats"} <= set(by_name)
    for name in ("nash", "kalai_smorodinsky", "maximum_sum"):
        row = by_name[name]
        place = (row["value_USA"], row["value_JPN"])
        assert place in edge if row["chip.car_rate"] else place == nothing
    assert by_name["maximum_sum"]["chip.car_rate"]


def test_it_does_not_depend_on_the_number_of_runs(found, play):
    assert rows(play(runs=1).folder) == found
