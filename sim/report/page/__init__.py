"""The page of a run: one HTML file with inline figures, made from a finished results folder.

`page.write_report` writes it. `source.py` reads the folder, each module of `sections/` turns it
into one part of the page, `canvas.py` draws, `theme.py` holds colours, `page.html.j2` the frame.
"""
