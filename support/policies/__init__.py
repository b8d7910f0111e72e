"""The owner's numbers: dispute rules as profiles, and the desk's own limits and ladder.

Each profile is one TOML file a version; `desk.toml` is the desk. They are read once, checked, and never changed
while the program runs: nonsense in them stops it at the start with the file and the key.
"""

from support.policies.correspondence import Correspondence
from support.policies.desk import Desk, Limit, Rung
from support.policies.profiles import Profile
from support.policies.reading import PolicyError
from support.policies.shelf import check_all, correspondence, desk, profile, profiles

__all__ = [
    "Correspondence",
    "Desk",
    "Limit",
    "PolicyError",
    "Profile",
    "Rung",
    "check_all",
    "correspondence",
    "desk",
    "profile",
    "profiles",
]
