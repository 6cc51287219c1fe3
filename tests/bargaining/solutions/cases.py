"""Readers of published games: Genius XML, NegoLog JSON, coalitional games; and where they are.

A bilateral game becomes a table of payoffs (M, 2) and a disagreement point (2,). The formats belong
to the tests; the product knows only tables.
"""

from __future__ import annotations

import itertools
import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CASES = Path(__file__).resolve().parents[3].parent / "shared" / "cases"
GENIUS, NEGOLOG = CASES / "games" / "genius", CASES / "games" / "negolog"
SHAPLEY = CASES / "games" / "shapley" / "three_player_games.json"
THEORY = CASES / "theory_values.json"

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not here")


def folders(root: Path) -> list[str]:
    """Return the names of the games in a folder; none where the folder is absent."""
    return sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def load_json(path: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


Names = list[dict[str, str]]


def genius_game(folder: Path) -> tuple[Floats, Floats, Names]:
    """Return the table, reservation values and outcomes by name of a Genius game.

    Evaluations are divided by the issue's largest before weighting (the cases' README).
    """
    profiles = load_json(folder / "expected.json")["profiles"]
    names: list[list[str]] | None = None
    columns, reservation = [], []
    for profile in profiles:
        root = ET.parse(folder / profile).getroot()
        issues = sorted(root.iter("issue"), key=lambda issue: int(issue.attrib["index"]))
        weights = {w.attrib["index"]: float(w.attrib["value"]) for w in root.iter("weight")}
        values = []
        for issue in issues:
            raw = {i.attrib["value"]: float(i.attrib["evaluation"]) for i in issue.iter("item")}
            top = max(raw.values())
            values.append({k: weights[issue.attrib["index"]] * v / top for k, v in raw.items()})
        # The first profile fixes the order of outcomes; the second may list its items otherwise.
        names = names or [list(value) for value in values]
        ordered = zip(values, names, strict=True)
        columns.append(_additive([[value[item] for item in items] for value, items in ordered]))
        stated = root.find("reservation")
        reservation.append(0.0 if stated is None else float(stated.attrib["value"]))
    issues_by_name = {
        issue.attrib["name"]: items for issue, items in zip(issues, names, strict=True)
    }
    return np.stack(columns, axis=1), np.array(reservation), _outcomes(issues_by_name)


def negolog_game(folder: Path) -> tuple[Floats, Floats, Names]:
    """Return the table, reservation values and outcomes by name of a NegoLog game."""
    columns, reservation = [], []
    for side in "AB":
        profile = load_json(folder / f"profile{side}.json")
        weights = profile["issueWeights"]
        values = [
            [weights[issue] * value for value in levels.values()]
            for issue, levels in profile["issues"].items()
        ]
        columns.append(_additive(values))
        reservation.append(float(profile["reservationValue"]))
    names = {issue: list(levels) for issue, levels in profile["issues"].items()}
    return np.stack(columns, axis=1), np.array(reservation), _outcomes(names)


def _outcomes(issues: dict[str, list[str]]) -> Names:
    """Return every combination of items, the first issue slowest, as in the tables."""
    combinations = itertools.product(*issues.values())
    return [dict(zip(issues, items, strict=True)) for items in combinations]


def _additive(values: Sequence[Sequence[float]]) -> Floats:
    return np.array([sum(combination) for combination in itertools.product(*values)])
