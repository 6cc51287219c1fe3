"""The key of kept values: whatever could change a value changes it, so that none is ever stale."""

from __future__ import annotations

import ast
import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.bargaining.observables import Observables
from sim.chips.base import Valuation
from sim.chips.measures import MeasureRule
from sim.chips.terms import Elsewhere, Terms
from sim.data.tables import load_benchmark
from sim.ensemble.parameters import World
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuation_cache import (
    ValuationCache,
    code_digest,
    code_sources,
    task_digest,
)
from sim.ensemble.valuations import WorldTask
from sim.ensemble.workers import Workers
from sim.scenario.loading import resolve

PACKAGE = Path(sim.__file__).parent
STEEL = MeasureRule("USA", "steel", "tariff", ("JPN",), ("metals",), 0.0, 9.0, True, False)
# Imported on the way, but what they decide arrives in the task, whose content is in the key.
NO_PART = ("scenario/", "ensemble/streams.py", "errors.py", "resources.py")


@pytest.fixture(scope="module")
def task() -> WorldTask:
    scenario = resolve("us-japan-2025-05-30", ["economy.worlds=2"]).scenario
    setup = Setup(scenario, Observables(load_benchmark()))
    return TableWork(setup, Workers(1), None, lambda *_: None).tasks()[0]


def another(value: Any) -> Any:
    """Return the smallest change of a value that makes it another one."""
    changed: Any
    if isinstance(value, bool):
        changed = not value
    elif isinstance(value, (int, float)):
        changed = value - 1e-9
    elif isinstance(value, str):
        changed = value + "x"
    elif isinstance(value, tuple) and value:
        changed = (*value[:-1], another(value[-1]))
    elif value is None or value == ():
        changed = ("x",)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        name = dataclasses.fields(value)[0].name
        changed = dataclasses.replace(value, **{name: another(getattr(value, name))})
    else:
        raise TypeError(f"say here what another {type(value).__name__} is")
    return changed


def test_what_other_talks_brought_is_in_the_name_of_the_file(task: WorldTask, tmp_path) -> None:
    cache = ValuationCache(tmp_path)
    names = set()
    for rate in (0.2, 0.3):
        held = (("state 0", Elsewhere("truce", Terms(china=rate))),)
        names.add(cache._path(dataclasses.replace(task, elsewhere=held), ("state 0",)))
    assert len(names) == 2


def test_every_part_of_a_task_is_in_its_key(task: WorldTask) -> None:
    own = task_digest(task)
    for field in dataclasses.fields(WorldTask):
        if field.name in ("world", "agenda"):
            continue  # below: their first fields are a number and a whole
        if field.name in ("elsewhere", "prepared_as"):
            continue  # part of the file's name, and of no value
        value = getattr(task, field.name)
        new = (STEEL,) if field.name == "measures" else another(value)
        assert task_digest(dataclasses.replace(task, **{field.name: new})) != own, field.name
    for field in dataclasses.fields(Valuation):
        valuation = dataclasses.replace(
            task.valuation, **{field.name: another(getattr(task.valuation, field.name))}
        )
        assert task_digest(dataclasses.replace(task, valuation=valuation)) != own, field.name


def test_every_parameter_of_a_chip_is_in_the_key(task: WorldTask) -> None:
    """A ten-millionth more of any number that a chip or a control reads is another world."""
    own, seen = task_digest(task), set()
    chips = [path for path in task.world.values if path.startswith("parties.")]
    assert len(chips) > 30
    for path in chips:
        value = task.world.values[path]
        values = {**task.world.values, path: value * (1 + 1e-7) if value else 1e-12}
        seen.add(task_digest(dataclasses.replace(task, world=with_values(task.world, values))))
    assert own not in seen
    assert len(seen) == len(chips)
    other = dataclasses.replace(task.world, elasticities="U4x")
    assert task_digest(dataclasses.replace(task, world=other)) != own
    # Which number a world bears does not matter, only what is in it.
    same = dataclasses.replace(task.world, index=task.world.index + 1)
    assert task_digest(dataclasses.replace(task, world=same)) == own


def with_values(world: World, values: dict[str, float]) -> World:
    return dataclasses.replace(world, values=values)


def test_every_level_on_the_agenda_is_in_the_key(task: WorldTask) -> None:
    own = task_digest(task)
    for k, issue in enumerate(task.agenda.issues):
        for changed in (
            dataclasses.replace(issue, levels=another(issue.levels)),
            dataclasses.replace(issue, kind=issue.kind + "x"),
            dataclasses.replace(issue, holder=issue.holder + "x"),
        ):
            issues = (*task.agenda.issues[:k], changed, *task.agenda.issues[k + 1 :])
            agenda = dataclasses.replace(task.agenda, issues=issues)
            assert task_digest(dataclasses.replace(task, agenda=agenda)) != own, changed


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for path in code_sources(PACKAGE):
        target = tmp_path / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


def test_a_copy_has_the_same_key(copied: Path) -> None:
    assert code_digest(copied) == code_digest(PACKAGE)


@pytest.mark.parametrize("suffix", [".csv", ".py"])
def test_one_character_in_any_file_is_another_key(copied: Path, suffix: str) -> None:
    own = code_digest(copied)
    files = [path for path in code_sources(copied) if path.suffix == suffix]
    assert len(files) > (8 if suffix == ".csv" else 40)
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        assert code_digest(copied) != own, path.name
        path.write_bytes(content)
    assert code_digest(copied) == own


def test_files_that_change_places_are_another_key(copied: Path) -> None:
    own = code_digest(copied)
    first, second = copied / "chips" / "rates.py", copied / "economy" / "policy.py"
    first_content, second_content = first.read_bytes(), second.read_bytes()
    first.write_bytes(second_content)
    second.write_bytes(first_content)
    assert code_digest(copied) != own
    first.write_bytes(first_content)
    second.write_bytes(second_content)
    (copied / "economy" / "further.py").write_text("")
    assert code_digest(copied) != own


def test_all_code_that_values_run_through_is_in_the_key() -> None:
    """The imports of the valuer, followed from file to file, are files of the key."""
    known = set(code_sources(PACKAGE))
    reached = set(_reached(PACKAGE / "ensemble" / "valuations.py"))
    assert len(reached) > 30
    missing = {
        name
        for path in reached - known
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(NO_PART)
        and path.name != "__init__.py"
    }
    assert not missing


def _reached(start: Path) -> Iterator[Path]:
    seen, todo = set(), [start]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        yield path
        if not path.relative_to(PACKAGE).as_posix().startswith(NO_PART):
            todo += _imported(path)


def _imported(path: Path) -> Iterator[Path]:
    """Yield the files of this package that a file imports, for type checkers alone or not."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            first, *rest = name.split(".")
            if first != "sim" or not rest:
                continue
            place = PACKAGE.joinpath(*rest)
            for file in (place.with_suffix(".py"), place / "__init__.py"):
                if file.is_file():
                    yield file
