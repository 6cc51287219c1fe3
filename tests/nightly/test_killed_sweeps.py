"""Twenty sweeps killed at random moments: each goes on to the bytes of one that was let alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from sim.ensemble.sweep import sweep
from tests.ensemble.test_sweep import MAIN, ROOT, options, tables

pytestmark = pytest.mark.nightly

KILLS = 20
POINTS = "usa.weights.deficit=0:0.35:8"
PROGRAM = """
import sys
import sim.ensemble.search, sim.ensemble.sweep_play
sim.ensemble.search.CATALOGUE_SIZE = 60
sim.ensemble.sweep_play.WAVE = 1
from pathlib import Path
from tests.ensemble.test_sweep import MAIN, options, sweep
from tests.nightly.test_killed_sweeps import POINTS
sweep(MAIN, options(POINTS, out=Path(sys.argv[1]), jobs=int(sys.argv[2])))
"""


def test_twenty_killed_sweeps_go_on_to_the_same_bytes(play, cache, tmp_path):
    alone = sweep(MAIN, options(POINTS, out=tmp_path / "alone"))
    environment = {**os.environ, "SIM_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}

    def started(folder: str, jobs: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / folder), str(jobs)]
        return subprocess.Popen(command, env=environment, cwd=ROOT)

    began = time.monotonic()
    assert started("whole", 1).wait() == 0
    whole = time.monotonic() - began
    assert tables(tmp_path / "whole") == tables(alone.folder)
    moments = random.Random(0)
    partly = 0
    for kill in range(KILLS):
        own = f"killed-{kill}"
        process = started(own, 1 + kill % 2)
        time.sleep(moments.uniform(0.1, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept = len(list((tmp_path / own).glob("points/*/*.npz")))
        partly += 0 < kept < 8
        finished = sweep(MAIN, options(POINTS, out=tmp_path / own))
        assert finished.played_blocks == 8 - kept
        assert tables(tmp_path / own) == tables(alone.folder)
        assert not list((tmp_path / own).rglob("*.partial"))
    assert partly >= KILLS // 4  # kills did meet sweeps that were under way
