"""Full text over disputes, messages, invoices and people: one interface, on SQLite and on PostgreSQL."""
