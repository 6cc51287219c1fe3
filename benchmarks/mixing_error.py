"""How far mixed months are from exact ones, by curvature k of the way: what fixes PRICES_CURVATURE.

    python benchmarks/mixing_error.py [worlds]

The rates in force, the threat and four packages of the main scenario are solved at g = 0.2, 0.5 and
0.8 of the way between first-year and long-run elasticities and held against both ends, mixed by
s = (1 + k) g / (1 + k g). Printed: rms error by kind of series (log points where positive, else
USD bn a year), of levels at the rates in force and of changes.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np

from sim.bargaining.observables import Observables
from sim.chips.window import HORIZONS, Window
from sim.data.tables import load_benchmark
from sim.economy.transition import curved, in_logs
from sim.ensemble.monthly.groups import IN_FORCE, threat_code
from sim.ensemble.monthly.solving import Course, WorldMonths
from sim.ensemble.setup import Setup
from sim.ensemble.tablework import TableWork
from sim.ensemble.valuations import WorldValuer
from sim.ensemble.workers import Workers
from sim.scenario.loading import resolve

SHARES = (0.2, 0.5, 0.8)
CURVATURES = (-0.4, -0.2, 0.0, 0.5, 1.0, 1.5)
WINDOW = Window(48, 49)
PACKAGES: tuple[dict[str, int], ...] = (
    {"car_rate": 3},
    {"general_rate": 4, "car_rate": 4},
    {"critical_minerals_cooperation": 4, "car_rate": 3},
    {"agricultural_imports": 4, "car_rate": 2},
)


def main(worlds: int) -> None:
    """Print the table."""
    setup = Setup(resolve("us-japan-2025-05-30", ()).scenario, Observables(load_benchmark()))
    tasks = TableWork(setup, Workers(1), None, lambda *_: None).tasks()
    chosen = np.linspace(0, len(tasks) - 1, worlds).round().astype(int)
    errors: dict[tuple[str, str], list[np.ndarray]] = defaultdict(list)
    for world in chosen.tolist():
        _collect(WorldMonths(WorldValuer(tasks[world]), ("truce",)), errors)
    lines = ["kind of series".ljust(46) + " ".join(f"k={k:<8g}" for k in CURVATURES)]
    for (what, measure), found in sorted(errors.items()):
        rms = np.sqrt(np.mean(np.concatenate(found, axis=1) ** 2, axis=1))
        lines.append(f"{what:8} {measure:36} " + " ".join(f"{value:<10.3g}" for value in rms))
    sys.stdout.write("\n".join(lines) + "\n")


def _collect(months: WorldMonths, errors: dict[tuple[str, str], list[np.ndarray]]) -> None:
    agenda, positive = months.valuer.task.agenda, months.quantities.positive
    places = [[package.get(i.kind, 0) for i in agenda.issues] for package in PACKAGES]
    codes = [IN_FORCE, threat_code(0), *agenda.encode(np.array(places)).tolist()]
    courses = [Course(code, 0, 0) for code in codes]

    def solved(economy):
        return in_logs(months.solve_levels(courses, (WINDOW, WINDOW), economy), positive)

    first, long = (solved(months.valuer.economy("truce", horizon)) for horizon in HORIZONS)
    for share in SHARES:
        exact = solved(months.valuer.economy_between(share))
        mixed = np.stack([first + curved(share, k) * (long - first) for k in CURVATURES])
        off = mixed - exact
        for column, one in enumerate(months.quantities.series):
            name = one.measure + (" by sector" if one.sector else "")
            errors["level", name].append(off[:, :1, column])
            errors["change", name].append(off[:, 1:, column] - off[:, :1, column])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
