"""Goods totals of 2024 by pair of regions, from Census, customs reports and BACI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.data.names import REGIONS

if TYPE_CHECKING:
    from sim.data.construction.sources import SourceFolder

JPY_PER_USD_2024 = 151.6  # trade/asia_bilateral_sectors.csv, items "in USD at 151.6"
CENSUS_NAME = {"EU27": "EU"}

Target = tuple[str, str, float, str, str]
"""Importer, exporter, USD bn, source, confidence."""


class GoodsTotals(Protocol):
    """Flows that can tell the goods total of a pair."""

    def goods_total(self, importer: str, exporter: str) -> float:
        """Return the goods that `importer` buys from `exporter`, USD bn."""


def pair_targets(folder: SourceFolder, flows: GoodsTotals) -> list[Target]:
    """Goods totals of 2024 as (importer, exporter, USD bn, source, confidence).

    US pairs: Census. Japan and China with each other and with Korea, Taiwan, Australia: the
    exporter's own report (FOB), so Japan to China is 124.4 and China to Japan 154.8; the
    importers' reports (CIF, with goods through Hong Kong) are 156.5 and 167.1. European Union with
    these: BACI 2023 (FOB). Japan's and Taiwan's world totals close on the rest of the world.
    Other pairs keep ICIO 2022.
    """
    targets = _census_pairs(folder)
    targets += _exporter_reports(folder)
    targets += _baci_pairs(folder)
    known = {(importer, exporter): value for importer, exporter, value, _, _ in targets}
    targets += _japan_residual(folder, flows, known)
    targets += _taiwan_residual(folder, flows, known)
    return targets


def _census_pairs(folder: SourceFolder) -> list[Target]:
    def total(item: str, partner: str) -> float:
        return folder.fact("census2024", item=item, partner=partner) / 1e3

    pairs = []
    for item, us_imports in (("us_goods_imports_general", True), ("us_goods_exports", False)):
        rest = total(item, "WORLD")
        for region in REGIONS[1:-1]:
            value = total(item, CENSUS_NAME.get(region, region))
            rest -= value
            pair = ("USA", region) if us_imports else (region, "USA")
            pairs.append((*pair, value, "census2024", "high"))
        pair = ("USA", "ROW") if us_imports else ("ROW", "USA")
        pairs.append((*pair, rest, "census2024", "high"))
    return pairs


def _exporter_reports(folder: SourceFolder) -> list[Target]:
    def report(exporter: str, importer: str, reporter: str) -> float:
        return folder.fact(
            "reported2024",
            exporter=exporter,
            importer=importer,
            reporter=reporter,
            year="2023-2024 average",
        )

    yen = folder.fact(
        "reported2024", exporter="JPN", importer="CHN", reporter="JPN", unit="JPY billion"
    )
    pairs = [("CHN", "JPN", yen / JPY_PER_USD_2024, "reported2024", "high")]
    wanted = {
        "JPN": ("KOR", "TWN", "AUS", "MYS"),
        "CHN": ("JPN", "KOR", "TWN", "AUS"),
        "KOR": ("CHN", "JPN", "TWN"),
    }
    for exporter, importers in wanted.items():
        for importer in importers:
            value = report(exporter, importer, exporter)
            pairs.append((importer, exporter, value, "reported2024", "medium"))
    # Taiwan reports the sum with Hong Kong, where most of the goods go on to China; its exports to
    # Japan and Korea are known from the importers only.
    share = folder.fact("asia_items", exporter="TWN", importer="CHN+HKG") / 100.0
    world = folder.fact("reported2024", exporter="TWN", importer="WORLD")
    pairs.append(("CHN", "TWN", share * world, "asia_items+reported2024", "medium"))
    pairs += [
        (importer, "TWN", report("TWN", importer, importer), "reported2024", "medium")
        for importer in ("JPN", "KOR")
    ]
    yen = folder.fact("reported2024", exporter="AUS", importer="JPN", unit="JPY billion")
    pairs.append(("JPN", "AUS", yen / JPY_PER_USD_2024, "reported2024", "high"))
    return pairs


def _baci_pairs(folder: SourceFolder) -> list[Target]:
    def baci(exporter: str, importer: str) -> float:
        return folder.fact("baci2023", exporter=exporter, importer=importer) / 1e3

    pairs = []
    for region in ("JPN", "CHN", "KOR", "AUS"):
        pairs.append((region, "EU27", baci("EU", region), "baci2023", "high"))
        pairs.append(("EU27", region, baci(region, "EU"), "baci2023", "high"))
    pairs += [(name, "AUS", baci("AUS", name), "baci2023", "high") for name in ("CHN", "KOR")]
    return pairs


def _closing(
    flows: GoodsTotals,
    known: dict[tuple[str, str], float],
    region: str,
    world: float,
    open_pairs: list[tuple[str, str]],
) -> list[tuple[str, str, float]]:
    """Spread what a world total leaves over `open_pairs`, in the proportions of ICIO 2022."""
    side = 1 if open_pairs[0][1] == region else 0
    fixed = sum(value for pair, value in known.items() if pair[side] == region)
    before = [flows.goods_total(*pair) for pair in open_pairs]
    left = world - fixed
    return [(*pair, left * old / sum(before)) for pair, old in zip(open_pairs, before, strict=True)]


def _japan_residual(
    folder: SourceFolder, flows: GoodsTotals, known: dict[tuple[str, str], float]
) -> list[Target]:
    exports = folder.fact("reported2024", exporter="JPN", importer="WORLD") / JPY_PER_USD_2024
    imports = folder.fact("reported2024", exporter="WORLD", importer="JPN") / JPY_PER_USD_2024
    closed = _closing(flows, known, "JPN", exports, [("ROW", "JPN")])
    closed += _closing(flows, known, "JPN", imports, [("JPN", "ROW"), ("JPN", "MYS")])
    return [(*pair, "reported2024", "medium") for pair in closed]


def _taiwan_residual(
    folder: SourceFolder, flows: GoodsTotals, known: dict[tuple[str, str], float]
) -> list[Target]:
    exports = folder.fact("reported2024", exporter="TWN", importer="WORLD")
    imports = folder.fact("reported2024", exporter="WORLD", importer="TWN")
    others = ("EU27", "AUS", "MYS", "ROW")
    closed = _closing(flows, known, "TWN", exports, [(other, "TWN") for other in others])
    closed += _closing(flows, known, "TWN", imports, [("TWN", other) for other in others])
    return [(*pair, "reported2024", "medium") for pair in closed]
