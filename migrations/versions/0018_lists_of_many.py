"""lists stay quick among many disputes: what has no deadline, what somebody has, and what was closed in a period"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'

IS_OPEN = (
    "status || '' in ('received', 'acknowledged', 'investigating', 'awaiting_client', 'awaiting_approval', 'offered')"
)


def upgrade() -> None:
    is_open = sa.text(IS_OPEN)
    op.create_index(
        'ix_disputes_open_owner',
        'disputes',
        ['owner_id', 'next_due_at'],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    where = sa.text(f'{IS_OPEN} and case when next_due_at is null then 1 end = 1')
    op.create_index('ix_disputes_undated', 'disputes', ['id'], sqlite_where=where, postgresql_where=where)
    op.create_index('ix_disputes_closed', 'disputes', ['closed_at'])


def downgrade() -> None:
    op.drop_index('ix_disputes_closed', 'disputes')
    op.drop_index('ix_disputes_undated', 'disputes')
    op.drop_index('ix_disputes_open_owner', 'disputes')
