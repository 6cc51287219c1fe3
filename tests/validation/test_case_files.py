from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InvalidInputError
from sim.validation.__main__ import main
from sim.validation.case_files import case_folder


def test_a_missing_case_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="--cases"):
        case_folder(tmp_path, "ossa2014")


def test_the_command_fails_without_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "validation.md"
    assert main(["--cases", str(tmp_path), "--write", str(written)]) == 3
    assert "caliendo_parro2015" in capsys.readouterr().err
    assert not written.exists()
