"""Where the Caliendo-Parro (2015) case lies, read as the validation reads it."""

from __future__ import annotations

from pathlib import Path

from sim.validation.caliendo_parro import MEMBERS, CaliendoParro
from sim.validation.caliendo_parro import load as load_case

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
FOLDER = CASES / "caliendo_parro2015"
CANADA, MEXICO, USA = (MEMBERS[name] for name in ("Canada", "Mexico", "USA"))


def load() -> CaliendoParro:
    """Build the case from the replication files."""
    return load_case(CASES)
