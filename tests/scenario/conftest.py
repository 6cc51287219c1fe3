from pathlib import Path

import pytest

from sim.scenario import ScenarioError, resolve

MAIN = "us-japan-2025-05-30"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into an empty current folder."""
    monkeypatch.chdir(tmp_path)

    def to(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return to


@pytest.fixture
def problems(write):
    """Return the problems of a scenario text."""

    def of(text: str | bytes, sets: tuple[str, ...] = (), name: str = "x.yaml"):
        write(name, text)
        with pytest.raises(ScenarioError) as caught:
            resolve(name, sets)
        return caught.value.problems

    return of
