"""the desk's workbench: tags, kept views, unsent words, visits, saved replies, bulk runs; and what is in dispute, to sort by"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = sa.text("status || '' in ('received', 'acknowledged', 'investigating', 'awaiting_client', 'awaiting_approval', 'offered')")
SORTED_BY = (('opened', 'opened_at'), ('amount', 'disputed_minor'), ('tier', 'tier'))
IN_DISPUTE = (
    'update disputes set disputed_minor = (select coalesce(sum(billed_minor - coalesce(claimed_minor, 0)), 0)'
    ' from disputed_lines where dispute_id = disputes.id)'
)


def make(table: str, columns: list[sa.Column], points_to: dict[str, str], unique: list[list[str]]) -> None:
    op.create_table(
        table,
        sa.Column('id', ID, nullable=False),
        *(sa.Column(name, ID, nullable=False) for name in points_to),
        *columns,
        *(
            sa.ForeignKeyConstraint([name], [f'{other}.id'], name=op.f(f'fk_{table}_{name}'))
            for name, other in points_to.items()
        ),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        *(sa.UniqueConstraint(*names, name=op.f(f'uq_{table}_{"_".join(names)}')) for names in unique),
    )


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def words(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def facts(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def shared() -> list[sa.Column]:
    return [text('public_id', 36), text('department', 40), sa.Column('shared', sa.Boolean(), nullable=False)]


def upgrade() -> None:
    make('dispute_tags', [text('name', 40)], {'dispute_id': 'disputes'}, [['dispute_id', 'name']])
    op.create_index('ix_dispute_tags_name', 'dispute_tags', ['name', 'dispute_id'])
    views = [*shared(), text('name', 60), facts('asks'), moment('made_at')]
    make('queue_views', views, {'owner_id': 'people'}, [['public_id'], ['owner_id', 'name']])
    op.create_index('ix_queue_views_shared', 'queue_views', ['shared', 'department'])
    replies = [*shared(), text('title', 60), words('words'), moment('made_at')]
    make('saved_replies', replies, {'owner_id': 'people'}, [['public_id'], ['owner_id', 'title']])
    op.create_index('ix_saved_replies_shared', 'saved_replies', ['shared', 'department'])
    unsent = [text('form', 80), text('field', 80), words('words'), moment('at')]
    by = {'dispute_id': 'disputes', 'by_id': 'people'}
    make('unsent_words', unsent, by, [['dispute_id', 'by_id', 'form', 'field']])
    op.create_index('ix_unsent_words_at', 'unsent_words', ['at'])
    visits = [moment('seen_at'), moment('typing_at', nullable=True)]
    make('visits', visits, {'dispute_id': 'disputes', 'person_id': 'people'}, [['dispute_id', 'person_id']])
    op.create_index('ix_visits_seen', 'visits', ['seen_at'])
    runs = [text('public_id', 36), text('deed', 40), facts('facts'), moment('at'), moment('undone_at', nullable=True)]
    make('bulk_runs', runs, {'by_id': 'people'}, [['public_id']])
    steps = [sa.Column('history_length', sa.Integer(), nullable=False), facts('before')]
    make('bulk_steps', steps, {'run_id': 'bulk_runs', 'dispute_id': 'disputes'}, [['run_id', 'dispute_id']])
    op.add_column('disputes', sa.Column('disputed_minor', sa.BigInteger(), server_default='0', nullable=False))
    op.execute(IN_DISPUTE)
    for name, column in SORTED_BY:
        op.create_index(f'ix_disputes_open_{name}', 'disputes', [column, 'id'], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    for name, _ in SORTED_BY:
        op.drop_index(f'ix_disputes_open_{name}', table_name='disputes')
    op.execute('alter table disputes drop column disputed_minor')
    for table in ('bulk_steps', 'bulk_runs', 'visits', 'unsent_words', 'saved_replies', 'queue_views', 'dispute_tags'):
        op.drop_table(table)
