"""The parts of the page, one module each; `PARTS` in `sim.report.page.page` orders them."""
