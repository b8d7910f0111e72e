"""Run the trained model over a CSV of utterances: columns id and text in, one JSON a line out.

Run it as `bot/.venv/bin/python bot/predict.py utterances.csv predictions.jsonl`.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import launch

BATCH = 128


class UnreadableUtterances(ValueError):
    """The file of utterances is missing, is no CSV file or lacks a column; the message says which."""


class UnwritablePredictions(ValueError):
    """The predictions cannot be written where they are wanted; the message says why."""


def rows(source: Path) -> Iterator[tuple[str, str]]:
    """Each row's id and text. Quoted line breaks, a byte-order mark, and texts of any length are fine.

    A quote that is never closed is refused: it would swallow every row after it without a word.
    """
    csv.field_size_limit(sys.maxsize)
    if source.exists() and not source.is_file():
        raise UnreadableUtterances(f"{source} is not a file.")
    reader = None
    try:
        with source.open(encoding=encoding_of(source), errors="replace", newline="") as file:
            reader = csv.reader((line.replace("\0", "") for line in file), strict=True)
            number, text = places(source, next(reader, []))
            for row in reader:
                if row:
                    yield (row[number] if number < len(row) else ""), (row[text] if text < len(row) else "")
    except csv.Error as error:
        raise UnreadableUtterances(
            f"{source} is no CSV file from line {reader.line_num if reader else 1}: {error}."
        ) from error
    except OSError as error:
        raise UnreadableUtterances(f"{source} cannot be read: {error.strerror}.") from error


def encoding_of(source: Path) -> str:
    """UTF-8, or UTF-16 when the file begins with its mark, as spreadsheets write it."""
    with source.open("rb") as file:
        return "utf-16" if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"


def places(source: Path, heading: list[str]) -> tuple[int, int]:
    """Where the columns id and text stand in the heading; raise UnreadableUtterances when one does not."""
    heads = [head.strip().lower() for head in heading]
    missing = [name for name in ("id", "text") if name not in heads]
    if missing:
        found = f"Its first line is: {', '.join(heading)[:200]}" if heading else "It is empty."
        raise UnreadableUtterances(f"{source} has no column {' and no column '.join(missing)}. {found}")
    return heads.index("id"), heads.index("text")


def check_target(target: Path) -> None:
    """Raise UnwritablePredictions when nothing can be written there, before minutes are spent on it."""
    if target.is_dir():
        raise UnwritablePredictions(f"{target} is a folder: name a file.")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise UnwritablePredictions(f"Nothing can be written in the folder {target.parent}.")


def predict(source: Path, target: Path, model: Path) -> int:
    """Write one JSON line a row, in order; the target appears only when it is whole. Gives the number of rows."""
    from tqdm import tqdm

    from understanding import Understanding

    total = sum(1 for _ in rows(source))
    understanding = Understanding(model)
    partial = target.with_name(target.name + ".partial")
    try:
        with (
            partial.open("w", encoding="utf-8") as out,
            tqdm(total=total, unit=" sentences", desc="Predicting") as progress,
        ):
            todo = rows(source)
            while batch := list(itertools.islice(todo, BATCH)):
                for (number, _), found in zip(batch, understanding.parse([text for _, text in batch]), strict=True):
                    out.write(json.dumps({"id": number, **found}, ensure_ascii=False) + "\n")
                progress.update(len(batch))
        partial.replace(target)
    except OSError as error:
        raise UnwritablePredictions(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return total


def main(arguments: list[str]) -> int:
    """Train if needed, predict, and say where the result is."""
    if len(arguments) != 2:
        print("Usage: make predict IN=utterances.csv OUT=predictions.jsonl", file=sys.stderr)
        return 2
    source, target = (Path(argument).absolute() for argument in arguments)
    launch.prepare_quietly()
    import train

    try:
        next(rows(source), None)
        check_target(target)
        count = predict(source, target, train.train_if_needed())
    except (UnreadableUtterances, UnwritablePredictions, train.ModelUseless) as why:
        print(why, file=sys.stderr)
        return 1
    print(f"{count} sentences: {target}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
