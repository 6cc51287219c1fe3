"""Five thousand broken scenario files: each is valid or refused in words, none ends in a traceback.

The command line is asked too, for a part of them, since it prints what the library raises.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.cli.conftest import sim  # noqa: F401  (a fixture)
from tests.scenario.test_fuzz import is_refused_or_valid, mutations

pytestmark = pytest.mark.nightly

MANY = settings(
    max_examples=5000,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MANY
@given(mutations())
def test_five_thousand_files(tmp_path, text):
    is_refused_or_valid(tmp_path / "fuzz.yaml", text)


@settings(MANY, max_examples=200)
@given(mutations())
def test_the_command_ends_with_0_or_3(sim, tmp_path, text):  # noqa: F811
    path = tmp_path / "fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    code, _, err = sim("validate", str(path))
    assert code in (0, 3)
    assert "Traceback" not in err
    assert "a fault of sim" not in err
