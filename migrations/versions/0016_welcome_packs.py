"""what clients were told at the outset, and who of theirs has read it"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('welcome_packs',
    sa.Column('id', ID, nullable=False),
    sa.Column('public_id', sa.String(length=36), nullable=False),
    sa.Column('organisation_id', ID, nullable=False),
    sa.Column('contracts', sa.JSON(), nullable=False),
    sa.Column('articles', sa.JSON(), nullable=False),
    sa.Column('sent_by_id', ID, nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_by_id', ID, nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(read_at is null) = (read_by_id is null)', name=op.f('ck_welcome_packs_read_by_somebody')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_welcome_packs_organisation_id')),
    sa.ForeignKeyConstraint(['read_by_id'], ['people.id'], name=op.f('fk_welcome_packs_read_by_id')),
    sa.ForeignKeyConstraint(['sent_by_id'], ['people.id'], name=op.f('fk_welcome_packs_sent_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_welcome_packs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_welcome_packs_public_id'))
    )
    op.create_index(op.f('ix_welcome_packs_organisation_id'), 'welcome_packs', ['organisation_id'])


def downgrade() -> None:
    op.drop_table('welcome_packs')
