"""A real browser without a window: what a page looks like at several widths."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
WIDTHS = (375, 768, 1440)

# Each width is a frame of its own (a window cannot be 375 pixels wide); its document is given in
# place, so that the measuring script may look into it.
_HARNESS = """<!doctype html><meta charset="utf-8"><body><pre id="found"></pre><script>
const found = {};
const outer = (e, b, w) => b.width > 0 && (b.right > w + 1 || b.left < -1)
  && !e.closest('.scroll') && !e.closest('.skip');
window.addEventListener('load', () => {
  for (const frame of document.querySelectorAll('iframe')) {
    const page = frame.contentDocument, width = frame.clientWidth;
    const box = e => e.getBoundingClientRect();
    const name = e => e.tagName + ' ' + e.textContent.trim().slice(0, 40);
    const cut = [], crossed = [];
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    for (const svg of page.querySelectorAll('figure svg')) {
      const b = box(svg);
      for (const text of svg.querySelectorAll('text')) {
        const t = box(text);
        if (t.left < b.left - 1 || t.right > b.right + 1 || t.top < b.top - 1
            || t.bottom > b.bottom + 1) cut.push(name(text));
      }
      const texts = [...svg.querySelectorAll('text')].map(e => [name(e), box(e)]);
      texts.forEach(([one, a], k) => texts.slice(k + 1).forEach(([other, b]) => {
        if (over(a, b)) crossed.push(one + ' / ' + other);
      }));
    }
    found[width] = {
      scroll: page.documentElement.scrollWidth,
      outside: [...page.body.querySelectorAll('*')].filter(e => outer(e, box(e), width)).map(name),
      cut,
      crossed,
      figures: [...page.querySelectorAll('figure svg')].map(e => [box(e).width, box(e).height]),
      height: page.documentElement.scrollHeight,
    };
  }
  document.getElementById('found').textContent = JSON.stringify(found);
});
</script>FRAMES</body>"""


def measure(page: str) -> tuple[dict[int, dict], list[str]]:
    """Return what each width shows, by width, and what the browser says on its console."""
    frames = "".join(
        f'<iframe style="border:0" width="{width}" height="900" srcdoc="{html.escape(page)}">'
        "</iframe>"
        for width in WIDTHS
    )
    out, err = _run(_HARNESS.replace("FRAMES", frames), "--dump-dom", "--enable-logging=stderr")
    found = re.search(r'<pre id="found">(.*?)</pre>', out, re.DOTALL)
    assert found, err
    measured = json.loads(html.unescape(found.group(1)))
    console = [line for line in err.splitlines() if "CONSOLE" in line]
    return {int(width): values for width, values in measured.items()}, console


def screenshot(page: str, into: Path, width: int, height: int, *, dark: bool = False) -> None:
    """Write a picture of the page at a width, to be looked at."""
    frame = (
        '<!doctype html><meta charset="utf-8"><body style="margin:0">'
        f'<iframe style="border:0" width="{width}" height="{height}" '
        f'srcdoc="{html.escape(page)}"></iframe></body>'
    )
    options = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    _run(frame, f"--screenshot={into}", f"--window-size={max(width, 500)},{height}", *options)


def _run(text: str, *options: str) -> tuple[str, str]:
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                f"--user-data-dir={folder}/profile", "--virtual-time-budget=5000",
                *options, page.as_uri(),
            ],
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    return done.stdout, done.stderr
