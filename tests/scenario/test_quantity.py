import pytest

from sim.scenario.quantity import Amount, Options, QuantityError, Word

RATE = Amount("fraction", low=0, high=5)


@pytest.mark.parametrize(
    ("written", "said", "at"),
    [
        (24, "must lie between 0 and 5 (0 % to 500 %): got 24", ()),
        (-0.1, "must lie between 0 and 5", ()),
        (float("nan"), "must be finite", ()),
        (float("inf"), "must be finite", ()),
        (10**400, "must be finite", ()),
        (True, "must be a number", ()),
        (None, "must be a number: got nothing", ()),
        ([1, 2], "must be a number", ()),
        ({}, "exactly one of", ()),
        ({"value": 1, "between": [0, 1]}, "exactly one of", ()),
        ({"betwen": [0, 1]}, "not a way to write a value", ("betwen",)),
        ({"between": [0.3, 0.1]}, "must rise from low to high", ("between",)),
        ({"between": [0.1]}, "must be [low, high]", ("between",)),
        ({"between": 3}, "must be [low, high]", ("between",)),
        ({"between": [0.1, 9]}, "must lie between", ("between", 1)),
        ({"triangular": [0.1, 0.3, 0.2]}, "must rise", ("triangular",)),
        ({"normal": [0.1, 0]}, "sd must be above 0", ("normal", 1)),
        ({"one_of": []}, "must be a list of values", ("one_of",)),
        ({"value": "24 days"}, "must be a fraction or a percentage", ("value",)),
        ({"value": 0.1, "source": 3}, "`source` must be a text", ("source",)),
        ({"value": 0.1, "assumed": " "}, "`assumed` must be a text", ("assumed",)),
    ],
)
def test_refuses_what_is_not_a_rate_and_points_at_the_part(written, said, at):
    with pytest.raises(QuantityError) as caught:
        RATE.read(written)
    assert said in caught.value.message
    assert caught.value.at == at


def test_a_bare_percentage_is_caught_with_both_spellings():
    with pytest.raises(QuantityError) as caught:
        RATE.read(24)
    assert caught.value.label == 'write 0.24 or "24%"'
    assert caught.value.help == "did you mean `24%`?"


def test_notes_stay_with_the_value():
    rate = RATE.read({"value": "24%", "source": "an order", "fact": "some_fact"})
    assert (rate.values, rate.source, rate.fact, rate.assumed) == (
        (0.24,),
        "an order",
        "some_fact",
        None,
    )


def test_some_fields_take_certain_values_only():
    with pytest.raises(QuantityError, match="one certain value"):
        Amount("fraction", certain=True).read({"between": [0, 1]})


def test_words_are_suggested():
    with pytest.raises(QuantityError) as caught:
        Options(("holds_out", "steady", "eager")).read({"one_of": ["steady", "stedy"]})
    assert caught.value.at == ("one_of", 1)
    assert caught.value.help == "did you mean `steady`?"
    with pytest.raises(QuantityError, match="must be a sector: got `shps`"):
        Word(("ships", "services"), "sector").read("shps")
