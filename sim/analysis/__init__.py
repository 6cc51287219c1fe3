"""Work on finished results: comparing, attributing, scoring."""
