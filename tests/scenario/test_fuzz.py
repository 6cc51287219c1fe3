"""Whatever happens to a scenario file: it is valid, or it is refused with places and words."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.resources import library_folder, shipped_names
from sim.scenario import ScenarioError, resolve

FOLDER = library_folder("scenarios")
TEXTS = [
    (FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in shipped_names("scenarios")
]
SCRAPS = [
    "{}", "[]", "null", "~", "24%", "-3 USD bn", "&a", "*a", "<<: {}", "!!x", "\t", ": ", "- ",
    "{between: [1, 0]}", "{value: }", "2025-13-01", "'", '"', "#", "\x00", "\ud7ff", "yes", ".nan",
    "1e400", "extends: x", "\n", "  ", "[", "}", "? ", "|", ">", "%", "@", "`",
]  # fmt: skip


@st.composite
def mutations(draw):
    """A shipped file with a few pieces cut out, doubled, moved or overwritten."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(
            st.one_of(
                st.sampled_from(SCRAPS),
                st.text(max_size=6),
                st.just(text[start:end] * 2),
                st.just(""),
            )
        )
        text = text[:start] + piece + text[end:]
    return text


@settings(
    max_examples=300,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole files takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(mutations())
def test_a_broken_file_is_refused_or_valid_but_never_crashes(tmp_path, text):
    is_refused_or_valid(tmp_path / "fuzz.yaml", text)


def is_refused_or_valid(path, text):
    """Fail unless a file with this text is refused in words or resolves to itself again."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    resolved, rendered = outcome(path)
    if resolved is None:
        assert rendered
        assert all(part.startswith("error: ") for part in rendered)
    else:
        path.write_text(resolved.to_yaml(), encoding="utf-8")
        assert resolve(path).scenario.talks == resolved.scenario.talks


@settings(max_examples=100, deadline=None)
@given(st.tuples(st.sampled_from(["", "usa.resolve=", "runs="]), st.text(max_size=20)).map("".join))
def test_any_text_behind_set_is_refused_or_valid(text):
    resolved, rendered = outcome("us-japan-2025-05-30", [text])
    assert (resolved is None) == bool(rendered)


def outcome(path, sets=()):
    """Return the resolved scenario, or the errors as they are printed."""
    try:
        return resolve(path, sets), []
    except ScenarioError as error:
        return None, [problem.render() for problem in error.problems]
