"""what the assistant took the client to mean, for the person who takes over"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    with op.batch_alter_table('bot_sessions') as batch:
        batch.add_column(sa.Column('understood', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('bot_sessions') as batch:
        batch.drop_column('understood')
