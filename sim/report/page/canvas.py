"""Drawing: figures of one width in plain style, and the SVG that a page or a file holds.

Figures are 330 points wide, so that their text stays readable on a telephone; labels of rows stand
above the rows for the same reason. The same figure gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

from matplotlib import rc_context, rcdefaults, rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report.page.theme import LIGHT, with_variables

if TYPE_CHECKING:
    from pathlib import Path

WIDTH_PT: Final = 330.0
_MARGIN_PT: Final = 8.0
_SMALL_PT: Final = 9.5
_PIXELS_PER_INCH: Final = 200
_STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "axes.labelsize": 10.0,
    "xtick.labelsize": _SMALL_PT,
    "ytick.labelsize": _SMALL_PT,
    "svg.fonttype": "none",
    "path.simplify": False,
    "text.parse_math": False,
    "text.color": LIGHT["ink"],
    "axes.labelcolor": LIGHT["muted"],
    "axes.edgecolor": LIGHT["rule"],
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "axes.unicode_minus": True,
}
_NO_METADATA: Final = {"Date": None, "Creator": None, "Format": None, "Type": None}


@contextmanager
def style() -> Iterator[None]:
    """Draw and write figures in the style of the page."""
    with rc_context():
        rcdefaults()  # a reader's own matplotlibrc must not change the figures
        rcParams.update(_STYLE)
        yield


def blank(height_pt: float) -> Figure:
    """Return an empty figure of the common width."""
    return Figure(figsize=(WIDTH_PT / 72, height_pt / 72), facecolor="none")


def axes(figure: Figure, top_pt: float, height_pt: float, *, left_pt: float = _MARGIN_PT) -> Axes:
    """Add axes whose upper edge lies `top_pt` below the figure's; horizontal grid lines only."""
    total = figure.get_size_inches()[1] * 72
    box = (
        left_pt / WIDTH_PT,
        1 - (top_pt + height_pt) / total,
        (WIDTH_PT - left_pt - 1.5 * _MARGIN_PT) / WIDTH_PT,
        height_pt / total,
    )
    found = figure.add_axes(box, facecolor="none")
    for side in ("top", "right", "left"):
        found.spines[side].set_visible(False)
    found.tick_params(length=0)
    found.set_axisbelow(True)
    return found


def rows_axes(figure: Figure, top_pt: float, rows: int, row_pt: float) -> Axes:
    """Add axes for labelled rows: row k is centred at y = k, the first on top; x has the grid."""
    found = axes(figure, top_pt, rows * row_pt)
    found.set_ylim(rows - 0.5, -0.5)
    found.set_yticks([])
    found.xaxis.set_major_locator(few_ticks())
    found.grid(axis="x", color=LIGHT["rule"], linewidth=0.6)
    return found


def few_ticks() -> MaxNLocator:
    """Return a rule for at most seven round numbers on an axis."""
    return MaxNLocator(nbins=6, steps=[1, 2, 5, 10])


def row_label(ax: Axes, row: float, text: str, right: str = "") -> None:
    """Write a row's label above its marks, and a value at the right margin."""
    for x, words, colour, side in ((0, text, "ink", "left"), (1, right, "muted", "right")):
        ax.text(
            x,
            row - 0.24,
            words,
            color=LIGHT[colour],
            ha=side,
            va="center",
            fontsize=_SMALL_PT,
            zorder=5,
            transform=ax.get_yaxis_transform(),
            bbox={"facecolor": LIGHT["surface"], "edgecolor": "none", "pad": 1.0},
        )


def title(ax: Axes, text: str) -> None:
    """Write what axes show above them, on the left."""
    ax.text(
        0,
        1.04,
        text,
        color=LIGHT["ink"],
        va="bottom",
        fontsize=_SMALL_PT,
        transform=ax.transAxes,
    )


def mark(ax: Axes, x: float, text: str, clear_of: float = 0.0) -> None:
    """Draw a dashed upright line, named above the axes on its roomier side.

    A name that would begin within `clear_of`, the part of the width that a title takes, stands
    beside the title and says where the line is.
    """
    ax.axvline(x, color=LIGHT["muted"], linewidth=1, linestyle=(0, (3, 2)))
    left, right = ax.get_xlim()
    start = left + clear_of * (right - left)
    if x < start:
        text = f"{text}: {x:g}"
    ax.text(
        max(x, start),
        1.04,
        text,
        color=LIGHT["muted"],
        ha="right" if x > (left + right) / 2 else "left",
        va="bottom",
        fontsize=_SMALL_PT,
        transform=ax.get_xaxis_transform(),
    )


def band(ax: Axes, row: float, spread: Sequence[float], role: str) -> None:
    """Draw 5 %, mean and 95 % of a row: a light bar around a line with a dot, in a role's colour.

    The line alone stands out from the page by 3 to 1 (WCAG 1.4.11); the light bar does not.
    """
    low, mean, high = spread
    colour = LIGHT[role]
    ax.plot([low, high], [row, row], color=colour, linewidth=5, alpha=0.35, solid_capstyle="butt")
    ax.plot([low, high], [row, row], color=colour, linewidth=1.2, solid_capstyle="butt")
    ax.plot([mean], [row], "o", color=colour, markersize=6, markeredgewidth=0)


def legend(
    figure: Figure, entries: Sequence[tuple[str, ...]], top_pt: float = 4.0, columns: int = 0
) -> None:
    """Write a line of (words, role[, mark]) at the top, each behind its mark, else a square.

    With `columns` the entries of several lines stand below each other.
    """
    y = 1 - top_pt / (figure.get_size_inches()[1] * 72)
    x = _MARGIN_PT
    for text, role, *own in entries:
        for start, words, ink in ((x, own[0] if own else "■", role), (x + 12, text, "ink")):
            shown = LIGHT[ink]
            figure.text(start / WIDTH_PT, y, words, color=shown, va="top", fontsize=_SMALL_PT)
        x += (WIDTH_PT - 2 * _MARGIN_PT) / columns if columns else 24 + 5.9 * len(text)


def zero_line(ax: Axes) -> None:
    """Draw the line of no change."""
    ax.axvline(0, color=LIGHT["muted"], linewidth=1.0)


def inline_svg(figure: Figure, name: str, alt: str) -> str:
    """Return a figure for the page: coloured by CSS variables, named for screen readers.

    Ids of groups are dropped and those of definitions depend on `name`, so that figures on one
    page do not share any.
    """
    svg = with_variables(_svg(figure, name))
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font: ([0-9.]+px) 'DejaVu Sans'[^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r' (width|height)="[0-9.]+pt"', "", svg, count=2)
    label = _attribute(alt)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def write_figure(figure: Figure, path: Path, kind: Literal["svg", "png"]) -> None:
    """Write a figure as a file of its own, in the light colours on white."""
    figure.set_facecolor(LIGHT["surface"])
    if kind == "svg":
        path.write_text(_svg(figure, path.stem), encoding="utf-8")
        return
    with style():
        figure.savefig(path, format="png", dpi=_PIXELS_PER_INCH, metadata={"Software": None})


def _svg(figure: Figure, name: str) -> str:
    text = io.StringIO()
    with style(), rc_context({"svg.hashsalt": name}):
        figure.savefig(text, format="svg", metadata=_NO_METADATA)
    return text.getvalue()


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
