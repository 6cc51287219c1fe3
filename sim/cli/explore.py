"""`sim explore`: move sliders on a local page and see what comes of it."""

from __future__ import annotations

import click

from sim.cli.output import format_option, print_rows


@click.command()
@click.argument("scenario")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help="Change a value first.")
@click.option(
    "--runs", type=click.IntRange(10, 10_000), default=200, show_default=True, help="Runs a try."
)
@click.option(
    "--worlds",
    type=click.IntRange(1, 32),
    default=4,
    show_default=True,
    help="Worlds of the economy; fewer are quicker.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all dice.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; by default all processors.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@format_option
def explore(
    *,
    scenario: str,
    sets: tuple[str, ...],
    runs: int,
    worlds: int,
    seed: int | None,
    jobs: int | None,
    port: int,
    opened: bool,
    form: str,
) -> int:
    """Serve a page with sliders for tariffs, resolve and chips, until Ctrl-C.

    Each move plays a small ensemble beside the scenario as it stands, on the same dice; the page
    gives the file that holds what was moved. Only this machine can reach it.
    Needs the extra `explore`: pip install 'sim[explore]'.
    """
    from pathlib import Path

    from sim.cli.output import say_main_pair_alone
    from sim.ensemble.workers import Workers, default_jobs
    from sim.errors import MissingPackageError
    from sim.explore.bench import Bench
    from sim.scenario.loading import resolve

    # The number of worlds belongs to the try, not to the file that is kept.
    quick = (*sets, f"economy.worlds={worlds}")
    resolved = resolve(scenario, quick)
    for note in resolved.notes:
        click.echo(note, err=True)
    say_main_pair_alone(resolved.scenario)
    try:
        from sim.explore.server import ADDRESS, Explored, server
    except ModuleNotFoundError as error:
        if error.name not in {"flask", "werkzeug"}:
            raise
        raise MissingPackageError.of("sim explore", "Flask", "explore") from None
    chosen = resolved.scenario.seed if seed is None else seed
    # A browser saves files anywhere, so a base that is a file is named in full.
    base = str(Path(scenario).resolve()) if Path(scenario).is_file() else scenario
    with Workers(jobs or default_jobs()) as workers:
        bench = Bench(scenario, quick, runs, chosen, workers)
        try:
            serving = server(Explored(resolved, base, sets), bench, port)
        except OSError as error:
            raise click.UsageError(
                f"port {port} cannot be used: {error.strerror}. Choose another: --port 0."
            ) from error
        address = f"http://{ADDRESS}:{serving.port}/"
        if form == "table":
            click.echo(address)
        else:
            print_rows([{"scenario": resolved.scenario.name, "address": address}], form)
        click.echo("Open that address in a browser; Ctrl-C ends.", err=True)
        if opened:
            import webbrowser

            webbrowser.open(address)
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
        finally:
            serving.server_close()
    return 0
