"""Ossa's tables; the talks of table 5 are run from one start here, from all by the document."""

from __future__ import annotations

import numpy as np
import pytest

from sim.economy.efficient_tariffs import efficient_tariffs
from sim.economy.tariff_equilibrium import tariff_equilibrium
from sim.validation import ossa_tables
from sim.validation.ossa import Ossa
from sim.validation.printed import PrintedTable

KINDS = ["bas", "pol"]


def welfare_of(table: PrintedTable) -> PrintedTable:
    return table.columns_named(*(name for name in table.columns if "welfare" in name))


def test_table_2(ossa_case: Ossa) -> None:
    table = ossa_tables.table_2(ossa_case)
    assert table.to_the_digit.all(), table.markdown()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("recompute", [ossa_tables.table_3, ossa_tables.table_4])
def test_tables_3_and_4_at_the_author_s_tariffs(ossa_case: Ossa, recompute, kind: str) -> None:
    table = recompute(ossa_case, kind, author=True)
    assert table.to_the_digit.all(), table.markdown()


@pytest.mark.parametrize("kind", KINDS)
def test_table_3_at_our_optima(ossa_case: Ossa, kind: str) -> None:
    table = ossa_tables.table_3(ossa_case, kind)
    assert welfare_of(table).to_the_digit.all(), table.markdown()
    assert np.abs(table.difference[:, -1]).max() < 0.3  # median tariffs, weakly identified


@pytest.mark.parametrize("kind", KINDS)
def test_table_4_at_our_nash_tariffs(ossa_case: Ossa, kind: str) -> None:
    """The EU's -2.14 against -2.16 at the author's rates (printed -2.2) is the one exception."""
    table = ossa_tables.table_4(ossa_case, kind)
    differs = ~welfare_of(table).to_the_digit
    expected = np.zeros_like(differs)
    if kind == "pol":
        expected[table.rows.index("EU"), 0] = True
    assert (differs == expected).all(), table.markdown()
    theirs = ossa_tables.table_4(ossa_case, kind, author=True)
    assert np.abs(welfare_of(table).ours - welfare_of(theirs).ours).max() < 0.02
    assert np.abs(table.difference[:, -1]).max() < 0.7


def test_table_5_from_free_trade(ossa_case: Ossa) -> None:
    (table,) = ossa_tables.table_5(ossa_case, "pol", ("free trade",))
    assert table.to_the_digit.all(), table.markdown()
    assert np.ptp(table.ours[:-1, 0]) < 1e-3  # everybody gains alike


def test_other_walls_add_to_the_common_gain(ossa_case: Ossa) -> None:
    """0.2156 % from free trade; the local optimum that table 5 prints gives 0.2136 %."""
    game = ossa_case.game("pol")
    free = tariff_equilibrium(game.model, np.zeros_like(game.model.benchmark.tariff_rate))
    gain = 100.0 * np.expm1(efficient_tariffs(game, free).log_gain)
    assert gain.min() == pytest.approx(0.2156, abs=3e-4)
    assert np.ptp(gain) < 1e-3
