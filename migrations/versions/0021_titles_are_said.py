"""titles of tasks and incidents, what was done to them, and why a draft is looked at, are kept as messages: each reader gets their own language"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'

LONGER = (
    ('tasks', 'title', 300),
    ('incidents', 'title', 300),
    ('drafts', 'why_review', 200),
    ('prevention_steps', 'did', 60),
)


def upgrade() -> None:
    for table, column, length in LONGER:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    for table, column, length in LONGER:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=False)
