"""lifecycle"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'

MOMENTS = ('counter_answered_at', 'notice_at')


def upgrade() -> None:
    op.create_table('overrides',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('dispute_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(why) > 0', name=op.f('ck_overrides_has_a_reason')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_overrides_by_id')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_overrides_dispute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_overrides'))
    )
    op.create_index('ix_overrides_at', 'overrides', ['at', 'id'])
    op.create_index(op.f('ix_overrides_dispute_id'), 'overrides', ['dispute_id'])
    for moment in MOMENTS:
        op.add_column('remedies', sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        'ix_disputes_unsatisfied', 'disputes', ['id'],
        sqlite_where=sa.text('satisfied = 0'), postgresql_where=sa.text('not satisfied'),
    )
    op.create_table('sent_forms',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_forms')),
    sa.UniqueConstraint('key', name=op.f('uq_sent_forms_key'))
    )
    op.create_index('ix_sent_forms_at', 'sent_forms', ['at'])


def downgrade() -> None:
    op.drop_table('sent_forms')
    op.drop_index('ix_disputes_unsatisfied', table_name='disputes')
    for moment in MOMENTS:
        op.drop_column('remedies', moment)
    op.drop_table('overrides')
