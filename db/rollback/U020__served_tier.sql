-- The audit log still tells it.
ALTER TABLE ledger_entry
    DROP COLUMN service_tier;
