DROP INDEX audit_log_tx;
CREATE INDEX audit_log_tx ON audit_log (tx_id) WHERE tx_id IS NOT NULL;
DROP INDEX audit_log_time;
CREATE INDEX audit_log_time ON audit_log (at_micros);
DROP INDEX ledger_entry_tx;
CREATE INDEX ledger_entry_tx ON ledger_entry (tx_id);
DROP INDEX ledger_entry_time;
CREATE INDEX ledger_entry_time ON ledger_entry (recorded_at, op_id);
CREATE INDEX ledger_entry_wallet ON ledger_entry (wallet_id, op_id);
