"""what clients say of our bills without being asked"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'opinions',
        sa.Column('id', ID, nullable=False),
        sa.Column('person_id', ID, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('about', sa.String(length=20), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_opinions_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinions')),
    )
    op.create_index('ix_opinions_at', 'opinions', ['at'])


def downgrade() -> None:
    op.drop_table('opinions')
