"""Arrays kept on disk between runs: read if they are whole, written so that they are whole."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def read_arrays(path: Path | None) -> Arrays | None:
    """Return the arrays of a file, or None without one; a damaged file counts as none."""
    if path is None or not path.exists():
        return None
    try:
        with np.load(path) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def write_arrays(path: Path | None, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays to a file at once; what cannot be kept (a full disk) is left out."""
    if path is None:
        return
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        partial.replace(path)
