import numpy as np
import pytest

from sim.analysis.compare import compare
from sim.ensemble.loading import load_results
from sim.ensemble.measures import Measure, RunTable
from sim.ensemble.store import ResultsFolder

GAIN = Measure("utility", "JPN", baseline="in_force")
DAYS = Measure("days_to_agreement", "USA", "JPN")


def write(path, *, n=200, worlds=4, seed=0, shift=0.0, value=1, extra=(), dice=0):
    rng = np.random.default_rng(dice)
    run = np.arange(n)
    luck = rng.normal(size=n)
    values = {
        GAIN: luck + run % worlds + shift,
        DAYS: np.where(luck + shift > 0, 30.0, np.nan),
        **dict.fromkeys(extra, luck),
    }
    with ResultsFolder(path) as folder:
        runs = folder.runs(path.name)
        runs.append(RunTable(run, run % worlds, values))
        runs.summarise()
        folder.text("scenario.resolved.yaml", f"title: {path.name}\nparties: {{x: {value}}}\n")
        folder.finish(
            scenario=path.name,
            title=path.name,
            seed=seed,
            worlds=worlds,
            argv=[],
            inputs={},
            wall_seconds=1.0,
        )
    return load_results(path)


def test_runs_on_shared_dice_are_compared_one_by_one(tmp_path):
    found = compare(write(tmp_path / "a"), write(tmp_path / "b", shift=0.25, value=2))
    assert (found.method, found.runs, found.notes) == ("paired", 200, ())
    gain, days = found.differences
    assert (gain.difference, gain.ci_low, gain.ci_high) == pytest.approx((0.25, 0.25, 0.25))
    assert days.base_only == 0
    assert days.other_only > 0
    assert [(c.path, c.before, c.after) for c in found.changes] == [("parties.x", "1", "2")]


def test_another_seed_is_not_paired_and_says_so(tmp_path):
    found = compare(write(tmp_path / "a"), write(tmp_path / "b", seed=1, dice=1))
    assert found.method == "unpaired"
    assert "the seeds differ (0 and 1)" in found.notes[0]
    # Worlds are the same for all seeds, so their range is known.
    assert not np.isnan(found.differences[0].world_low)


def test_other_worlds_are_not_paired_and_say_so(tmp_path):
    found = compare(write(tmp_path / "a"), write(tmp_path / "b", worlds=8))
    assert found.method == "unpaired"
    assert "numbers of worlds differ (4 and 8)" in found.notes[0]
    assert np.isnan(found.differences[0].world_low)


def test_fewer_runs_are_compared_over_those_in_both(tmp_path):
    found = compare(write(tmp_path / "a", n=200), write(tmp_path / "b", n=100, shift=0.5))
    assert (found.method, found.runs) == ("paired", 100)
    assert found.notes == ("100 runs are in both; only these are compared",)
    assert found.differences[0].n == 100


def test_a_summary_alone_is_compared_with_a_note(tmp_path):
    base, other = write(tmp_path / "a"), write(tmp_path / "b", shift=0.5)
    (tmp_path / "alone.csv").write_bytes((other.path / "summary.csv").read_bytes())
    found = compare(base, load_results(tmp_path / "alone.csv"))
    assert found.method == "summaries"
    assert found.changes is None
    assert found.differences[0].difference == pytest.approx(0.5)
    assert "a summary alone" in found.notes[0]


def test_runs_alone_are_not_paired_because_their_seed_is_unknown(tmp_path):
    base, other = write(tmp_path / "a"), write(tmp_path / "b", shift=0.5)
    (tmp_path / "alone.csv").write_bytes((other.path / "runs.csv").read_bytes())
    found = compare(base, load_results(tmp_path / "alone.csv"))
    assert found.method == "unpaired"
    assert "does not tell its seed" in found.notes[0]


def test_measures_of_one_scenario_only_are_listed(tmp_path):
    chip = Measure("chip_level", "JPN", "USA", "investment_pledge")
    found = compare(write(tmp_path / "a", extra=[chip]), write(tmp_path / "b"))
    assert found.only_base == (chip.column,)
    assert found.only_other == ()


def test_the_number_of_runs_to_settle_is_rounded_up_to_two_digits(tmp_path):
    found = compare(write(tmp_path / "a"), write(tmp_path / "b", seed=1, dice=1))
    gain = found.differences[0]
    exact = gain.share_more * 200
    more = found.more_runs(gain)
    assert gain.includes_zero
    assert exact <= more <= 1.1 * exact + 1
    assert float(f"{more:.1e}") == more


def test_what_is_settled_needs_no_more_runs(tmp_path):
    found = compare(write(tmp_path / "a"), write(tmp_path / "b", shift=0.25))
    assert found.more_runs(found.differences[0]) == 0
    same = compare(found.base, found.base)
    assert same.more_runs(same.differences[0]) is None
