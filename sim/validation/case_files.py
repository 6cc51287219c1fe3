"""Where published cases lie, and what to say when they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.errors import InvalidInputError


def case_folder(cases: Path, name: str) -> Path:
    """Return a case's folder; raise InvalidInputError if there is none."""
    folder = cases / name
    if not folder.is_dir():
        raise InvalidInputError(
            f"The folder of cases must hold {name}/; {cases} does not. Name the right folder"
            " with --cases."
        )
    return folder


def read_json(path: Path) -> Any:
    """Read one JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
