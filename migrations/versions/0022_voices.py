"""what clients and colleagues say of us, by theme, with the measure that answers it"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'voices',
        sa.Column('id', ID, nullable=False),
        sa.Column('person_id', ID, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('theme', sa.String(length=40), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('score', sa.Integer(), nullable=True),
        sa.Column('survey_id', ID, nullable=True),
        sa.Column('opinion_id', ID, nullable=True),
        sa.Column('measure', sa.String(length=36), nullable=True),
        sa.Column('left_why', sa.Text(), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('score is null or score between 1 and 5', name=op.f('ck_voices_score_in_range')),
        sa.CheckConstraint("measure is null or left_why = ''", name=op.f('ck_voices_answered_or_left')),
        sa.CheckConstraint('told_at is null or measure is not null', name=op.f('ck_voices_told_of_something')),
        sa.ForeignKeyConstraint(['opinion_id'], ['opinions.id'], name=op.f('fk_voices_opinion_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_voices_person_id')),
        sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_voices_survey_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_voices')),
        sa.UniqueConstraint('opinion_id', name=op.f('uq_voices_opinion_id')),
        sa.UniqueConstraint('survey_id', 'theme', name=op.f('uq_voices_survey_id_theme')),
    )
    op.create_index(op.f('ix_voices_person_id'), 'voices', ['person_id'])
    op.create_index('ix_voices_theme', 'voices', ['theme', 'at'])
    op.create_index('ix_voices_measure', 'voices', ['measure'])


def downgrade() -> None:
    op.drop_table('voices')
