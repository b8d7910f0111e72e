"""The audit: rules that say where a bill is wrong, each `ok`, `finding` or `not_checkable`."""

from support.billing.audit.rules import RULES, TITLES
from support.billing.audit.running import AuditReport, audit_all, audit_client, audit_invoice, judge

__all__ = ["RULES", "TITLES", "AuditReport", "audit_all", "audit_client", "audit_invoice", "judge"]
