"""General equilibrium of world trade in exact hat algebra; takes arrays of any size.

`Benchmark` describes a year, `PolicyBatch` what governments do, `Economy.solve` gives an `Outcome`.
"""

from sim.economy.benchmark import Benchmark
from sim.economy.decomposition import Decomposition, welfare_decomposition
from sim.economy.equilibrium import Economy, purge_imbalances
from sim.economy.first_order import FirstOrder, first_order_welfare
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.verify import residuals

__all__ = [
    "Benchmark",
    "Decomposition",
    "Economy",
    "FirstOrder",
    "Outcome",
    "PolicyBatch",
    "first_order_welfare",
    "purge_imbalances",
    "residuals",
    "welfare_decomposition",
]
