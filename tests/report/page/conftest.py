"""Results folders and the page of one of them, shared by the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.report.page.folders import page_of, write


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that tests only read."""
    return write(tmp_path_factory.mktemp("page") / "run")


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy of the folder that a test may change."""
    return Path(shutil.copytree(finished, tmp_path / "run"))


@pytest.fixture
def build(tmp_path: Path):
    """Return a function that writes a folder with other values."""
    return lambda *sets, **options: write(tmp_path / "built", *sets, **options)


@pytest.fixture(scope="session")
def page(finished: Path) -> str:
    """The page of the folder."""
    return page_of(finished)
