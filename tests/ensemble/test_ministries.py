"""Divided governments in whole runs: what their rule of decision does to deals."""

from __future__ import annotations

import csv

import numpy as np


def dates(finished) -> np.ndarray:
    with (finished.folder / "runs.csv").open() as file:
        return np.array([row["agreement_date"] for row in csv.DictReader(file)])


def test_a_veto_for_each_ministry_costs_deals(play, finished):
    """On the same dice more deals fall away than are won."""
    united = dates(finished)
    divided = dates(play(scenario="ministries-must-agree"))
    gap = (united != "").astype(float) - (divided != "")
    half = 1.96 * gap.std(ddof=1) / np.sqrt(len(gap))
    assert gap.mean() - half > 0.0
    assert (divided != "").any()
