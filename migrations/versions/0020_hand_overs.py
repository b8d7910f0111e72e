"""the hand-overs of a quarter are found without reading all history"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'

HAND_OVER = sa.text("action = 'hand_over'")


def upgrade() -> None:
    op.create_index('ix_history_handed_over', 'history', ['at'], sqlite_where=HAND_OVER, postgresql_where=HAND_OVER)


def downgrade() -> None:
    op.drop_index('ix_history_handed_over', table_name='history')
