import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.critical_inputs import (
    Office,
    approvals_behind,
    continued,
    odds_growth,
    queue,
    serve,
)
from sim.errors import InvalidInputError

OFFICE = Office(waiting_share=0.8, first_approval=0.19, approval_growth=2.3)
shares = st.floats(0.0, 1.0)


def test_all_applications_are_exported_wait_or_lapse():
    approved = np.array([0.5, 0.2, 0.9, 0.0])
    served = queue(approved, 0.8)
    before = np.concatenate([[0.0], served.waiting[:-1]])
    lapsed = 0.2 * (1.0 - approved) * (1.0 + before)
    assert served.exports + served.waiting + lapsed == pytest.approx(1.0 + before)


@given(shares, st.floats(0.0, 0.95))
def test_a_lasting_approval_lets_its_steady_volume_through(licensed, waiting):
    office = Office(waiting, 0.19, 2.3)
    approval = float(office.steady_approval(np.array(licensed)))
    exports = queue(np.full(400, approval), waiting).exports
    assert exports[-1] == pytest.approx(licensed, abs=1e-6)


def test_a_licensed_share_passes_from_the_first_month_to_the_last():
    exports = serve(np.full(60, 0.375), OFFICE).exports
    assert exports == pytest.approx(0.375)


def test_without_controls_exports_are_normal_and_nothing_waits():
    served = serve(np.ones((12, 3)), OFFICE)
    assert (served.exports == 1.0).all()
    assert (served.waiting == 0.0).all()


def test_a_backlog_is_served_after_a_stop_and_exports_return_to_normal():
    licensed = np.concatenate([np.zeros(3), np.ones(21)])
    served = serve(licensed, OFFICE)
    assert (served.exports[:3] == 0.0).all()
    assert served.exports[3:6].max() > 1.1  # more than normal while the queue is served
    assert served.exports[-1] == pytest.approx(1.0, abs=1e-3)
    assert served.waiting[-1] < 1e-3
    assert served.exports.sum() < 24.0  # some applications lapsed


def test_easing_takes_months_and_tightening_works_at_once():
    licensed = np.concatenate([np.full(3, 0.1), np.full(3, 0.9), np.full(3, 0.1)])
    approved = serve(licensed, OFFICE).approved
    odds = approved / (1.0 - approved)
    assert odds[4] / odds[3] <= 2.3 * (1.0 + 1e-12)
    assert approved[6] < 0.5 * approved[5]


@given(st.lists(shares, min_size=2, max_size=20), st.integers(0, 19), st.floats(0.0, 0.3))
def test_a_higher_licensed_share_never_leaves_less_exported_in_all(licensed, place, more):
    low = np.array(licensed)
    high = low.copy()
    high[place % low.size] = min(1.0, high[place % low.size] + more)
    total = [serve(path, OFFICE).exports.cumsum()[-1] for path in (low, high)]
    assert total[1] >= total[0] - 1e-9


@given(st.floats(0.0, 0.999))
def test_exports_move_smoothly_with_the_licensed_share(licensed):
    paths = [
        serve(np.concatenate([np.zeros(2), np.full(10, x)]), OFFICE).exports
        for x in (licensed, licensed + 1e-3)
    ]
    assert np.abs(paths[1] - paths[0]).max() < 0.02


def test_approvals_read_back_from_exports_give_them_again():
    exports = np.array([0.542, 0.255, 0.658])
    approved = approvals_behind(exports, 0.8)
    assert queue(approved, 0.8).exports == pytest.approx(exports)
    longer = continued(approved, odds_growth(approved), 6)
    assert longer[:3] == pytest.approx(approved)
    assert odds_growth(longer) == pytest.approx(odds_growth(approved))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Office(1.0, 0.2, 2.0), "waiting_share must lie"),
        (lambda: Office(0.8, 0.0, 2.0), "first_approval must lie"),
        (lambda: Office(0.8, 0.2, 1.0), "approval_growth above 1"),
        (lambda: queue(np.array([0.2, 1.2]), 0.8), "approved_share must be shares"),
        (lambda: serve(np.array([-0.1]), OFFICE), "licensed_share must be shares"),
        (lambda: serve(np.array([np.nan]), OFFICE), "licensed_share must be shares"),
        (lambda: approvals_behind(np.array([1.4]), 0.8), "all that was applied for"),
    ],
)
def test_impossible_input_is_refused(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
