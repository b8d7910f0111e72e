"""delivery: quiet hours, doubts about a try, digests, preferences, and the runs of the timetable's jobs"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('outgoing_letters', schema=None) as batch_op:
        batch_op.add_column(sa.Column('not_before', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('unsure', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('crashes', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('figures', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('invoice_id', BIG, nullable=True))
        batch_op.add_column(sa.Column('digest_id', BIG, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_outgoing_letters_invoice_id'), 'invoices', ['invoice_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_outgoing_letters_digest_id'), 'outgoing_letters', ['digest_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_outgoing_letters_invoice_id'), ['invoice_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outgoing_letters_digest_id'), ['digest_id'], unique=False)
    op.create_table('letter_preferences',
    sa.Column('id', BIG, nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('format', sa.Enum('html', 'text', name='format', native_enum=False, length=40), nullable=False),
    sa.Column('detail', sa.Enum('full', 'short', name='detail', native_enum=False, length=40), nullable=False),
    sa.Column('rhythm', sa.Enum('at_once', 'daily', name='rhythm', native_enum=False, length=40), nullable=False),
    sa.Column('reminders', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_letter_preferences_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_preferences')),
    sa.UniqueConstraint('person_id', name=op.f('uq_letter_preferences_person_id'))
    )
    op.create_table('job_runs',
    sa.Column('id', BIG, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('every_seconds', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('well_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('ms', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs')),
    sa.UniqueConstraint('name', name=op.f('uq_job_runs_name'))
    )


def downgrade() -> None:
    op.drop_table('job_runs')
    op.drop_table('letter_preferences')
    with op.batch_alter_table('outgoing_letters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outgoing_letters_digest_id'))
        batch_op.drop_index(batch_op.f('ix_outgoing_letters_invoice_id'))
        batch_op.drop_constraint(batch_op.f('fk_outgoing_letters_digest_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_outgoing_letters_invoice_id'), type_='foreignkey')
        batch_op.drop_column('digest_id')
        batch_op.drop_column('invoice_id')
        batch_op.drop_column('figures')
        batch_op.drop_column('crashes')
        batch_op.drop_column('unsure')
        batch_op.drop_column('offered_at')
        batch_op.drop_column('tried_at')
        batch_op.drop_column('not_before')
