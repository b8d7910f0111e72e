"""credits that stand until a dispute is decided"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('provisional_credits',
    sa.Column('id', ID, nullable=False),
    sa.Column('invoice_id', ID, nullable=False),
    sa.Column('dispute_ref', sa.String(length=20), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('debit_on', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_provisional_credits_amount_positive')),
    sa.CheckConstraint('kept_minor >= 0 and kept_minor <= amount_minor', name=op.f('ck_provisional_credits_kept_within')),
    sa.CheckConstraint('ended_at is not null or (kept_minor = 0 and debit_on is null)', name=op.f('ck_provisional_credits_stands_whole')),
    sa.CheckConstraint('ended_at is null or kept_minor = amount_minor or debit_on is not null', name=op.f('ck_provisional_credits_ends_whole')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoices.id'], name=op.f('fk_provisional_credits_invoice_id_invoices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provisional_credits')),
    )
    with op.batch_alter_table('provisional_credits') as batch:
        batch.create_index('ix_provisional_credits_dispute_ref', ['dispute_ref', 'id'], unique=False)
        batch.create_index(op.f('ix_provisional_credits_invoice_id'), ['invoice_id'], unique=False)


def downgrade() -> None:
    op.drop_table('provisional_credits')
