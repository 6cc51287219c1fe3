"""Where the published cases are, if they are here."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.validation import ossa

CASES = Path(__file__).parents[2].parent / "shared" / "cases"


@pytest.fixture(scope="session")
def cases() -> Path:
    if not CASES.is_dir():
        pytest.skip("../shared/cases is not here")
    return CASES


@pytest.fixture(scope="session")
def ossa_case(cases: Path) -> ossa.Ossa:
    return ossa.load(cases)
