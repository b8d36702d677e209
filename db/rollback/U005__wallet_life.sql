-- Loses the closed periods, model limits and transfer requests, and what the entries say of them:
-- take a backup first. Refused while entries exist that the older schema cannot hold.
DROP TABLE transfer_request;
DROP TABLE wallet_period;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_kind_check;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_kind_check CHECK (kind IN ('HOLD', 'TOP_UP',
    'SETTLE', 'RELEASE', 'UNKNOWN', 'SHORTFALL', 'LIMIT', 'GRANT'));
ALTER TABLE ledger_entry DROP COLUMN periods, DROP COLUMN counter_wallet_id;
ALTER TABLE hold DROP COLUMN periods;
DROP INDEX wallet_name;
DROP INDEX wallet_owner;
CREATE UNIQUE INDEX wallet_owner ON wallet (owner_kind, owner_id);
ALTER TABLE wallet
    DROP CONSTRAINT wallet_frozen_by_check1,
    DROP COLUMN model_pattern, DROP COLUMN model_limits, DROP COLUMN base_allotted,
    DROP COLUMN period_unit, DROP COLUMN period_zone, DROP COLUMN period_anchor,
    DROP COLUMN carry_over, DROP COLUMN period_no, DROP COLUMN period_start,
    DROP COLUMN period_end, DROP COLUMN soft_limits, DROP COLUMN warned, DROP COLUMN frozen_by,
    DROP COLUMN frozen_until, DROP COLUMN state_reason, DROP COLUMN rate_window, DROP COLUMN rate_now,
    DROP COLUMN rate_last, DROP COLUMN rate_mean, DROP COLUMN rate_age;
ALTER TABLE wallet DROP CONSTRAINT wallet_path_check;
ALTER TABLE wallet ADD CONSTRAINT wallet_path_check CHECK (cardinality(path) BETWEEN 1 AND 8);
ALTER TABLE wallet DROP CONSTRAINT wallet_owner_kind_check;
ALTER TABLE wallet ADD CONSTRAINT wallet_owner_kind_check
    CHECK (owner_kind IN ('org', 'team', 'user', 'project', 'key'));
