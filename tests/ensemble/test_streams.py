"""Dice are addressed: nothing shifts another draw."""

import numpy as np

from sim.ensemble.streams import BLOCK_RUNS, stratified, uniforms


def test_every_address_has_its_own_dice():
    seen = {
        tuple(uniforms(*address)[:3])
        for address in (
            (0, 0, "USA", "pace"),
            (1, 0, "USA", "pace"),
            (0, 1, "USA", "pace"),
            (0, 0, "JPN", "pace"),
            (0, 0, "USA", "opener"),
        )
    }
    assert len(seen) == 5


def test_the_same_address_gives_the_same_dice_whatever_came_before():
    first = uniforms(7, 2, "CHN", "review")
    uniforms(7, 2, "CHN", "something else")
    assert (uniforms(7, 2, "CHN", "review") == first).all()
    assert first.shape == (BLOCK_RUNS,)


def test_uniforms_are_uniform_and_inside_the_unit_interval():
    drawn = np.concatenate([uniforms(0, block, "a", "b") for block in range(80)])
    assert 0 < drawn.min() < drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 4 * np.sqrt(1 / 12 / drawn.size)


def test_worlds_are_spread_evenly_and_parameters_apart():
    one, two = stratified("a", 16), stratified("b", 16)
    assert np.allclose(np.sort(one), (np.arange(16) + 0.5) / 16)
    assert not (one == two).all()
