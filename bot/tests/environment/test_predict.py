"""make predict: any CSV with id and text in, one JSON a line out, in order."""

import json
from pathlib import Path

import pytest

import predict
import understanding


class Parrot:
    """Stands in for the trained model: its intent is the text it was given."""

    def __init__(self, model: Path) -> None:
        self.asked: list[str] = []

    def parse(self, texts: list[str]) -> list[dict[str, object]]:
        return [{"intent": {"name": understanding.as_typed(text), "confidence": 1.0}} for text in texts]


@pytest.fixture(autouse=True)
def parrot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understanding, "Understanding", Parrot)


def run(tmp_path: Path, content: bytes) -> list[dict]:
    source, target = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_bytes(content)
    predict.predict(source, target, Path("model"))
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_quotes_line_breaks_and_other_columns_are_read_as_written(tmp_path: Path) -> None:
    found = run(tmp_path, '\ufeffsource,id,text\nmail,7,"she said ""twice?""\nand left"\nmail,8,café\n'.encode())
    assert [(row["id"], row["intent"]["name"]) for row in found] == [
        ("7", 'she said "twice?"\nand left'),
        ("8", "café"),
    ]


def test_every_row_is_answered_in_order_however_many(tmp_path: Path) -> None:
    rows = "".join(f"{number},text {number}\n" for number in range(1000))
    assert [row["id"] for row in run(tmp_path, f"id,text\n{rows}".encode())] == [str(n) for n in range(1000)]


def test_short_rows_blank_lines_and_strange_bytes_do_not_stop_it(tmp_path: Path) -> None:
    found = run(tmp_path, b"id,text\n1\n\n2,\xff\xfe broken\n3,\x00nul\n")
    assert [row["id"] for row in found] == ["1", "2", "3"]


def test_a_very_long_text_is_accepted_and_cut_as_the_product_cuts_it(tmp_path: Path) -> None:
    found = run(tmp_path, b"id,text\n1," + b"a" * 300_000 + b"\n")
    assert len(found[0]["intent"]["name"]) == understanding.LONGEST


@pytest.mark.parametrize("content", [b"", b"number,words\n1,hello\n", b"id\n1\n"])
def test_a_file_without_the_columns_is_refused_and_nothing_is_written(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(predict.UnreadableUtterances, match="has no column"):
        run(tmp_path, content)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_error_says_what_the_file_begins_with(tmp_path: Path) -> None:
    with pytest.raises(predict.UnreadableUtterances, match=r"no column id and no column text\. It is empty"):
        run(tmp_path, b"")
    with pytest.raises(predict.UnreadableUtterances, match="Its first line is: id;text"):
        run(tmp_path, b"id;text\n1;hello\n")


def test_a_spreadsheets_utf_16_is_read(tmp_path: Path) -> None:
    assert run(tmp_path, "id,text\r\n1,café\r\n".encode("utf-16"))[0]["intent"]["name"] == "café"


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    with pytest.raises(predict.UnreadableUtterances, match="no CSV file from line 4"):
        run(tmp_path, b'id,text\n1,fine\n2,"open\n3,eaten\n')
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    for source in (tmp_path / "none.csv", tmp_path, Path("/dev/null")):
        with pytest.raises(predict.UnreadableUtterances):
            predict.predict(source, tmp_path / "out.jsonl", Path("model"))
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("target", ["", "missing/out.jsonl"])
def test_a_place_where_nothing_can_be_written_is_refused_at_once(tmp_path: Path, target: str) -> None:
    with pytest.raises(predict.UnwritablePredictions):
        predict.check_target(tmp_path / target)


def test_a_run_that_is_broken_off_leaves_the_old_predictions_and_no_half_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "out.jsonl").write_text("of yesterday")
    monkeypatch.setattr(Parrot, "parse", stop)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, b"id,text\n1,hello\n")
    assert (tmp_path / "out.jsonl").read_text() == "of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.jsonl"]


@pytest.mark.parametrize("text", ["/greet", " / /greet", '//greet{"a": 1}'])
def test_a_text_that_begins_with_a_slash_is_no_command(text: str) -> None:
    assert understanding.as_typed(text).startswith("greet")


@pytest.mark.parametrize("text", ["", "   ", "/", " // \n"])
def test_a_text_without_a_word_is_not_understood(text: str) -> None:
    assert understanding.as_typed(text) == ""
    assert understanding.not_understood()["intent"] == {"name": "nlu_fallback", "confidence": 1.0}
