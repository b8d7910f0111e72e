"""ledger"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('days_off',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person', sa.String(length=120), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('why', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_days_off')),
    sa.UniqueConstraint('person', 'first_day', name=op.f('uq_days_off_person_first_day'))
    )
    op.create_table('fx_rates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base', sa.String(length=3), nullable=False),
    sa.Column('quote', sa.String(length=3), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('rate', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fx_rates')),
    sa.UniqueConstraint('base', 'quote', 'day', 'source', name=op.f('uq_fx_rates_base_quote_day_source'))
    )
    op.create_table('ledger_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=100), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_events')),
    sa.UniqueConstraint('source', 'event_id', name=op.f('uq_ledger_events_source_event_id'))
    )
    with op.batch_alter_table('ledger_events', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_events_status', ['status', 'id'], unique=False)
        batch_op.create_index('ix_ledger_events_subject', ['source', 'subject', 'happened_at'], unique=False)

    op.create_table('tax_rates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('category', sa.String(length=5), nullable=False),
    sa.Column('rate', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_rates')),
    sa.UniqueConstraint('country', 'category', 'rate', 'valid_from', name=op.f('uq_tax_rates_country_category_rate_valid_from'))
    )
    op.create_table('client_aliases',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('name', 'payer', 'account', 'virtual_account', 'parent', name='aliaskind', native_enum=False, length=40), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_client_aliases_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client_aliases')),
    sa.UniqueConstraint('organisation_id', 'kind', 'value', name=op.f('uq_client_aliases_organisation_id_kind_value'))
    )
    with op.batch_alter_table('client_aliases', schema=None) as batch_op:
        batch_op.create_index('ix_client_aliases_kind_value', ['kind', 'value'], unique=False)

    op.create_table('client_details',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('street', sa.String(length=200), nullable=False),
    sa.Column('city', sa.String(length=100), nullable=False),
    sa.Column('postcode', sa.String(length=20), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('tax_id', sa.String(length=40), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_client_details_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client_details')),
    sa.UniqueConstraint('organisation_id', 'valid_from', name=op.f('uq_client_details_organisation_id_valid_from'))
    )
    op.create_table('credits_due',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=100), nullable=False),
    sa.Column('cause', sa.Enum('outage', 'return', 'rebate', 'agreed', name='creditcause', native_enum=False, length=40), nullable=False),
    sa.Column('sku', sa.String(length=100), nullable=True),
    sa.Column('invoice_number', sa.String(length=60), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('next_invoice', sa.Boolean(), nullable=False),
    sa.Column('clause', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_credits_due_amount_positive')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_credits_due_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credits_due')),
    sa.UniqueConstraint('organisation_id', 'reference', name=op.f('uq_credits_due_organisation_id_reference'))
    )
    op.create_table('orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.Enum('order', 'consent', name='orderkind', native_enum=False, length=40), nullable=False),
    sa.Column('sku', sa.String(length=100), nullable=False),
    sa.Column('quantity', sa.String(length=40), nullable=True),
    sa.Column('unit_price', sa.String(length=40), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('ordered_on', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('ordered_by', sa.String(length=120), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('bundle_sku', sa.String(length=100), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_orders_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('organisation_id', 'reference', 'sku', name=op.f('uq_orders_organisation_id_reference_sku'))
    )
    op.create_table('price_notices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sku', sa.String(length=100), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('old_price', sa.String(length=40), nullable=True),
    sa.Column('new_price', sa.String(length=40), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_price_notices_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_notices')),
    sa.UniqueConstraint('organisation_id', 'sku', 'effective_on', name=op.f('uq_price_notices_organisation_id_sku_effective_on'))
    )
    with op.batch_alter_table('price_notices', schema=None) as batch_op:
        batch_op.create_index('ix_price_notices_sku_effective_on', ['sku', 'effective_on'], unique=False)

    op.create_table('api_tokens',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_api_tokens_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
    sa.UniqueConstraint('digest', name=op.f('uq_api_tokens_digest'))
    )
    with op.batch_alter_table('api_tokens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_tokens_person_id'), ['person_id'], unique=False)

    op.create_table('cancellations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reference', sa.String(length=100), nullable=False),
    sa.Column('sku', sa.String(length=100), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('processed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_cancellations_contract_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_cancellations_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cancellations')),
    sa.UniqueConstraint('organisation_id', 'reference', name=op.f('uq_cancellations_organisation_id_reference'))
    )
    with op.batch_alter_table('cancellations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cancellations_contract_id'), ['contract_id'], unique=False)

    op.create_table('contract_terms',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('notice_days', sa.Integer(), nullable=True),
    sa.Column('renewal_months', sa.Integer(), nullable=True),
    sa.Column('cancellation_clause', sa.String(length=40), nullable=False),
    sa.Column('exit_fee', sa.String(length=40), nullable=True),
    sa.Column('proration', sa.Enum('seconds', 'days_actual', 'days_30_360', 'none', name='prorationmethod', native_enum=False, length=40), nullable=True),
    sa.Column('proration_clause', sa.String(length=40), nullable=False),
    sa.Column('time_increment_minutes', sa.Integer(), nullable=True),
    sa.Column('time_rounding', sa.Enum('entry', 'day', name='timerounding', native_enum=False, length=40), nullable=True),
    sa.Column('late_fee_percent', sa.String(length=40), nullable=True),
    sa.Column('late_fee_amount', sa.String(length=40), nullable=True),
    sa.Column('late_fee_grace_days', sa.Integer(), nullable=False),
    sa.Column('late_fee_cap', sa.String(length=40), nullable=True),
    sa.Column('late_fee_clause', sa.String(length=40), nullable=False),
    sa.Column('minimum_commitment', sa.String(length=40), nullable=True),
    sa.Column('minimum_clause', sa.String(length=40), nullable=False),
    sa.Column('price_notice_days', sa.Integer(), nullable=True),
    sa.Column('fx_source', sa.String(length=40), nullable=False),
    sa.Column('fx_rate', sa.String(length=40), nullable=True),
    sa.Column('fx_tolerance_percent', sa.String(length=40), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_contract_terms_contract_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_terms')),
    sa.UniqueConstraint('contract_id', name=op.f('uq_contract_terms_contract_id'))
    )
    op.create_table('invoice_schedules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('every_months', sa.Integer(), nullable=False),
    sa.Column('day_of_month', sa.Integer(), nullable=False),
    sa.Column('in_advance', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('early_days', sa.Integer(), nullable=True),
    sa.Column('late_days', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_invoice_schedules_contract_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_invoice_schedules_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_schedules')),
    sa.UniqueConstraint('organisation_id', 'contract_id', 'starts_on', name=op.f('uq_invoice_schedules_organisation_id_contract_id_starts_on'))
    )
    with op.batch_alter_table('invoice_schedules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invoice_schedules_contract_id'), ['contract_id'], unique=False)

    op.create_table('payment_reversals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('invoice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('refund', 'chargeback', name='reversalkind', native_enum=False, length=40), nullable=False),
    sa.Column('reference', sa.String(length=100), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=100), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_payment_reversals_amount_positive')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoices.id'], name=op.f('fk_payment_reversals_invoice_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_payment_reversals_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_reversals')),
    sa.UniqueConstraint('payment_id', 'reference', name=op.f('uq_payment_reversals_payment_id_reference'))
    )
    with op.batch_alter_table('payment_reversals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_reversals_invoice_id'), ['invoice_id'], unique=False)

    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('verdict', sa.String(length=40), nullable=True))
    op.execute("update findings set verdict = status where status in ('confirmed', 'false_positive')")
    with op.batch_alter_table('invoices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('external_id', sa.String(length=100), nullable=True))
        batch_op.create_index(batch_op.f('ix_invoices_external_id'), ['external_id'], unique=False)

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tax_key', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('company_key', sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f('ix_organisations_company_key'), ['company_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisations_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisations_tax_key'), ['tax_key'], unique=False)

    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('payer', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('account', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('our_account', sa.String(length=40), nullable=False, server_default=''))

    with op.batch_alter_table('prices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('model', sa.Enum('per_unit', 'graduated', 'volume', name='pricingmodel', native_enum=False, length=40), nullable=False, server_default='per_unit'))
        batch_op.add_column(sa.Column('tiers', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('minimum_charge', sa.String(length=40), nullable=True))

    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minimum_quantity', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('cap', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('code', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('once', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column('organisation_id',
               existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
               nullable=True)

    with op.batch_alter_table('service_records', schema=None) as batch_op:
        batch_op.add_column(sa.Column('minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('increment_minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('approved', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('billable', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('estimated', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('recorded_on', sa.Date(), nullable=True))
        batch_op.create_index('ix_service_records_kind_person', ['kind', 'person', 'period_start'], unique=False)

    # Clients are found by these from now on.
    for column, key in (('tax_id', 'tax_key'), ('company_id', 'company_key')):
        squeezed = f'upper({column})'
        for blank in (' ', '.', '-', '/'):
            squeezed = f"replace({squeezed}, '{blank}', '')"
        op.execute(f"update organisations set {key} = nullif({squeezed}, '')")


def downgrade() -> None:
    # A promotion is nobody's promise, which the older table cannot hold.
    op.execute('delete from promises where organisation_id is null')
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_column('verdict')
    with op.batch_alter_table('service_records', schema=None) as batch_op:
        batch_op.drop_index('ix_service_records_kind_person')
        batch_op.drop_column('recorded_on')
        batch_op.drop_column('estimated')
        batch_op.drop_column('billable')
        batch_op.drop_column('approved')
        batch_op.drop_column('increment_minutes')
        batch_op.drop_column('minutes')

    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.alter_column('organisation_id',
               existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
               nullable=False)
        batch_op.drop_column('once')
        batch_op.drop_column('code')
        batch_op.drop_column('cap')
        batch_op.drop_column('minimum_quantity')

    with op.batch_alter_table('prices', schema=None) as batch_op:
        batch_op.drop_column('minimum_charge')
        batch_op.drop_column('tiers')
        batch_op.drop_column('model')

    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.drop_column('our_account')
        batch_op.drop_column('account')
        batch_op.drop_column('payer')

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisations_tax_key'))
        batch_op.drop_index(batch_op.f('ix_organisations_name'))
        batch_op.drop_index(batch_op.f('ix_organisations_company_key'))
        batch_op.drop_column('company_key')
        batch_op.drop_column('tax_key')

    with op.batch_alter_table('invoices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invoices_external_id'))
        batch_op.drop_column('external_id')

    with op.batch_alter_table('payment_reversals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_reversals_invoice_id'))

    op.drop_table('payment_reversals')
    with op.batch_alter_table('invoice_schedules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invoice_schedules_contract_id'))

    op.drop_table('invoice_schedules')
    op.drop_table('contract_terms')
    with op.batch_alter_table('cancellations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cancellations_contract_id'))

    op.drop_table('cancellations')
    with op.batch_alter_table('api_tokens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_tokens_person_id'))

    op.drop_table('api_tokens')
    with op.batch_alter_table('price_notices', schema=None) as batch_op:
        batch_op.drop_index('ix_price_notices_sku_effective_on')

    op.drop_table('price_notices')
    op.drop_table('orders')
    op.drop_table('credits_due')
    op.drop_table('client_details')
    with op.batch_alter_table('client_aliases', schema=None) as batch_op:
        batch_op.drop_index('ix_client_aliases_kind_value')

    op.drop_table('client_aliases')
    op.drop_table('tax_rates')
    with op.batch_alter_table('ledger_events', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_events_subject')
        batch_op.drop_index('ix_ledger_events_status')

    op.drop_table('ledger_events')
    op.drop_table('fx_rates')
    op.drop_table('days_off')
