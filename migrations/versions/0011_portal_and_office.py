"""articles and their versions, the company, what a client's people may do, and what they ask us to change"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
EVERY_POWER = '["dispute", "accept", "administer"]'


def upgrade() -> None:
    with op.batch_alter_table('people') as batch_op:
        batch_op.add_column(sa.Column('powers', sa.JSON(), server_default=EVERY_POWER, nullable=False))
        batch_op.add_column(sa.Column('reached_by', sa.String(length=40), server_default='mail', nullable=False))
        batch_op.add_column(sa.Column('phone', sa.String(length=40), server_default='', nullable=False))
    op.create_table('company',
    sa.Column('id', ID, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('city', sa.String(length=100), nullable=False),
    sa.Column('postcode', sa.String(length=20), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('policy_profile', sa.String(length=40), nullable=False),
    sa.Column('policy_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('policy_read_by_id', ID, nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['policy_read_by_id'], ['people.id'], name=op.f('fk_company_policy_read_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company'))
    )
    op.create_table('articles',
    sa.Column('id', ID, nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_articles')),
    sa.UniqueConstraint('slug', name=op.f('uq_articles_slug'))
    )
    op.create_table('article_versions',
    sa.Column('id', ID, nullable=False),
    sa.Column('article_id', ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('by_id', ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_article_versions_article_id')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_article_versions_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_versions')),
    sa.UniqueConstraint('article_id', 'number', name=op.f('uq_article_versions_article_id_number'))
    )
    op.create_table('data_requests',
    sa.Column('id', ID, nullable=False),
    sa.Column('public_id', sa.String(length=36), nullable=False),
    sa.Column('organisation_id', ID, nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_by_id', ID, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'waiting') = (decided_at is null)", name=op.f('ck_data_requests_decided_at_a_time')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_data_requests_asked_by_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_data_requests_decided_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_data_requests_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_requests')),
    sa.UniqueConstraint('public_id', name=op.f('uq_data_requests_public_id'))
    )
    op.create_index('ix_data_requests_client', 'data_requests', ['organisation_id', 'id'], unique=False)


def downgrade() -> None:
    op.drop_table('data_requests')
    op.drop_table('article_versions')
    op.drop_table('articles')
    op.execute("delete from search_entries where kind = 'article'")
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("insert into search_index (search_index) values ('rebuild')")
    op.drop_table('company')
    with op.batch_alter_table('people') as batch_op:
        batch_op.drop_column('phone')
        batch_op.drop_column('reached_by')
        batch_op.drop_column('powers')
