"""conversations"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'

MOMENTS = ('answer_due_at', 'client_seen_at', 'client_typing_at', 'agent_typing_at')


def upgrade() -> None:
    with op.batch_alter_table('conversations') as batch:
        for name in MOMENTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('bot_sessions') as batch:
        batch.add_column(sa.Column('told', sa.Text(), server_default='', nullable=False))
    op.create_table(
        'unknown_names',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_unknown_names_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_unknown_names')),
    )
    op.create_index('ix_unknown_names_person_at', 'unknown_names', ['person_id', 'at'])


def downgrade() -> None:
    op.drop_index('ix_unknown_names_person_at', table_name='unknown_names')
    op.drop_table('unknown_names')
    with op.batch_alter_table('bot_sessions') as batch:
        batch.drop_column('told')
    with op.batch_alter_table('conversations') as batch:
        for name in reversed(MOMENTS):
            batch.drop_column(name)
