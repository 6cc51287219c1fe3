from datetime import date

import numpy as np
import pytest

from sim.chips.rare_earth_controls import (
    ControlDates,
    Cut,
    RareEarthControls,
    control_dates,
    months_between,
)
from sim.errors import InvalidInputError
from sim.scenario import load

REGIONS = ("USA", "JPN", "CHN", "EU27")
SHARES = {"licensed_share": 0.3, "eased_share": 0.8, "tightened_share": 0.1}


def controls(dates=None, **values):
    return RareEarthControls.of({**SHARES, **values}, dates or ControlDates(2.0))


def test_shares_hold_from_the_start_and_the_state_from_the_signature():
    path = controls().licensed(REGIONS, "eased", 6)
    assert path[:, 0].tolist() == pytest.approx([0.3, 0.3, 0.8, 0.8, 0.8, 0.8])
    assert (path[:, 2] == 1.0).all()
    assert controls().licensed(REGIONS, "rupture", 6)[-1, 1] == pytest.approx(0.1)
    assert (controls().licensed(REGIONS, "truce", 6)[:, 1] == 0.3).all()


def test_a_change_within_a_month_is_mixed():
    path = controls(ControlDates(2.25)).licensed(REGIONS, "eased", 4)
    assert path[2, 0] == pytest.approx(0.25 * 0.3 + 0.75 * 0.8)


def test_controls_that_are_still_to_come_leave_trade_free_until_then():
    dates = ControlDates(-3.0)
    path = controls(dates).licensed(REGIONS, "truce", 6)
    assert path[:, 0].tolist() == [1.0, 1.0, 1.0, 0.3, 0.3, 0.3]
    assert dates.signature_month == 0.0


@pytest.mark.parametrize("length", [3, 12])
def test_a_cut_lasts_its_months_and_is_then_lifted(length):
    dates = ControlDates(2.0, cut_after_months=2.0)
    values = {"cut.length": float(length), "cut.licensed_share": 0.0, "cut.share_after": 1.0}
    found = controls(dates, **values)
    path = found.licensed(REGIONS, "truce", 20)[:, 0]
    assert (path[:2] == 0.3).all()
    assert (path[2 : 2 + length] == 0.0).all()
    assert (path[2 + length :] == 1.0).all()
    assert (found.licensed(REGIONS, "rupture", 20)[2 + length :, 0] == 0.1).all()
    assert found.cut == Cut(length, 0.0, 1.0)


def test_destinations_have_their_own_share_and_some_are_free():
    dates = ControlDates(1.0, restricted=("USA", "JPN"))
    found = controls(dates, **{"licensed_share_by_destination.USA": 0.05})
    path = found.licensed(REGIONS, "truce", 3)
    assert path[-1].tolist() == [0.05, 0.3, 1.0, 1.0]
    assert found.licensed(REGIONS, "eased", 3)[-1].tolist() == [0.8, 0.8, 1.0, 1.0]
    assert found.licensed(REGIONS, "rupture", 3)[-1].tolist() == [0.05, 0.1, 1.0, 1.0]


def test_listed_months_come_first():
    path = {f"licensed_path.{m}": share for m, share in enumerate([0.54, 0.26, 0.66])}
    found = controls(ControlDates(5.0), **path).licensed(REGIONS, "truce", 5)[:, 0]
    assert found.tolist() == pytest.approx([0.54, 0.26, 0.66, 0.3, 0.3])


def test_a_cut_without_a_date_is_refused():
    values = {"cut.length": 3.0, "cut.licensed_share": 0.0, "cut.share_after": 1.0}
    with pytest.raises(InvalidInputError, match="cut must have a start"):
        controls(**values)


def test_missing_shares_are_named():
    with pytest.raises(InvalidInputError, match="eased_share, tightened_share"):
        RareEarthControls.of({"licensed_share": 0.3}, ControlDates())


def test_dates_come_from_the_scenario():
    dates = control_dates(load("us-japan-2025-05-30"))
    assert dates.running_months == pytest.approx(1.84, abs=0.01)
    assert dates == ControlDates(dates.running_months, None, None, light_too=False)
    assert months_between(date(2025, 1, 1), date(2026, 1, 1)) == pytest.approx(12.0, abs=0.01)
    assert np.isfinite(dates.signature_month)
