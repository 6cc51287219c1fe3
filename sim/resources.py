"""Where the shipped scenarios and seed files are, in a checkout and in an installed package.

A wheel carries them in `sim/library/`; a checkout has them beside the package, at the top level.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["scenarios", "seeds"]


@dataclass(frozen=True)
class Located:
    """A file to read; `note` tells the user when it is not the one they typed."""

    path: Path
    note: str = ""


def library_folder(kind: Kind) -> Path:
    """Return the folder of shipped scenarios or seeds."""
    package = Path(__file__).resolve().parent
    installed = package / "library" / kind
    return installed if installed.is_dir() else package.parent / kind


def shipped_names(kind: Kind) -> list[str]:
    """Return the names of the shipped files, sorted, without `.yaml`."""
    return sorted(path.stem for path in library_folder(kind).glob("*.yaml"))


def shipped_file(kind: Kind, name: str) -> Path | None:
    """Return the shipped file of that name (`.yaml` may be left out), or None."""
    plain = name.removesuffix(".yaml")
    return library_folder(kind) / f"{plain}.yaml" if plain in shipped_names(kind) else None


def locate(kind: Kind, typed: str) -> Located:
    """Return the file that the user means by a path or by the name of a shipped file.

    A path that exists wins. Otherwise a name is looked up among the shipped files, and so is the
    last part of a path such as `scenarios/x.yaml`, with a note. If nothing is found, the path
    comes back as typed: reading it gives the error.
    """
    path = Path(typed)
    exists = os.path.exists(path)  # noqa: PTH110  # unlike Path.exists, no error on odd names
    if exists and (path.suffix == ".yaml" or not path.is_dir()):
        return Located(path)
    shipped = shipped_file(kind, path.name)
    if shipped is None or (exists and path.name != typed):
        return Located(path)
    if path.name == typed and path.suffix != ".yaml":
        return Located(shipped)
    return Located(shipped, f"{typed} is not here: using the shipped file of that name")
