"""The policies as read: each file once."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.policies.auditing import AuditNumbers, read_audit
from support.policies.correspondence import Correspondence, read_correspondence
from support.policies.desk import Desk, read_desk
from support.policies.profile_files import read_profile
from support.policies.profiles import Profile
from support.policies.reading import PolicyError

FOLDER = Path(__file__).parent


@cache
def desk() -> Desk:
    return read_desk(FOLDER / "desk.toml")


@cache
def correspondence() -> Correspondence:
    return read_correspondence(FOLDER / "correspondence.toml")


@cache
def audit() -> AuditNumbers:
    return read_audit(FOLDER / "audit.toml")


@cache
def _versions() -> dict[str, tuple[Profile, ...]]:
    """Every version of every profile, oldest first."""
    found: dict[str, list[Profile]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name not in READERS:
            read = read_profile(path)
            found[read.id].append(read)
    return {name: _in_order(versions) for name, versions in found.items()}


def _in_order(versions: list[Profile]) -> tuple[Profile, ...]:
    ordered = sorted(versions, key=lambda version: version.version)
    for earlier, later in pairwise(ordered):
        if earlier.version == later.version:
            raise PolicyError(f"{later.id}: version {later.version} is there twice")
        if not (earlier.effective_to and later.effective_from and earlier.effective_to < later.effective_from):
            raise PolicyError(f"{later.id}: version {earlier.version} must end before version {later.version} begins")
    return tuple(ordered)


def profiles() -> list[Profile]:
    """The latest version of each, by id."""
    return [versions[-1] for _, versions in sorted(_versions().items())]


def profile(profile_id: str, version: int | None = None, *, on: date | None = None) -> Profile:
    """A version of a profile: the one asked for, else the one in force `on` a day, else the latest.

    Raises `NotFound` with what there is.
    """
    versions = _versions().get(profile_id)
    if not versions:
        raise NotFound(
            N_(
                "There is no policy profile “%(profile_id)s”. There are: %(all)s.",
                profile_id=profile_id,
                all=", ".join(sorted(_versions())),
            )
        )
    for found in reversed(versions):
        if version == found.version or (version is None and (on is None or found.in_force_on(on))):
            return found
    which = f"version {version}" if version is not None else f"version in force on {on}"
    raise NotFound(N_("The policy profile “%(profile_id)s” has no %(which)s.", profile_id=profile_id, which=which))


READERS: dict[str, Callable[[Path], object]] = {
    "desk.toml": read_desk,
    "correspondence.toml": read_correspondence,
    "audit.toml": read_audit,
}
"""Files that are no profile, by what reads them."""


def read_one(path: Path) -> object:
    """The file as the program would read it. Raises `PolicyError` with file and key."""
    return READERS.get(path.name, read_profile)(path)


def check_all() -> None:
    """Read every file now. Raises `PolicyError` for nonsense: the application calls it when it starts."""
    _versions()
    correspondence()
    audit()
    profile(desk().internal_profile)
