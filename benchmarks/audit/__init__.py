"""Ledgers of which every error is known, and what the audit finds of them."""
