"""What the dispute's page says about the rules that hold for it: steps of its reason, overrides, facts that clocks ask about."""

from types import SimpleNamespace
from typing import Any

from support import policies
from support.disputes.dossier import Dossier
from support.disputes.models import Dispute
from support.disputes.papers import Override
from support.disputes.playbooks import StepState, playbook
from support.disputes.reasons import OverrideKind
from support.disputes.states import Action
from support.kernel.errors import NotFound
from support.policies.profiles import Profile
from support.policies.vocabulary import FACTS, fact_in_words


def facts(dossier: Dossier) -> dict[str, Any]:
    dispute = dossier.dispute
    profile = _profile(dispute)
    window = profile.notice_window if profile else None
    return {
        "playbook": steps(dossier),
        "overrides": overrides_of(dispute),
        "override_rules": [OverrideKind.NOTICE_WINDOW, OverrideKind.OTHER] if dispute.late else [OverrideKind.OTHER],
        "asks_for_override": window is not None and window.late == "manager_override",
        "facts_asked": _asked(profile),
        "credits_for_now": bool(profile and profile.duties.interim.provisional_credit),
    }


def steps(dossier: Dossier) -> list[StepState]:
    """The playbook, from what the dossier has read already."""
    dispute = dossier.dispute
    seen = SimpleNamespace(
        reason=dispute.reason,
        checks=[SimpleNamespace(kind=kind) for kind in dossier.checks],
        lines=dispute.lines,
        root_cause=dispute.root_cause,
        documents=dossier.documents,
        history=dispute.history,
    )
    return playbook(seen)


def overrides_of(dispute: Dispute) -> list[Override]:
    """Read only where the history has one."""
    if any(entry.action == Action.OVERRIDE.value for entry in dispute.history):
        return list(dispute.overrides)
    return []


def _profile(dispute: Dispute) -> Profile | None:
    try:
        return policies.profile(dispute.profile, dispute.profile_version)
    except NotFound:
        return None


def _asked(profile: Profile | None) -> list[tuple[str, str]]:
    """What only a person can know of the things that this policy's clocks ask about."""
    asked = profile.names_used if profile else frozenset()
    return [(name, fact_in_words(name).capitalize()) for name in FACTS if name in asked]
