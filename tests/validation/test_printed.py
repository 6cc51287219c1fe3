from __future__ import annotations

import numpy as np

from sim.validation.printed import PrintedTable


def table() -> PrintedTable:
    return PrintedTable(
        title="T",
        rows=("US", "Japan"),
        columns=("welfare, %", "tariff, %"),
        printed=np.array([[2.3, 60.3], [-0.0, 77.5]]),
        ours=np.array([[2.318, 60.37], [-0.04, 77.451]]),
        digits=(1, 1),
    )


def test_agreement_is_rounding_to_what_is_printed() -> None:
    assert table().to_the_digit.tolist() == [[True, False], [True, True]]
    half = PrintedTable("T", ("r",), ("c",), np.array([[0.3]]), np.array([[0.25]]), (1,))
    assert half.to_the_digit.all()


def test_markdown_shows_ours_printed_difference_and_marks_what_differs() -> None:
    text = table().markdown()
    assert "3 of 4 numbers to the printed digit; largest difference 0.07." in text
    assert "| US | 2.32 / 2.3 (+0.02) | **60.37 / 60.3 (+0.07)** |" in text
    assert "| Japan | -0.04 / 0.0 (-0.04) | 77.45 / 77.5 (-0.05) |" in text


def test_columns_named() -> None:
    part = table().columns_named("tariff, %")
    assert part.columns == ("tariff, %",)
    assert part.ours.tolist() == [[60.37], [77.451]]
