"""The manifest names what a run was made from."""

from sim.ensemble.inputs import input_hashes
from sim.scenario.loading import resolve


def test_every_layer_seed_and_table_is_fingerprinted():
    hashes = input_hashes(resolve("japan-without-pledge", ["usa.weights.deficit=0.1"]))
    assert [name.rsplit("/", 1)[-1] for name in hashes] == [
        "--set",
        "japan-without-pledge.yaml",
        "us-japan-2025-05-30.yaml",
        "yomiuri-2025-05-30",
        "benchmark tables",
    ]


def test_a_changed_layer_changes_its_hash_alone():
    one, two = (
        input_hashes(resolve("japan-without-pledge", [f"usa.weights.deficit={w}"]))
        for w in (0.1, 0.2)
    )
    assert {name for name in one if one[name] != two[name]} == {"--set"}
