import pytest

from sim.analysis.explain_measure import Asked
from sim.errors import InvalidInputError


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("income.JPN", "welfare_change.JPN.long_run.in_force"),
        (
            "goods_balance.USA.JPN.no_deal",
            "goods_balance_change.USA.JPN.long_run.no_deal",
        ),
        ("goods_balance_change.ROW", "goods_balance_change.ROW.long_run.in_force"),
        ("tariff_revenue.USA.first_year", "tariff_revenue.USA.first_year.in_force"),
        (
            "value_added.JPN.year_2024.ships",
            "value_added.JPN.ships.long_run.year_2024",
        ),
    ],
)
def test_names_are_read_and_completed(text, column):
    asked = Asked.parse(text)
    assert asked.column == column
    assert Asked.parse(column) == asked


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("incme.JPN", "Did you mean|are"),
        ("welfare_change", "say whose: one of USA"),
        ("welfare_change.USA.JPN", "no partner JPN"),
        ("welfare_change.USA.metals", "no sector metals"),
        ("value_added.USA", "name one sector"),
        ("goods_balance.USA.USA", "no balance with itself"),
        ("goods_balance.USA.JPN.CHN", "cannot be read at 'CHN'"),
        ("income.USA.long_rn", "Did you mean long_run"),
    ],
)
def test_names_that_cannot_be_are_refused(text, message):
    with pytest.raises(InvalidInputError, match=message):
        Asked.parse(text)
