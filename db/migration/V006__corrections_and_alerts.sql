-- Late words about a call, refunds, and what an operator has to look at.

-- charged is what the call was found to cost, as far as the wallets could carry it; refunded went
-- back of it later by an operator's will.
ALTER TABLE hold ADD COLUMN refunded bigint NOT NULL DEFAULT 0
    CHECK (refunded >= 0 AND refunded <= charged);

ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_kind_check;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_kind_check CHECK (kind IN ('HOLD', 'TOP_UP',
    'SETTLE', 'RELEASE', 'UNKNOWN', 'SHORTFALL', 'LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT',
    'TRANSFER_IN', 'RESET', 'REFUND', 'LATE_CHARGE', 'CONFIRMED'));
-- CONFIRMED takes back a shortfall that the true cost does not have
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_shortfall_check;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_shortfall_check
    CHECK (shortfall >= 0 OR kind = 'CONFIRMED');
CREATE UNIQUE INDEX ledger_entry_confirmation ON ledger_entry (tx_id) WHERE kind = 'CONFIRMED';
CREATE INDEX hold_provisional ON hold (provider, created_at) WHERE provisional;

CREATE TABLE alert (
    id              uuid PRIMARY KEY,
    at              timestamptz NOT NULL,
    kind            text NOT NULL,
    severity        text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    -- null: it concerns the installation
    org_id          uuid,
    subject_id      uuid,
    data            jsonb NOT NULL DEFAULT '{}',
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE INDEX alert_open ON alert (id) WHERE acknowledged_at IS NULL;

-- What the last check of the books found, for every node to tell; at most one row.
CREATE TABLE ledger_check (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    checked_at timestamptz NOT NULL,
    entries    bigint NOT NULL,
    took_ms    bigint NOT NULL,
    -- the first difference; null: the books balance
    rule       text,
    subject    text,
    detail     text
);

GRANT SELECT, INSERT, UPDATE ON alert, ledger_check TO alfred_app;
