"""Where each value comes from, and the resolved file that can be loaded again."""

import dataclasses

import pytest

from sim.ensemble.parameters import parameters
from sim.resources import shipped_names
from sim.scenario import load, resolve
from sim.scenario.values import Choice, Quantity

from .conftest import MAIN


def row(resolved, path):
    (found,) = [row for row in resolved.rows() if row.path == path]
    return found


def test_each_value_remembers_the_layer_that_set_it(write):
    write("base.yaml", f"extends: {MAIN}\nruns: 10\nseed: 1\n")
    write("v.yaml", "extends: base\n\nruns: 20\n")
    resolved = resolve("v.yaml", ["usa.resolve=0.3"])
    assert row(resolved, "runs").origin == "v.yaml:3"
    assert row(resolved, "runs").replaced[0] == "base.yaml:2"
    assert row(resolved, "runs").replaced[1].startswith(f"{resolve(MAIN).tree.place.source.name}:")
    assert row(resolved, "seed").origin == "base.yaml:3"
    assert row(resolved, "parties.USA.resolve").origin == "--set"
    assert row(resolved, "advanced.pace.eager").origin == "default"


def test_notes_words_and_scope_are_shown():
    deficit = row(resolve(MAIN), "parties.USA.weights.deficit")
    assert (deficit.words, deficit.scope, deficit.fact) == (
        "0.05 to 0.35",
        "run",
        "deficit_measures",
    )
    assert deficit.assumed
    assert deficit.description
    assert row(resolve(MAIN), "talks.us_japan.rounds").words.startswith("2025-05-30, 2025-06-06")


def test_every_number_has_a_source_or_says_that_it_is_assumed():
    bare = {
        r.path
        for r in resolve(MAIN).rows()
        if r.scope and not (r.source or r.assumed) and "pace" not in r.path
    }
    assert bare == set()


@pytest.mark.parametrize("name", shipped_names("scenarios"))
def test_the_resolved_file_resolves_to_itself(write, name):
    resolved = resolve(name)
    text = resolved.to_yaml()
    write("again.yaml", text)
    again = resolve("again.yaml")
    assert again.scenario == resolved.scenario
    assert strip_comments(again.to_yaml()) == strip_comments(text)
    assert resolve(name).to_yaml() == text


def test_strange_texts_survive(write):
    title = '"# no: \\"quotes\\", [x] {y} \\u00e9 \\u2028 \\t"'
    write("v.yaml", f"extends: {MAIN}\ntitle: {title}\nquestion: 'null'\n")
    resolved = resolve("v.yaml")
    write("again.yaml", resolved.to_yaml())
    assert load("again.yaml") == resolved.scenario
    assert resolved.scenario.question == "null"


def test_rows_cover_every_quantity_of_the_model():
    def count(value):
        if isinstance(value, (Quantity, Choice)):
            return 1
        if hasattr(value, "model_fields_set"):
            return sum(count(getattr(value, name)) for name in type(value).model_fields)
        parts = value.values() if isinstance(value, dict) else value
        return sum(map(count, parts)) if isinstance(value, (dict, tuple)) else 0

    resolved = resolve(MAIN)
    listed = parameters(resolved.scenario)
    rates = sum(".rates." in path for path in listed)
    choices = {path for path, found in listed.items() if isinstance(found.value, Choice)}
    rows = [r for r in resolved.rows() if not r.path.endswith(".rates")]
    uncertain = [r for r in rows if r.unit not in ("", "date") or r.scope or r.path in choices]
    assert len(uncertain) == count(resolved.scenario) - rates
    assert len({dataclasses.astuple(r)[0] for r in rows}) == len(rows)


def strip_comments(text):
    return [line.split("  # ")[0] for line in text.splitlines()]
