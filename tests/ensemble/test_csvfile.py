import csv
import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble.csvfile import (
    CsvWriter,
    Lines,
    csv_text,
    floats,
    number,
    read_chunks,
    read_header,
)
from sim.errors import ResultsError


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_nine_digits_and_reads_back(value):
    assert float(number(value)) == pytest.approx(value, rel=5e-9, abs=0)
    assert number(float(number(value))) == number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0, "0"),
        (float("nan"), ""),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (123456.789012, "123456.789"),
    ],
)
def test_numbers_follow_one_rule(value, text):
    assert number(value) == text


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_numbers_are_refused(value):
    with pytest.raises(ResultsError, match="finite"):
        number(value)


def test_the_bytes_of_a_file(tmp_path):
    path = tmp_path / "t.csv"
    with CsvWriter(path, ("run", "what", "value")) as writer:
        writer.append_columns(
            {
                "run": np.array([0, 1]),
                "what": ['say "no", twice', "Größe"],
                "value": np.array([0.5, np.nan]),
            }
        )
        writer.append_rows([(2, None, -0.0)])
    assert writer.rows == 3
    assert path.read_bytes() == (
        b'run,what,value\n0,"say ""no"", twice",0.5\n1,Gr\xc3\xb6\xc3\x9fe,\n2,,0\n'
    )


@given(st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=2), min_size=1, max_size=5))
def test_any_text_reads_back(rows):
    text = csv_text(("a", "b"), rows)
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows


def test_columns_must_match_the_header(tmp_path):
    with CsvWriter(tmp_path / "t.csv", ("a", "b")) as writer:
        with pytest.raises(ResultsError, match="must be"):
            writer.append_columns({"b": [1], "a": [2]})
        with pytest.raises(ResultsError, match="must be"):
            writer.append(Lines.of({"b": [1], "a": [2]}))
        with pytest.raises(ResultsError, match="2 fields; got 3"):
            writer.append_rows([(1, 2, 3)])


def test_blocks_give_the_bytes_of_the_whole(tmp_path):
    values = np.random.default_rng(0).normal(size=100)
    for name, cuts in (("one", [0, 100]), ("many", [0, 1, 30, 100])):
        with CsvWriter(tmp_path / name, ("x",)) as writer:
            for low, high in itertools.pairwise(cuts):
                writer.append_columns({"x": values[low:high]})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "many").read_bytes()


def test_reading_in_chunks_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.ensemble.csvfile._CHUNK_ROWS", 3)
    path = tmp_path / "t.csv"
    path.write_text("x\n" + "\n".join(map(str, range(9))) + "\n")
    chunks = list(read_chunks(path))
    assert [len(rows) for _, rows in chunks] == [3, 3, 3]
    assert [row for _, rows in chunks for row in rows] == [[str(k)] for k in range(9)]


def test_a_file_with_a_mark_and_crlf_from_a_spreadsheet_reads_too(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("\ufeffrun,world\r\n0,1\r\n".encode())
    assert read_header(path) == ("run", "world")
    assert next(read_chunks(path))[1] == [["0", "1"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1\n", "row 1 has 1 fields"),
        (b"\xff\xfe\x00", "not a CSV text file"),
        (b'a\n"open\n', "not a CSV text file"),
    ],
)
def test_an_unreadable_file_says_why(tmp_path, content, said):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(ResultsError, match=said):
        list(read_chunks(path))


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ResultsError, match="No such file"):
        read_header(tmp_path / "none.csv")


def test_words_in_a_column_of_numbers_are_named():
    assert floats(["1", ""], "x")[0] == 1.0
    with pytest.raises(ResultsError, match="column x must hold numbers"):
        floats(["1", "much"], "column x")
