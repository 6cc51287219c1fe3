import json


def test_a_sweep_prints_a_row_a_point_and_ends_with_4_if_one_failed(play, sim):
    command = ("sweep", "us-japan-2025-05-30", "--set", "economy.worlds=2", "--runs", "40")
    code, out, _ = sim(*command, "--jobs", "1", "--vary", "usa.weights.deficit=0.1,99")
    assert code == 4
    assert out.startswith("Over 2 points of parties.USA.weights.deficit: share of deals")
    assert "1 of 2 points failed" in out
    assert len(out.splitlines()) <= 30
    assert all(len(line) <= 80 for line in out.splitlines()[:-1])
    code, out, _ = sim(
        *command, "--jobs", "1", "--vary", "usa.weights.deficit=0.1", "--format", "json"
    )
    assert code == 0
    assert json.loads(out)["points"][0]["values"] == {"parties.USA.weights.deficit": 0.1}


def test_wrong_options_are_usage_errors(sim):
    base = ("sweep", "us-japan-2025-05-30")
    for options, message in (
        (("--vary", "usa.resolve"), "PATH=LO:HI:N"),
        (("--vary", "usa.resolve=0:1"), "number of steps"),
        (("--vary", "usa.resolve=0:1:3", "--runs", "many"), "--runs must be a number"),
        (("--vary", "usa.resolve=0:1:3", "--dask", "tcp://x", "--jobs", "2"), "has its own"),
        ((), "Missing option '--vary'"),
    ):
        code, _, err = sim(*base, *options)
        assert code == 2
        assert message in " ".join(err.split())


def test_an_unknown_path_is_an_invalid_scenario(sim):
    code, _, err = sim("sweep", "us-japan-2025-05-30", "--vary", "usa.resolv=0:1:3")
    assert code == 3
    assert "did you mean `resolve`" in err


def test_an_unknown_outcome_of_sensitivity_is_refused(sim):
    code, _, err = sim("sensitivity", "us-japan-2025-05-30", "--outcome", "moods")
    assert code != 0
    assert "moods" in err
