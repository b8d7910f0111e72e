"""where the figures of a letter come from that is about no dispute and no invoice"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    with op.batch_alter_table('outgoing_letters') as batch:
        batch.add_column(sa.Column('rests_on', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('outgoing_letters') as batch:
        batch.drop_column('rests_on')
