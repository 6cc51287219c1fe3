"""How far the monthly paths and the package values are from exact solutions, on a fixed sample.

Paths are solved at first-year and long-run elasticities and mixed in between; packages are valued
by their first year and their month 60 alone. Both are held against equilibria solved at the
elasticities of the month itself, theta(m). Between those months, and to both ends, where the mix is
exact, the error is drawn in straight lines over the share of the way covered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.annuity import Annuity
from sim.chips.window import HORIZONS, WINDOWS, Window
from sim.economy.transition import in_levels, in_logs, share_covered
from sim.ensemble.kept import read_arrays, write_arrays
from sim.ensemble.monthly.groups import IN_FORCE, threat_code
from sim.ensemble.monthly.solving import CELLS, Course, WorldMonths
from sim.ensemble.monthly.world import months_digest
from sim.ensemble.tablework import prepared
from sim.ensemble.valuations import WorldTask

Floats = NDArray[np.float64]

NODES = (8, 24, 54)
"""Months that are solved at their own elasticities."""
SAMPLE_WORLDS = 2
SAMPLE_PACKAGES = 3

_VALUED = ("income USA", "income JPN", "goods_balance USA JPN")


@dataclass(frozen=True)
class Checked:
    """What the sample of one world says, C courses (a threat, packages) and K months.

    `flows` (K, F): error of positive series of the rates in force, as log points; `changes`
    (K, C, 3) error of what courses change in incomes and the balance, USD bn/yr; values of courses
    by the annuity (C, 3): of the `two` solutions, of the `monthly` path, and `exact`.
    """

    flows: Floats
    changes: Floats
    two: Floats
    monthly: Floats
    exact: Floats


@dataclass(frozen=True)
class Sample:
    """What is checked in a world: packages by code, with their annuity and pace of adjustment."""

    codes: tuple[int, ...]
    tau: float
    annuity: Annuity


def check_world(
    task: WorldTask, sample: Sample, states: tuple[str, ...], cache_folder: Path | None
) -> Checked:
    """Return the errors in one world; a piece of work for a process."""
    path = None
    if cache_folder is not None:
        asked = f"{months_digest(task, states)} {sample} {NODES}"
        path = cache_folder / f"check-{hashlib.sha256(asked.encode()).hexdigest()[:32]}.npz"
    kept = read_arrays(path)
    if kept is not None:
        return Checked(**kept)
    checked = _checked(WorldMonths(prepared(task), states), sample)
    write_arrays(path, vars(checked))
    return checked


def _checked(months: WorldMonths, sample: Sample) -> Checked:
    courses = [Course(code, 0, 0) for code in (threat_code(0), *sample.codes)]
    positive = months.quantities.positive
    cells = np.arange(CELLS)
    share = share_covered(cells, cells + 1, sample.tau)
    mixed = months.quantities.mixed
    base = mixed(months.in_force()[0].by_cell(), share)
    changes = [mixed(followed.by_cell(), share) for followed in months.courses(courses)]
    levels = in_levels(base, positive)
    amounts = np.stack(
        [_valued(months, in_levels(base + change, positive) - levels) for change in changes], axis=1
    )
    flows, errors = [], []
    for month in NODES:
        solved = _at(months, [Course(IN_FORCE, 0, 0), *courses], month, float(share[month]))
        flows.append((in_logs(solved[0], positive) - base[month])[positive])
        errors.append(_valued(months, solved[1:] - solved[0]) - amounts[month])
    knots = np.concatenate([[0.0], share[list(NODES)], [1.0]])
    ends = np.zeros((1, *errors[0].shape))
    drawn = _over(share, knots, np.concatenate([ends, errors, ends]))
    weights = _annuity_weights(sample.annuity)
    return Checked(
        flows=np.stack(flows),
        changes=np.stack(errors),
        two=_two_solutions(months, courses, sample),
        monthly=np.tensordot(weights, amounts, axes=1),
        exact=np.tensordot(weights, amounts + drawn, axes=1),
    )


def _at(months: WorldMonths, courses: Sequence[Course], month: int, share: float) -> Floats:
    """Return courses in a month, solved at its own elasticities, in levels (C, Q)."""
    window = Window(month, month + 1)
    return months.solve_levels(courses, (window, window), months.valuer.economy_between(share))


def _two_solutions(months: WorldMonths, courses: Sequence[Course], sample: Sample) -> Floats:
    """Return what courses are worth by their first year and their long run, (C, 3)."""
    values = np.zeros((len(courses), len(_VALUED)))
    weights = sample.annuity.weights(0.0, sample.tau)
    for weight, horizon in zip(weights, HORIZONS, strict=True):
        window = WINDOWS[horizon]
        economy = months.valuer.economy(months.states[0], horizon)
        solved = months.solve_levels([Course(IN_FORCE, 0, 0), *courses], (window, window), economy)
        values += float(weight) * _valued(months, solved[1:] - solved[0])
    return values


def _valued(months: WorldMonths, amounts: Floats) -> Floats:
    """Return incomes and the balance from amounts of all series, (..., 3)."""
    column = months.quantities.column
    balance = (
        amounts[..., column("goods_exports", "USA", "JPN")]
        - amounts[..., column("goods_exports", "JPN", "USA")]
    )
    incomes = [amounts[..., column("income", party)] for party in ("USA", "JPN")]
    return np.stack([*incomes, balance], axis=-1)


def _over(shares: Floats, knots: Floats, values: Floats) -> Floats:
    """Return values given at shares of the way, drawn in straight lines, (CELLS, ...)."""
    flat = values.reshape(len(knots), -1)
    rows = [np.interp(shares, knots, column) for column in flat.T]
    return np.asarray(np.stack(rows, axis=1).reshape(len(shares), *values.shape[1:]))


def _annuity_weights(annuity: Annuity) -> Floats:
    """Return the share of each month in the annuity, (CELLS,); the last stands for all later."""
    edges = np.arange(CELLS + 1.0)
    left = np.asarray(annuity.share_left(edges))
    left[-1] = 0.0
    return np.asarray(left[:-1] - left[1:])


def report(checked: Sequence[Checked], worlds: Sequence[int]) -> dict[str, object]:
    """Return the errors as they stand in the manifest."""
    flows = np.concatenate([one.flows for one in checked])
    changes = np.concatenate([one.changes.reshape(-1, len(_VALUED)) for one in checked])
    two, monthly, exact = (
        np.concatenate([getattr(one, name) for one in checked])
        for name in ("two", "monthly", "exact")
    )
    return {
        "method": "first-year and long-run solutions of each month, mixed by the share of the way "
        "covered (logs where positive); held against solutions at the month's own elasticities",
        "worlds_checked": list(worlds),
        "months_checked": list(NODES),
        "courses_checked": int(checked[0].two.shape[0]),
        "flows_and_prices_rms_error": _short(np.sqrt((flows**2).mean())),
        "flows_and_prices_largest_error": _short(np.abs(flows).max()),
        "changes_largest_error_usd_bn_per_year": _each(changes),
        "package_values_largest_usd_bn_per_year": _each(exact),
        "package_values_largest_error_of_two_solutions": _each(two - exact),
        "package_values_largest_error_of_monthly_path": _each(monthly - exact),
    }


def _each(values: Floats) -> dict[str, float]:
    largest = np.abs(values).max(axis=0)
    return {name: _short(value) for name, value in zip(_VALUED, largest, strict=True)}


def _short(value: float) -> float:
    return float(f"{value:.3g}")
