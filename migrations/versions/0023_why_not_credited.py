"""why nothing is credited for a line is kept as a message: each reader gets their own language"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    with op.batch_alter_table('incident_errors') as batch:
        batch.alter_column('left_out', existing_type=sa.String(300), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('incident_errors') as batch:
        batch.alter_column('left_out', existing_type=sa.Text(), type_=sa.String(300), existing_nullable=False)
