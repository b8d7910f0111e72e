"""full text search, and what a survey asks about the invoice"""

import sqlalchemy as sa
from alembic import op

from support.search.models import INDEX

revision = '0009'
down_revision = '0008'

INTO = 'insert into search_entries (kind, thing_id, organisation_id, internal, scope, words)'
WHAT_IS_THERE = [
    INTO + " select 'dispute', d.id, d.organisation_id, false, 'client' || d.organisation_id || ' client dispute', d.reference || ' ' || ltrim(substr(d.reference, 5), '0') || ' ' || d.statement from disputes d where true order by d.id",
    INTO + " select 'decision', d.id, d.organisation_id, true, 'client' || d.organisation_id || ' staff decision', d.explanation from disputes d where d.explanation != '' order by d.id",
    INTO + " select 'note', n.id, d.organisation_id, true, 'client' || d.organisation_id || ' staff note', n.words from notes n join disputes d on d.id = n.dispute_id where true order by n.id",
    INTO + " select 'message', m.id, c.organisation_id, false, 'client' || c.organisation_id || ' client message', m.text from messages m join conversations c on c.id = m.conversation_id where m.author in ('client', 'person') order by m.id",
    INTO + " select 'invoice', i.id, i.organisation_id, false, 'client' || i.organisation_id || ' client invoice', i.number || ' ' || coalesce(i.buyer_reference, '') || ' ' || coalesce(i.contract_reference, '') || ' ' || coalesce(i.corrects_number, '') || ' ' || i.note from invoices i where true order by i.id",
    INTO + " select 'client', o.id, o.id, false, 'client' || o.id || ' client client', o.name || ' ' || o.ref || ' ' || coalesce(o.tax_id, '') || ' ' || coalesce(o.company_id, '') || ' ' || o.city from organisations o where true order by o.id",
    INTO + " select 'person', p.id, p.organisation_id, true, 'client' || coalesce(p.organisation_id, 0) || ' staff person', p.name || ' ' || p.email from people p where true order by p.id",
]


def upgrade() -> None:
    op.create_table('search_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('thing_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('internal', sa.Boolean(), nullable=False),
    sa.Column('scope', sa.String(length=60), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_search_entries_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entries')),
    sa.UniqueConstraint('kind', 'thing_id', name=op.f('uq_search_entries_kind_thing_id'))
    )
    op.create_index('ix_search_entries_client', 'search_entries', ['organisation_id', 'id'], unique=False)
    for statement in WHAT_IS_THERE:
        op.execute(statement)
    for statement in INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("insert into search_index (search_index) values ('rebuild')")
    with op.batch_alter_table('surveys') as batch_op:
        batch_op.add_column(sa.Column('clarity', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('accuracy', sa.Integer(), nullable=True))
        batch_op.create_check_constraint('clarity_in_range', 'clarity is null or clarity between 1 and 5')
        batch_op.create_check_constraint('accuracy_in_range', 'accuracy is null or accuracy between 1 and 5')


def downgrade() -> None:
    with op.batch_alter_table('surveys') as batch_op:
        batch_op.drop_constraint('accuracy_in_range', type_='check')
        batch_op.drop_constraint('clarity_in_range', type_='check')
        batch_op.drop_column('accuracy')
        batch_op.drop_column('clarity')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("drop table search_index")
    op.drop_table('search_entries')
