"""A fingerprint of the program itself: results kept on disk hold for one version of it only."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from sim.ensemble.manifest import versions

_ROOMS = ("agents", "bargaining", "chips", "data", "economy", "ensemble", "scenario", "seeds")


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Return a digest of the source code and tables that results are computed with.

    Reports and commands are left out: they change no number. Versions of the packages are in.
    """
    package = Path(__file__).parents[1]
    found = [package / "model.py"]
    for room in _ROOMS:
        found += [*(package / room).rglob("*.py"), *(package / room).rglob("*.csv")]
    digest = hashlib.sha256(repr(sorted(versions().items())).encode())
    for path in sorted(found):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
