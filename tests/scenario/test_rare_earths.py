"""What a scenario file can say about rare earths, and what it cannot."""

import pytest

from sim.chips.rare_earth_controls import control_dates
from sim.ensemble.parameters import draw_worlds
from sim.errors import SimError
from sim.scenario import load

HEAD = """extends: us-japan-2025-05-30
title: Rare earths
question: What can be said about rare earths?
"""


def write(tmp_path, controls="", economy=""):
    path = tmp_path / "rare.yaml"
    text = HEAD
    if controls:
        text += f"parties:\n  CHN:\n    controls:\n      rare_earths: {{{controls}}}\n"
    if economy:
        text += f"economy:\n  rare_earths: {{{economy}}}\n"
    path.write_text(text, encoding="utf-8")
    return path


def controls_of(path):
    return load(str(path)).parties.CHN.controls.rare_earths


@pytest.mark.parametrize(
    ("written", "restricted"),
    [
        ("to: all", None),
        ("to: USA", ("USA",)),
        ("to: [JPN, USA, JPN]", ("USA", "JPN")),
        ("to: MYS", ("MYS",)),
    ],
)
def test_all_one_or_several_destinations_are_restricted(tmp_path, written, restricted):
    path = write(tmp_path, written)
    assert controls_of(path).restricted == restricted
    assert control_dates(load(str(path))).restricted == restricted


def test_a_cut_has_a_start_a_length_and_an_end(tmp_path):
    path = write(tmp_path, "cut: {start: 2025-06-04, length: 12 months}")
    cut = controls_of(path).cut
    assert (cut.length.mean, cut.licensed_share.mean, cut.share_after.mean) == (12.0, 0.0, 1.0)
    dates = control_dates(load(str(path)))
    assert dates.cut_after_months == pytest.approx(2.0, abs=0.01)


def test_worlds_carry_lists_and_destinations(tmp_path):
    path = write(
        tmp_path,
        "licensed_path: [54%, 26%], licensed_share_by_destination: {USA: 5%}",
        "stock_by_user: {JPN: 3 months}",
    )
    world = draw_worlds(load(str(path)))[0]
    section = world.section("parties.CHN.controls.rare_earths")
    assert section["licensed_path.1"] == 0.26
    assert section["licensed_share_by_destination.USA"] == 0.05
    assert world.section("economy.rare_earths")["stock_by_user.JPN"] == 3.0


@pytest.mark.parametrize(
    ("controls", "message"),
    [
        ("to: [USA, JPNN]", "must be a destination: got `JPNN`"),
        ("to: CHN", "must be a destination: got `CHN`"),
        ("to: []", "got an empty list"),
        ("covers: light", "must be a group of rare earths"),
        ("cut: {start: 2025-01-01, length: 3 months}", "must not start before the controls"),
        ("cut: {start: 2025-06-01, length: 0 months}", "length must lie between 1 and 240 months"),
        ("cut: {length: 3 months}", "start"),
        ("licensed_path: [54%, 126%]", "entry 2 of licensed path"),
        ("licensed_share_by_destination: {CHN: 5%}", "buyer of China's rare earths: got `CHN`"),
        ("rent_to_exporter: 90%, rent_burnt: 20%", "must not exceed 100 % together"),
        ("waiting_share: 100%", "waiting share must lie between 0 and 0.95"),
        ("approval_growth: 1", "approval growth must lie between 1.05"),
        ("first_approval: 0", "first approval must lie between 0.01"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path, controls, message):
    with pytest.raises(SimError) as error:
        load(str(write(tmp_path, controls)))
    assert message in str(error.value)
    assert "rare.yaml:7:" in str(error.value)


@pytest.mark.parametrize(
    ("economy", "message"),
    [
        ("loss_power: 0.5", "loss power must lie between 1 and 6"),
        ("stock_by_user: {MARS: 3 months}", "must be a region: got `MARS`"),
        ("price_elasticity: 0", "price elasticity must lie between 0.05"),
        ("opening_time: 0 months", "opening time must lie between 1 and 240 months"),
        ("long_run_exposure: 20%", "long_run_exposure"),
    ],
)
def test_impossible_users_are_refused(tmp_path, economy, message):
    with pytest.raises(SimError) as error:
        load(str(write(tmp_path, "", economy)))
    assert message in str(error.value)
