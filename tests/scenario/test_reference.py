"""The generated documents are up to date and complete."""

import json
from pathlib import Path

import pytest

from sim.scenario.reference import json_schema, markdown
from sim.scenario.schema import Scenario

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "text"),
    [("scenario.schema.json", json_schema), ("scenario.md", markdown)],
)
def test_docs_are_up_to_date(name, text):
    command = "sim schema" + ("" if name.endswith("json") else " --format markdown")
    assert (DOCS / name).read_text(encoding="utf-8") == text(), f"make docs/{name} by `{command}`"


def test_every_field_is_described():
    seen, todo = set(), [Scenario.model_json_schema()]
    while todo:
        node = todo.pop()
        for name, field in node.get("properties", {}).items():
            if "x-unit" in field or "$ref" in field or "description" in field:
                seen.add(name)
                assert field.get("description"), name
        todo += [*node.get("$defs", {}).values()]
    assert {"deadline", "believes_threat", "max", "rates", "chance_of_rupture"} <= seen


def test_the_schema_of_editors_accepts_variants():
    schema = json.loads(json_schema())
    assert "extends" in schema["properties"]
    assert "required" not in schema
    assert schema["$defs"]["quantity"]["anyOf"][0] == {"type": ["number", "string"]}
    assert schema["additionalProperties"] is False


def test_the_documentation_names_units_and_defaults():
    text = markdown()
    assert "## parties.JPN.chips.agricultural_imports" in text
    assert "written in USD bn/yr, USD m/yr, USD tn/yr" in text
    assert "one of holds_out, steady, eager; drawn by run" in text
