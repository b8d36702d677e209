-- Every operation of the ledger paid for eight B-tree entries; this leaves it four. What people list
-- by time is found by block ranges, since rows come in the order of time.

-- No question is asked by it: lists by wallet look for it anywhere in the path.
DROP INDEX ledger_entry_wallet;

DROP INDEX ledger_entry_time;
CREATE INDEX ledger_entry_time ON ledger_entry USING brin (recorded_at)
    WITH (pages_per_range = 32);

-- A HOLD has its transaction's id as its own, and an end is in ledger_entry_resolution.
DROP INDEX ledger_entry_tx;
CREATE INDEX ledger_entry_tx ON ledger_entry (tx_id) WHERE kind NOT IN ('HOLD', 'SETTLE', 'RELEASE');

DROP INDEX audit_log_time;
CREATE INDEX audit_log_time ON audit_log USING brin (at_micros)
    WITH (pages_per_range = 32);

-- The rows of these kinds are named by their ledger entries.
DROP INDEX audit_log_tx;
CREATE INDEX audit_log_tx ON audit_log (tx_id)
    WHERE tx_id IS NOT NULL AND kind NOT IN ('HOLD', 'SETTLE', 'RELEASE');
