"""Colours of the page by what they stand for: Okabe and Ito's palette, for light and dark.

Figures are drawn in the light colours; on the page each becomes a CSS variable, so that a figure
follows the reader's light or dark setting. Source of the palette: Okabe and Ito, "Color Universal
Design" (2008); greys are ours.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "surface": "#ffffff",
    "ink": "#1b1f24",
    "muted": "#57606a",
    "rule": "#d8dee4",
    "first": "#0072b2",
    "second": "#d55e00",
    "third": "#009e73",
    "inside": "#3596d0",
    "none": "#8c959f",
}
"""Role to colour: `first` and `second` are the two parties, `third` a third kind."""

DARK: Final = {
    "surface": "#14181d",
    "ink": "#e8ecf1",
    "muted": "#a6b0bb",
    "rule": "#39424d",
    "first": "#56b4e9",
    "second": "#e69f00",
    "third": "#1fb98d",
    "inside": "#2b7fb3",
    "none": "#7d8792",
}


def variables(colours: dict[str, str]) -> str:
    """Return the colours as CSS declarations.

    >>> variables({"ink": "#1b1f24"})
    '--ink: #1b1f24;'
    """
    return " ".join(f"--{role}: {colour};" for role, colour in colours.items())


def with_variables(svg: str) -> str:
    """Return an SVG whose light colours are CSS variables.

    >>> with_variables('style="fill: #0072b2"')
    'style="fill: var(--first)"'
    """
    for role, colour in LIGHT.items():
        svg = svg.replace(colour, f"var(--{role})")
    return svg


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2: 4.5 for text, 3 for marks).

    >>> round(contrast("#000000", "#ffffff"), 6)
    21.0
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
