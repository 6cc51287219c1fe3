"""Fingerprints of everything that a run was made from, for its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.ensemble.manifest import sha256
from sim.scenario.document import Node
from sim.scenario.problems import Source
from sim.scenario.resolved import Resolved
from sim.seeds import find_seed_file

TABLES = Path(__file__).parents[1] / "data" / "tables"


def input_hashes(resolved: Resolved) -> dict[str, str]:
    """Return the SHA-256 of each input by name: scenario layers, seed files, benchmark tables.

    A layer is named as messages show it; `--set` texts count as layers.
    """
    layers: dict[str, set[str]] = {}
    for source in _sources(resolved.tree):
        if source.lines:
            layers.setdefault(source.name, set()).add("\n".join(source.lines))
    hashes = {
        name: sha256("\n".join(sorted(texts)).encode()) for name, texts in sorted(layers.items())
    }
    for name in resolved.scenario.facts:
        path = find_seed_file(name, Path(resolved.tree.place.source.name))
        assert path is not None  # loading the scenario has found it
        hashes[f"seeds/{name}"] = sha256(path.read_bytes())
    tables = sorted(TABLES.glob("*.csv"))
    hashes["benchmark tables"] = sha256(b"".join(path.read_bytes() for path in tables))
    return hashes


def _sources(node: Node) -> Iterator[Source]:
    """Yield the sources of a tree, those of values that were replaced included."""
    yield node.place.source
    children: list[Node] = list(node.replaced)
    if isinstance(node.value, dict):
        children += node.value.values()
    elif isinstance(node.value, list):
        children += node.value
    for child in children:
        yield from _sources(child)
