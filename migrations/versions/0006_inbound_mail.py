"""incoming mail, addresses that get no letters, and files"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OUTCOMES = ('received', 'created', 'appended', 'quarantined', 'ignored', 'dismissed')


def upgrade() -> None:
    op.create_table('blobs',
    sa.Column('id', BIG, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('path', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blobs')),
    sa.UniqueConstraint('digest', name=op.f('uq_blobs_digest')),
    sa.UniqueConstraint('path', name=op.f('uq_blobs_path'))
    )
    op.create_table('intake_receipts',
    sa.Column('id', BIG, nullable=False),
    sa.Column('signature', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_receipts')),
    sa.UniqueConstraint('signature', name=op.f('uq_intake_receipts_signature'))
    )
    op.create_index(op.f('ix_intake_receipts_at'), 'intake_receipts', ['at'], unique=False)
    op.create_table('incoming_mails',
    sa.Column('id', BIG, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('envelope_from', sa.String(length=254), nullable=True),
    sa.Column('envelope_to', sa.JSON(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.Enum(*OUTCOMES, name='outcome', native_enum=False, length=40), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by_id', BIG, nullable=True),
    sa.Column('message_id', sa.String(length=260), nullable=False),
    sa.Column('author', sa.String(length=254), nullable=False),
    sa.Column('author_name', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=500), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('attachments', sa.JSON(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('person_id', BIG, nullable=True),
    sa.Column('dispute_id', BIG, nullable=True),
    sa.Column('reference', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_incoming_mails_dispute_id')),
    sa.ForeignKeyConstraint(['handled_by_id'], ['people.id'], name=op.f('fk_incoming_mails_handled_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_incoming_mails_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incoming_mails')),
    sa.UniqueConstraint('key', name=op.f('uq_incoming_mails_key'))
    )
    op.create_index('ix_incoming_mails_outcome', 'incoming_mails', ['outcome', 'id'], unique=False)
    for column in ('digest', 'author', 'person_id', 'dispute_id'):
        op.create_index(op.f(f'ix_incoming_mails_{column}'), 'incoming_mails', [column], unique=False)
    op.create_table('suppressions',
    sa.Column('id', BIG, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('letter_id', BIG, nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', BIG, nullable=True),
    sa.ForeignKeyConstraint(['letter_id'], ['outgoing_letters.id'], name=op.f('fk_suppressions_letter_id')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['people.id'], name=op.f('fk_suppressions_lifted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppressions'))
    )
    op.create_index(op.f('ix_suppressions_email'), 'suppressions', ['email'], unique=False)
    op.create_table('attachments',
    sa.Column('id', BIG, nullable=False),
    sa.Column('public_id', sa.String(length=36), nullable=False),
    sa.Column('blob_id', BIG, nullable=False),
    sa.Column('preview_id', BIG, nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('by_id', BIG, nullable=True),
    sa.Column('organisation_id', BIG, nullable=True),
    sa.Column('dispute_id', BIG, nullable=True),
    sa.Column('message_id', BIG, nullable=True),
    sa.Column('mail_id', BIG, nullable=True),
    sa.Column('for_client', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['blob_id'], ['blobs.id'], name=op.f('fk_attachments_blob_id')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_attachments_by_id')),
    sa.ForeignKeyConstraint(['dispute_id'], ['disputes.id'], name=op.f('fk_attachments_dispute_id')),
    sa.ForeignKeyConstraint(['mail_id'], ['incoming_mails.id'], name=op.f('fk_attachments_mail_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_attachments_message_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_attachments_organisation_id')),
    sa.ForeignKeyConstraint(['preview_id'], ['blobs.id'], name=op.f('fk_attachments_preview_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
    sa.UniqueConstraint('public_id', name=op.f('uq_attachments_public_id'))
    )
    for column in ('blob_id', 'by_id', 'dispute_id', 'mail_id', 'message_id', 'organisation_id'):
        op.create_index(op.f(f'ix_attachments_{column}'), 'attachments', [column], unique=False)
    op.create_index('ix_outgoing_letters_sent', 'outgoing_letters', ['sent_at', 'to_email'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_outgoing_letters_sent', table_name='outgoing_letters')
    for name in ('attachments', 'suppressions', 'incoming_mails', 'intake_receipts', 'blobs'):
        op.drop_table(name)
