"""Seed files: one a news article, each fact with its value, date and the parameters it seeds."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StrictFloat, StrictInt, StringConstraints, model_validator

from sim.resources import library_folder, shipped_file, shipped_names
from sim.scenario.checks import Finding, FindingsError
from sim.scenario.document import read_file
from sim.scenario.layers import shown_path
from sim.scenario.section import Section
from sim.scenario.validation import validate

if TYPE_CHECKING:
    from sim.scenario.problems import Problem

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Day = Annotated[date, Field(strict=True)]
Number = StrictInt | StrictFloat


class Fact(Section):
    """One thing that a source says, in our own words."""

    id: Id = Field(description="Name by which parameters point to the fact.")
    statement: Text = Field(description="What is the case, restated.")
    date: Day = Field(description="Day on which it happened or was so.")
    value: Number | Day | Text | None = Field(default=None, description="The figure, if any.")
    unit: Text | None = Field(default=None, description="Unit of the value.")
    range: tuple[Number, Number] | None = Field(
        default=None, description="Low and high value where sources differ."
    )
    source: Text | None = Field(
        default=None, description="Another source than the article, where the range needs one."
    )
    seeds: tuple[Text, ...] = Field(default=(), description="Paths of the parameters it seeds.")
    seeds_nothing: Text | None = Field(
        default=None, description="Why no parameter follows from it."
    )

    @model_validator(mode="after")
    def _is_used_or_explained(self) -> Self:
        found = []
        if bool(self.seeds) == bool(self.seeds_nothing):
            message = f"fact `{self.id}` must have `seeds` or `seeds_nothing`, and not both"
            found.append(Finding((), message, "name parameters, or say why there are none"))
        if self.range is not None and self.range[0] > self.range[1]:
            found.append(Finding(("range",), "`range` must rise from low to high"))
        if isinstance(self.value, int | float) and self.unit is None:
            found.append(Finding(("value",), "a number must have a `unit`"))
        if found:
            raise FindingsError(found)
        return self


class SeedFile(Section):
    """The facts of one article."""

    title: Text = Field(description="What the article is about.")
    publisher: Text = Field(description="Who published it.")
    published: Day = Field(description="When.")
    reference: Text = Field(description="Where it can be found.")
    facts: tuple[Fact, ...] = Field(min_length=1, description="The facts, in our own words.")

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        seen: set[str] = set()
        found = []
        for i, fact in enumerate(self.facts):
            if fact.id in seen:
                found.append(Finding(("facts", i, "id"), f"fact id `{fact.id}` is used twice"))
            seen.add(fact.id)
        if found:
            raise FindingsError(found)
        return self

    def fact(self, identifier: str) -> Fact | None:
        """Return the fact of that id, or None."""
        return next((fact for fact in self.facts if fact.id == identifier), None)


def read_seed_file(path: Path) -> SeedFile:
    """Return the facts of a seed file; raises `ScenarioError` with every problem found."""
    problems: list[Problem] = []
    tree = read_file(path, shown_path(path), problems)
    return validate(SeedFile, tree, problems)


def find_seed_file(name: str, scenario: Path | None = None) -> Path | None:
    """Return the seed file of that name, near the scenario or among the shipped ones."""
    if scenario is not None:
        for folder in (scenario.parent / "seeds", scenario.parent.parent / "seeds"):
            path = folder / f"{name}.yaml"
            if path.is_file():
                return path
    return shipped_file("seeds", name)


def shipped_seed_files() -> dict[str, SeedFile]:
    """Return every shipped seed file by its name."""
    folder = library_folder("seeds")
    return {name: read_seed_file(folder / f"{name}.yaml") for name in shipped_names("seeds")}
