"""people and absences"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('department', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('skills', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('turn', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('disputes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('department', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('cause_departments', sa.JSON(), nullable=False, server_default='[]'))

    op.create_table('absences',
    sa.Column('id', KEY, nullable=False),
    sa.Column('person_id', KEY, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('entered_by_id', KEY, nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_absences_runs_forward')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_absences_person_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['people.id'], name=op.f('fk_absences_entered_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    op.create_index('ix_absences_when', 'absences', ['person_id', 'ends_on'], unique=False)

    op.create_table('account_changes',
    sa.Column('id', KEY, nullable=False),
    sa.Column('person_id', KEY, nullable=False),
    sa.Column('by_id', KEY, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('before', sa.String(length=500), nullable=False),
    sa.Column('after', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_account_changes_person_id')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_account_changes_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_changes'))
    )
    op.create_index(op.f('ix_account_changes_person_id'), 'account_changes', ['person_id'], unique=False)

    op.create_table('mentions',
    sa.Column('id', KEY, nullable=False),
    sa.Column('note_id', KEY, nullable=False),
    sa.Column('person_id', KEY, nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['note_id'], ['notes.id'], name=op.f('fk_mentions_note_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mentions_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentions')),
    sa.UniqueConstraint('note_id', 'person_id', name=op.f('uq_mentions_note_id_person_id'))
    )
    op.create_index('ix_mentions_unread', 'mentions', ['person_id', 'read_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_mentions_unread', table_name='mentions')
    op.drop_table('mentions')
    op.drop_index(op.f('ix_account_changes_person_id'), table_name='account_changes')
    op.drop_table('account_changes')
    op.drop_index('ix_absences_when', table_name='absences')
    op.drop_table('absences')
    with op.batch_alter_table('disputes', schema=None) as batch_op:
        batch_op.drop_column('cause_departments')
        batch_op.drop_column('department')
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('turn')
        batch_op.drop_column('skills')
        batch_op.drop_column('department')
