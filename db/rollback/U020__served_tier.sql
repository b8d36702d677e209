-- The audit log still tells it.
ALTER TABLE ledger_entry
    DROP COLUMN service_tier;

-- or an upgrade later on would not make it again
DO $$
BEGIN
    IF to_regclass('flyway_schema_history') IS NOT NULL THEN
        DELETE FROM flyway_schema_history WHERE version = '020';
    END IF;
END $$;
