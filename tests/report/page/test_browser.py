"""The page in a real browser: nothing overflows, nothing complains, every figure has a size."""

import pytest

from tests.report.page.browser import WIDTHS, measure, needs_chromium
from tests.report.page.folders import page_of

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def measured(page):
    return measure(page)


def test_the_console_is_silent(measured):
    assert measured[1] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(measured, width):
    found = measured[0][width]
    assert found["scroll"] <= width
    assert found["outside"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_have_a_size_and_no_text_is_cut(measured, width):
    found = measured[0][width]
    assert len(found["figures"]) == 15
    assert all(w > 300 and h > 90 for w, h in found["figures"])
    assert found["cut"] == []
    assert found["crossed"] == []


def test_the_measuring_finds_what_is_wrong(page):
    wrong = "figure text { font-size: 40px !important } h2 { width: 900px }"
    spoilt = page.replace("</style>", f"{wrong}</style>", 1)
    found, console = measure(spoilt.replace("</body>", "<script>nothing()</script></body>"))
    assert found[375]["scroll"] > 375
    assert found[375]["outside"]
    assert found[1440]["cut"]
    assert found[1440]["crossed"]
    assert any("nothing is not defined" in line for line in console)


def test_one_run_without_a_deal_fits_as_well(build):
    """Nothing varies: axes are as short as they get and their labels as long."""
    found, console = measure(page_of(build(runs=1, deals=False)))
    assert console == []
    for width in WIDTHS:
        assert found[width]["scroll"] <= width
        assert found[width]["outside"] == found[width]["cut"] == found[width]["crossed"] == []
        assert len(found[width]["figures"]) >= 8
