import pytest

from sim.report.page.theme import DARK, LIGHT, contrast

MARKS = ("first", "second", "third", "inside", "none")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_the_page(colours):
    for role in ("ink", "muted", "first"):  # links have the first colour
        assert contrast(colours[role], colours["surface"]) >= 4.5
    for role in MARKS:
        assert contrast(colours[role], colours["surface"]) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_each_role_has_a_colour_of_its_own(colours):
    assert len(set(colours.values())) == len(colours)
    assert colours.keys() == LIGHT.keys()


def test_a_grey_of_known_contrast():
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
