"""Anderson acceleration on linear problems, whose answers are known."""

from __future__ import annotations

import numpy as np

from sim.economy.acceleration import Anderson


def run(matrices: np.ndarray, shift: np.ndarray, depth: int, sweeps: int) -> np.ndarray:
    """Iterate z <- M z + b for several problems side by side; shift (unknowns, problems)."""
    anderson, state = Anderson(depth), np.zeros_like(shift)
    for _ in range(sweeps):
        swept = np.einsum("pab,bp->ap", matrices, state) + shift
        state = state + anderson.move(swept - state)
    return state


def test_full_depth_solves_a_linear_problem_exactly() -> None:
    rng = np.random.default_rng(0)
    matrices = 0.95 * np.stack([np.linalg.qr(rng.normal(size=(3, 3)))[0] for _ in range(5)])
    shift = rng.normal(size=(3, 5))
    answer = np.stack(
        [np.linalg.solve(np.eye(3) - m, s) for m, s in zip(matrices, shift.T, strict=True)], axis=1
    )
    np.testing.assert_allclose(run(matrices, shift, 3, 8), answer, rtol=1e-6)
    # Without enough history the same sweeps do not get there.
    assert np.abs(run(matrices, shift, 1, 8) - answer).max() > 1e-3


def test_columns_do_not_mix() -> None:
    rng = np.random.default_rng(1)
    matrices = 0.8 * np.stack([np.linalg.qr(rng.normal(size=(4, 4)))[0] for _ in range(3)])
    shift = rng.normal(size=(4, 3))
    together = run(matrices, shift, 2, 6)
    alone = np.concatenate([run(matrices[[p]], shift[:, [p]], 2, 6) for p in range(3)], axis=1)
    np.testing.assert_allclose(together, alone, rtol=1e-9)
