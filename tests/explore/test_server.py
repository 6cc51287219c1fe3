"""The page: it answers this machine only, plays what is moved, and gives the file."""

import re
import subprocess
import threading

import numpy as np
import pytest

from sim.bargaining.observables import Observables
from sim.data.tables import load_benchmark
from sim.ensemble.measures import Measure
from sim.ensemble.runner import cache_folder, no_progress, prepare
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.workers import Workers
from sim.explore.bench import Bench
from sim.explore.variant import Moves
from sim.scenario.loading import resolve
from tests.report.page.browser import CHROMIUM, needs_chromium

pytest.importorskip("flask", reason="the extra `explore` is not installed")

from sim.explore.server import Explored, application, server
from sim.explore.shown import Shown

MAIN = "us-japan-2025-05-30"
AGENDA = ("general_rate", "car_rate", "agricultural_imports", "investment_pledge")
QUICK = ("economy.worlds=1", f"us_japan.agenda=[{', '.join(AGENDA)}]")
PORT = 8765
NOTHING = {"values": {}, "off": []}
RESOLVE = {"values": {"parties.USA.resolve": "90"}, "off": []}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("SIM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    patch.setattr("sim.explore.bench.PACKAGES", 24)
    with Workers(1) as workers:
        yield Bench(MAIN, QUICK, 40, 0, workers)
    patch.undo()


@pytest.fixture(scope="module")
def explored():
    return Explored(resolve(MAIN, QUICK), MAIN, QUICK[1:])


@pytest.fixture(scope="module")
def client(explored, bench):
    return application(explored, bench, PORT).test_client()


def send(client, path, json=NOTHING, **headers):
    at = {"base_url": f"http://127.0.0.1:{PORT}", "headers": headers}
    return client.get(path, **at) if json is None else client.post(path, json=json, **at)


def test_the_page_has_a_slider_for_every_knob_and_loads_nothing_from_elsewhere(client):
    page = send(client, "/", None)
    assert page.status_code == 200
    assert 'id="parties.USA.resolve"' in page.text
    assert 'data-chip="agricultural_imports"' in page.text
    assert "http" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for path in ("/explore.js", "/explore.css"):
        assert send(client, path, None).status_code == 200


@pytest.mark.parametrize(
    ("base", "headers"),
    [
        ("http://evil.example:8765", {}),
        ("http://127.0.0.1:1", {}),
        ("http://127.0.0.1.evil.example:8765", {}),
        ("http://localhost", {}),
        (f"http://localhost:{PORT}", {"Origin": "http://evil.example"}),
        (f"http://localhost:{PORT}", {"Origin": "null"}),
        (f"http://localhost:{PORT}", {"Origin": "http://localhost:1"}),
        (f"http://localhost:{PORT}", {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_pages_from_elsewhere_are_refused(client, base, headers):
    for path in ("/", "/doing"):
        assert client.get(path, base_url=base, headers=headers).status_code == 403
    assert client.post("/try", json=NOTHING, base_url=base, headers=headers).status_code == 403


def test_both_names_of_this_machine_are_served(client):
    for name in ("localhost", "127.0.0.1"):
        own = f"http://{name}:{PORT}"
        assert client.get("/", base_url=own, headers={"Origin": own}).status_code == 200


def test_moves_come_as_json_and_wrong_ones_are_named(client):
    form = client.post("/try", data={"values": "x"}, base_url=f"http://127.0.0.1:{PORT}")
    assert form.status_code == 400
    for wrong, said in (
        ({"values": []}, "must be JSON"),
        ({"values": {"parties.USA.resolve": 90}, "off": []}, "must be texts"),
        ({"values": {"parties.USA.resolve": "900"}, "off": []}, "must lie between 0 and 100"),
        ({"values": {"seed": "1"}, "off": []}, "has no seed"),
        ({"values": {}, "off": list(AGENDA)}, "a chip on the table"),
    ):
        answer = send(client, "/try", wrong)
        assert answer.status_code == 400
        assert said in answer.json["error"]


def test_nothing_moved_shows_the_scenario_and_a_move_stands_beside_it(client, bench):
    assert "Nothing is moved" in send(client, "/try").text
    answer = send(client, "/try", RESOLVE)
    assert answer.status_code == 200
    assert "parties.USA.resolve: 20% to 45% → 90%" in answer.text
    assert re.search(r"share of runs with a deal (falls|rises) by", answer.text)
    assert answer.text.count("<svg") == 3
    brief = re.search(r'data-brief="([^"]*)"', answer.text).group(1)
    assert re.fullmatch(r"Deals signed \S+ → \S+ %; US gain .*; Japan gain .*\.", brief)
    assert "nan" not in answer.text
    assert "− to −" not in answer.text
    assert bench.doing == ""


def test_a_difference_that_few_runs_have_is_not_shown(client, bench):
    found = bench.comparison(Moves({"parties.USA.resolve": {"value": "90%", "assumed": "x"}}))
    rows = [*Shown(found).chips, *Shown(found).rows]
    runs = {d.measure.column: d.n for d in found.differences}
    few = [row for row in rows if row[4].endswith("in both: too few")]
    assert min(runs.values()) < 10
    assert all(row[3] == "–" and int(row[4].split()[0]) < 10 for row in few)


def test_the_numbers_are_those_of_the_talks_as_sim_run_plays_them(explored, bench, monkeypatch):
    monkeypatch.setattr("sim.ensemble.search.CATALOGUE_SIZE", 24)
    monkeypatch.setattr("sim.ensemble.search.HELD_BACK", 8)
    found = bench.comparison(Moves({}))
    assert (found.method, found.runs) == ("paired", 40)
    setup = Setup(explored.resolved.scenario, Observables(load_benchmark()))
    work = TableWork(setup, bench.workers, cache_folder(), no_progress)
    ensemble, _ = prepare(work, 0)
    measured = ensemble.measures(0, ensemble.play(0, sample=0).endings)
    for party in ("USA", "JPN"):
        gain = Measure("utility", party, baseline="no_deal")
        shown = found.base.table.values[gain]
        np.testing.assert_array_equal(shown, measured[gain][:40])


def test_the_file_is_what_is_played(client, tmp_path):
    answer = send(client, "/variant", RESOLVE)
    assert answer.mimetype == "text/plain"
    path = tmp_path / "kept.yaml"
    path.write_text(answer.text, encoding="utf-8")
    kept = resolve(path).scenario
    assert kept.parties.USA.resolve.mean == 0.9
    assert kept.economy.worlds == 16  # the quick look's worlds are not kept
    assert kept.talks["us_japan"].agenda == AGENDA


def test_the_server_binds_the_loopback_address_only_and_says_if_a_port_is_taken(explored, bench):
    first = server(explored, bench, 0)
    assert first.socket.getsockname()[0] == "127.0.0.1"
    with pytest.raises(OSError, match="in use"):
        server(explored, bench, first.port)
    first.server_close()


@needs_chromium
def test_in_a_browser_the_page_plays_what_its_address_says(explored, bench, tmp_path):
    serving = server(explored, bench, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{serving.port}/#parties.USA.resolve=90"
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-sync", "--enable-logging=stderr",
            f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=20000", "--dump-dom",
            address,
        ],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip
    serving.shutdown()
    serving.server_close()
    assert "20% to 45% → 90%" in done.stdout
    assert "resolve: {value: 90%" in done.stdout or "Played in" in done.stdout
    assert not [line for line in done.stderr.splitlines() if "CONSOLE" in line]
