"""setting up a second factor, codes that are used once, and recovery codes"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('people') as batch_op:
        batch_op.add_column(sa.Column('totp_pending', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('totp_step', sa.BigInteger(), nullable=True))
    op.create_table('recovery_codes',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_recovery_codes_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('person_id', 'digest', name=op.f('uq_recovery_codes_person_id_digest'))
    )


def downgrade() -> None:
    op.drop_table('recovery_codes')
    with op.batch_alter_table('people') as batch_op:
        batch_op.drop_column('totp_step')
        batch_op.drop_column('totp_pending')
