"""docs/instruments.md: its scenario is valid, and the tests it names exist."""

import re
from pathlib import Path

from sim.scenario import load
from sim.scenario.measures import KINDS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "instruments.md").read_text(encoding="utf-8")


def test_the_example_is_a_scenario(write):
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    write("x.yaml", example)
    parties = load("x.yaml").parties
    named = [*parties.USA.measures, *parties.JPN.measures, *parties.CHN.measures]
    assert named == ["steel", "chips", "cars", "farm", "graphite"]


def test_every_kind_is_in_the_table():
    assert [kind for kind in KINDS if f"measure `{kind}`" not in TEXT] == []


def test_every_test_that_is_named_exists():
    named = re.findall(r"`(tests/[a-z_/]+\.py)(?:::(\w+))?`", TEXT)
    assert len(named) > 25
    for path, function in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {function}" in source, (path, function)
