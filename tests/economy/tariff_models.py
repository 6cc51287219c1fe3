"""Small tariff models for the tests: with inputs, export taxes, deficits, profits."""

from __future__ import annotations

import numpy as np

from sim.economy.tariff_model import TariffModel
from tests.economy.economies import random_benchmark


def random_model(
    seed: int, n_regions: int = 4, n_sectors: int = 3, *, profits: float = 0.0
) -> TariffModel:
    """`profits`: the share of value added that is profit, as a draw up to this."""
    rng = np.random.default_rng(seed)
    benchmark = random_benchmark(rng, n_regions, n_sectors, export_taxes=True)
    share = profits * rng.random((n_sectors, n_regions)) * benchmark.value_added_share
    return TariffModel(benchmark, rng.uniform(1.5, 9.0, n_sectors), profit_share=share)


def raised(model: TariffModel, seed: int, high: float = 0.8) -> np.ndarray:
    """Random rates on every foreign flow."""
    shape = model.benchmark.tariff_rate.shape
    rates = np.random.default_rng(seed).uniform(0.0, high, shape)
    return rates * (1.0 - np.eye(shape[1]))
