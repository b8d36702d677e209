-- Entries of the kinds that go stay in the books; the alerts do not.
DROP TABLE ledger_check;
DROP TABLE alert;
DROP INDEX hold_provisional;
DROP INDEX ledger_entry_confirmation;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_shortfall_check;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_shortfall_check CHECK (shortfall >= 0) NOT VALID;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_kind_check;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_kind_check CHECK (kind IN ('HOLD', 'TOP_UP',
    'SETTLE', 'RELEASE', 'UNKNOWN', 'SHORTFALL', 'LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT',
    'TRANSFER_IN', 'RESET')) NOT VALID;
ALTER TABLE hold DROP COLUMN refunded;
