"""The shipped scenarios by the kind of question that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

GROUPS: Final = {
    "The talks": (
        "us-japan-2025-05-30",
        "us-japan-as-it-happened",
        "no-talks",
        "both-in-a-hurry",
        "no-election-in-japan",
        "many-ways-to-bargain",
        "us-japan-replay",
        "leaders-keep-calling",
    ),
    "Industries and parliaments": (
        "diet-must-approve",
        "congress-must-approve",
    ),
    "What chips buy": (
        "farm-and-defense-only",
        "supply-chain-only",
        "shipbuilding-only",
        "everything-on-the-table",
        "japan-without-pledge",
        "no-japanese-chips",
    ),
    "Threats and courts": (
        "threat-certain",
        "threat-not-believed",
        "court-may-void-the-tariffs",
        "court-voids-the-tariffs",
    ),
    "China": (
        "china-tightens-rare-earths",
        "rare-earth-cut-3-months",
        "rare-earth-cut-12-months",
        "truce-with-china-breaks",
        "japan-joins-chip-controls",
        "three-talks",
        "us-china-talks-too",
        "chip-controls-from-july",
    ),
    "What governments want": (
        "us-ignores-deficit",
        "deficit-weight-020",
        "deficit-weight-035",
        "us-wants-revenue",
        "ministries-must-agree",
        "longer-horizon",
    ),
}
"""Groups in the order in which they are listed, each with its scenarios."""

OTHERS: Final = "More questions"


def grouped(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return groups with those of their scenarios that are there; unknown names come last.

    >>> grouped(["no-talks", "of-my-own"])
    [('The talks', ['no-talks']), ('More questions', ['of-my-own'])]
    """
    there = list(names)
    placed = {name for group in GROUPS.values() for name in group}
    groups = [
        *((title, [name for name in group if name in there]) for title, group in GROUPS.items()),
        (OTHERS, [name for name in there if name not in placed]),
    ]
    return [(title, found) for title, found in groups if found]
