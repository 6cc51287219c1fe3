"""Sums by group: right, and the same to the bit whatever rows of zeros stand among them."""

from __future__ import annotations

import numpy as np

from sim.economy.groups import Groups


def test_sums_are_those_of_a_loop() -> None:
    rng = np.random.default_rng(0)
    key, values = rng.integers(0, 7, 40), rng.normal(size=(40, 3))
    groups = Groups.of(key)
    expected = np.stack([values[key == k].sum(axis=0) for k in np.unique(key)])
    np.testing.assert_allclose(groups.sum(values), expected, rtol=1e-13)
    np.testing.assert_array_equal(key[groups.first], np.unique(key))
    np.testing.assert_array_equal(key[groups.first][groups.group], key)


def test_rows_of_zeros_change_no_bit() -> None:
    rng = np.random.default_rng(1)
    key, values = rng.integers(0, 3, 60), rng.normal(size=(60, 16))
    more = np.insert(values, np.arange(0, 60, 2), 0.0, axis=0)
    more_key = np.insert(key, np.arange(0, 60, 2), key[::2])
    assert Groups.of(more_key).sum(more).tobytes() == Groups.of(key).sum(values).tobytes()


def test_no_rows_make_no_groups() -> None:
    assert Groups.of(np.zeros(0, dtype=np.intp)).sum(np.zeros((0, 4))).shape == (0, 4)
