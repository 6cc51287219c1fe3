"""manifest.json: what a finished run was made from, and with what.

It is written last, so a folder that holds it is complete. It is the only results file whose bytes
may differ between two identical runs (wall time, arguments, versions).
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from typing import TYPE_CHECKING, Any

from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
"""Version of the folder layout; a later one may be refused by an older program."""

_PACKAGES = ("click", "mesa", "numpy", "pydantic", "ruamel.yaml", "scipy")


def _about(text: str) -> Any:
    return field(metadata={"about": text})


@dataclass(frozen=True)
class Manifest:
    """The contents of manifest.json; field descriptions are the user's documentation."""

    scenario: str = _about("name of the scenario")
    title: str = _about("its title")
    seed: int = _about("seed of all dice")
    runs: int = _about("number of runs finished, the rows of runs.csv")
    worlds: int = _about("number of fixed economic worlds that runs are assigned to")
    failed_runs: tuple[Mapping[str, object], ...] = _about("runs that failed: run, reason")
    argv: tuple[str, ...] = _about("the command that was given")
    inputs: Mapping[str, str] = _about("SHA-256 of every input by name")
    approximation: Mapping[str, object] = _about(
        "error of the approximation that the search uses, against exact packages"
    )
    wall_seconds: float = _about("time from start to finish, in seconds; kept nowhere else")
    versions: Mapping[str, str] = _about("versions of sim, Python and the packages used")
    files: Mapping[str, Mapping[str, object]] = _about("bytes and SHA-256 of every other file")
    format: int = _about("version of the folder layout")

    def text(self) -> str:
        """Return the JSON text."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, text: str, where: str) -> Manifest:
        """Return the manifest that `text` holds; raises `ResultsError` naming `where`."""
        try:
            raw = json.loads(text)
        except ValueError as error:
            raise ResultsError(f"{where} must be JSON written by sim run: {error}.") from error
        names = {f.name for f in fields(cls)}
        if not isinstance(raw, dict) or not names <= set(raw):
            raise ResultsError(
                f"{where} must be a manifest written by sim run; it is another file."
            )
        if raw["format"] != FORMAT:
            raise ResultsError(
                f"{where} has layout {raw['format']}; this version of sim reads layout {FORMAT}. "
                "Run the scenario again or use the sim version named in the manifest."
            )
        kept = {name: raw[name] for name in names}
        return cls(**kept | {"failed_runs": tuple(raw["failed_runs"]), "argv": tuple(raw["argv"])})


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of sim, Python and the packages that results may depend on."""
    found = {"python": platform.python_version()}
    for package in ("sim", *_PACKAGES):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found
