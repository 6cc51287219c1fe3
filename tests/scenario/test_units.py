import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.units import UNITS, QuantityError, accepted_units, convert, read_amount
from sim.scenario.values import write_number


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("24%", "fraction", 0.24),
        ("1.3 %", "fraction", 0.013),
        ("0.24", "fraction", 0.24),
        ("4%/yr", "fraction/yr", 0.04),
        ("4 % a year", "fraction/yr", 0.04),
        ("8 USD bn/yr", "USD bn/yr", 8.0),
        ("8 USD bn per year", "USD bn/yr", 8.0),
        ("500 USD m", "USD bn", 0.5),
        ("1.2 USD tn", "USD bn", 1200.0),
        ("1 year", "months", 12.0),
        ("2 weeks", "days", 14.0),
        ("-1e-3", "dimensionless", -0.001),
    ],
)
def test_reads_amounts_in_the_unit_of_the_field(text, unit, value):
    assert read_amount(text, unit) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("8 USD bn", "USD bn/yr", "must be given in USD bn/yr: got USD bn"),
        ("24 days", "fraction", "must be a fraction or a percentage: got days"),
        ("100 JPY bn", "USD bn", "US dollars"),
        ("1,000 USD bn", "USD bn", "thousands separators"),
        ("8 EUR bn", "USD bn", "got the unit `EUR bn`"),
        ("much", "fraction", "must be a number"),
        ("1e999", "USD bn", "finite"),
        ("", "fraction", "must be a number"),
    ],
)
def test_refuses_other_units_and_says_what_to_write(text, unit, said):
    with pytest.raises(QuantityError, match="must") as caught:
        read_amount(text, unit)
    assert said in caught.value.message
    assert caught.value.label


def test_a_misspelt_unit_gets_a_suggestion():
    with pytest.raises(QuantityError) as caught:
        read_amount("8 USDbn/yr", "USD bn/yr")
    assert caught.value.help == "did you mean `8 USD bn/yr`?"


@given(st.sampled_from(sorted(UNITS)), st.floats(0.001, 1e6))
def test_conversion_there_and_back(unit, value):
    for other in accepted_units(unit):
        assert convert(convert(value, unit, other), other, unit) == pytest.approx(value)


@given(st.sampled_from([unit for unit in UNITS if "%" not in unit]), st.floats(-1e6, 1e6))
def test_written_numbers_read_as_the_same_bits(unit, value):
    written = write_number(value, unit)
    back = read_amount(written, unit) if isinstance(written, str) else float(written)
    assert back == value
