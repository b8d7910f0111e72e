"""Run the trained model over a CSV of utterances: columns id and text in, one JSON a line out.

Run it as `bot/.venv/bin/python bot/predict.py utterances.csv predictions.jsonl`.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import launch

BATCH = 128


class UnreadableUtterances(ValueError):
    """The file of utterances is missing or lacks a column; the message says which."""


def rows(source: Path) -> Iterator[tuple[str, str]]:
    """Each row's id and text. Quoted line breaks, a byte-order mark, and texts of any length are fine."""
    csv.field_size_limit(sys.maxsize)
    try:
        with source.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(line.replace("\0", "") for line in file)
            heads = [head.strip().lower() for head in next(reader, [])]
            missing = [name for name in ("id", "text") if name not in heads]
            if missing:
                raise UnreadableUtterances(f"{source} has no column {' and no column '.join(missing)}.")
            number, text = heads.index("id"), heads.index("text")
            for row in reader:
                if row:
                    yield (row[number] if number < len(row) else ""), (row[text] if text < len(row) else "")
    except (OSError, csv.Error) as error:
        raise UnreadableUtterances(f"{source} cannot be read: {error}") from error


def predict(source: Path, target: Path, model: Path) -> int:
    """Write one JSON line a row, in order; the target appears only when it is whole. Gives the number of rows."""
    from tqdm import tqdm

    from understanding import Understanding

    total = sum(1 for _ in rows(source))
    understanding = Understanding(model)
    partial = target.with_name(target.name + ".partial")
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
        count = predict(source, target, train.train_if_needed())
    except (UnreadableUtterances, train.ModelUseless) as why:
        print(why, file=sys.stderr)
        return 1
    print(f"{count} sentences: {target}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
