"""Windows of time: closed forms, and what chips do in months of their own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chips.package import CHIPS
from sim.chips.window import FIRST_YEAR, LONG_RUN, Window
from sim.economy import PolicyBatch
from sim.errors import InvalidInputError

MONTHS = st.floats(0.0, 120.0, allow_nan=False)


@given(start=MONTHS, length=st.floats(0.1, 60.0), month=MONTHS)
def test_what_lies_before_and_after_a_month_is_the_whole_window(start, length, month):
    window = Window(start, start + length)
    assert window.share_before(month) + window.share_after(month) == pytest.approx(1.0)
    assert 0.0 <= window.share_after(month) <= 1.0


@given(month=MONTHS)
def test_a_year_is_the_average_of_its_months(month):
    months = [Window(m, m + 1.0).share_after(month) for m in range(12)]
    assert np.mean(months) == pytest.approx(FIRST_YEAR.share_after(month))


def test_an_empty_window_is_refused():
    with pytest.raises(InvalidInputError, match="end after it starts; got months 3 to 3"):
        Window(3, 3)


@pytest.mark.parametrize(
    ("kind", "lead_time", "in_first_year"),
    [
        ("agricultural_imports", 5.0, 7 / 12),
        ("defense_purchases", 6.0, 0.5),
        ("auto_non_tariff_barriers", 6.0, 0.5),
    ],
)
def test_what_is_delivered_follows_the_share_of_the_window(
    parameters, benchmark_2024, kind, lead_time, in_first_year
):
    chip = CHIPS[kind].of({**parameters[kind], "lead_time": lead_time})
    sizes = [_size(chip, benchmark_2024, w) for w in (FIRST_YEAR, LONG_RUN)]
    assert sizes[0] / sizes[1] == pytest.approx(in_first_year)
    assert _size(chip, benchmark_2024, Window(0, 1)) == 0.0
    assert _size(chip, benchmark_2024, Window(20, 21)) == pytest.approx(sizes[1])


def _size(chip, benchmark, window):
    """Return the sum of all that a chip at its maximum changes in a policy."""
    policy = PolicyBatch.at_benchmark(benchmark, 1)
    chip.apply(policy, benchmark, np.ones(1), window)
    bought = policy.purchase_usd_bn.sum() + policy.public_purchase_usd_bn.sum()
    return bought + (1.0 - policy.trade_cost_hat).sum()


@pytest.mark.parametrize("kind", ["chip_equipment_cooperation", "joint_shipbuilding"])
def test_construction_ends_in_the_month_in_which_capacity_opens(parameters, benchmark_2024, kind):
    chip = CHIPS[kind].of({**parameters[kind], "chinese_answer": 0.0, "lead_time": 31.5})
    spent, gained = [], []
    for window in (Window(30, 31), Window(31, 32), Window(32, 33)):
        policy = PolicyBatch.at_benchmark(benchmark_2024, 1)
        chip.apply(policy, benchmark_2024, np.ones(1), window)
        spent.append(policy.public_purchase_usd_bn.sum())
        gained.append((policy.productivity_hat - 1.0).max())
    assert np.array(spent) / spent[0] == pytest.approx([1.0, 0.5, 0.0])
    assert np.array(gained) / gained[2] == pytest.approx([0.0, 0.5, 1.0])


def test_the_months_of_a_pledge_add_up_to_what_is_drawn(parameters):
    chip = CHIPS["investment_pledge"].of({**parameters["investment_pledge"], "service_rate": 0.0})
    level = np.ones(1)
    # An inflow is a rate a year; a month brings a twelfth of it.
    months = [chip.inflow_usd_bn(level, Window(m, m + 1))[0] / 12.0 for m in range(72)]
    assert sum(months) == pytest.approx(chip.additional_usd_bn(level)[0])
    assert sum(months[:12]) == pytest.approx(chip.inflow_usd_bn(level, FIRST_YEAR)[0])
