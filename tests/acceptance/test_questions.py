"""Expectations of analysts, in YAML, on small runs of the shipped scenarios."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

QUESTIONS = YAML(typ="safe").load(Path(__file__).with_name("questions.yaml"))


def column(folder: Path, name: str) -> np.ndarray:
    with (folder / "runs.csv").open() as file:
        return np.array([float(row[name] or "nan") for row in csv.DictReader(file)])


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked["question"])
def test_question(play, asked, monkeypatch):
    monkeypatch.setattr("sim.ensemble.search.CATALOGUE_SIZE", asked.get("packages", 60))
    runs = asked.get("runs", 100)
    sets = [f"economy.worlds={asked.get('worlds', 2)}"]
    folder = play(*sets, scenario=asked["scenario"], runs=runs).folder
    other = play(*sets, scenario=asked["against"], runs=runs).folder if "against" in asked else None
    for name, expected in asked["expect"].items():
        values = column(folder, name)
        if other is None:
            low, high = expected
            assert low - 1e-9 <= np.nanmean(values) <= high + 1e-9, name
            continue
        difference = values - column(other, name)
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        sign = {"higher": 1, "lower": -1}[expected]
        assert sign * difference.mean() > 2 * error, (name, difference.mean(), error)
