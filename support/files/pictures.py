"""Pictures are drawn anew: nothing hides behind their last byte, and nothing tells of camera, place or person. Pure."""

import io
import warnings
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from PIL import Image, ImageOps, UnidentifiedImageError

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

MOST_PIXELS = 40_000_000
"""A telephone's photograph has twelve million. At four bytes each, and twice while it is drawn, this is 320 MB."""
PREVIEW_SIDE = 640
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_AT_ONCE = BoundedSemaphore(2)


@dataclass(frozen=True)
class Drawn:
    """`preview` is a PNG, `PREVIEW_SIDE` pixels at most on each side."""

    data: bytes = field(repr=False)
    preview: bytes = field(repr=False)


def drawn_anew(data: bytes, kind: str, name: str) -> Drawn:
    """The first image in the file, upright, without any metadata. Raises `BadInput` where it cannot be drawn."""
    format_ = FORMATS[kind]
    try:
        with _AT_ONCE, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=(format_,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise BadInput(
                        N_("“%(name)s” has too many pixels. Send a smaller picture.", name=name), field="file"
                    )
                return _drawn(picture, format_)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as why:
        raise BadInput(N_("“%(name)s” is damaged: it cannot be drawn.", name=name), field="file") from why
    except (MemoryError, OverflowError, TypeError, IndexError, KeyError, AttributeError, ZeroDivisionError) as why:
        raise BadInput(N_("“%(name)s” is damaged: it cannot be drawn.", name=name), field="file") from why


def _drawn(picture: Image.Image, format_: str) -> Drawn:
    bare = _bare(picture, format_)
    data = _saved(bare, format_, **{"JPEG": {"quality": 90}, "WEBP": {"quality": 90}}.get(format_, {}))
    times = max(bare.size) // (2 * PREVIEW_SIDE)
    small = bare.reduce(times) if times > 1 else bare  # a thumbnail of something large takes a whole copy of it
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return Drawn(data, _saved(small, "PNG"))


def _bare(picture: Image.Image, format_: str) -> Image.Image:
    """Upright, eight bits a colour, without a word about it; never more than two of its size at once."""
    picture.load()
    clear = format_ != "JPEG" and (picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info)
    bare = ImageOps.exif_transpose(picture)
    picture.close()
    if bare.mode.startswith("I"):
        bare = bare.point(lambda value: value * (1 / 256)).convert("L")  # else all that is not black becomes white
    wanted = "RGBA" if clear else "L" if bare.mode in {"1", "L"} else "RGB"
    if bare.mode != wanted:
        bare = bare.convert(wanted)
    bare.info = {}
    return bare


def _saved(picture: Image.Image, format_: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=format_, **options)
    return out.getvalue()
