-- The bank. Amounts are nano-credits.

-- Counters live in the wallet row, because the row lock that orders decisions is the lock that guards them.
CREATE TABLE wallet (
    id         uuid PRIMARY KEY,
    org_id     uuid NOT NULL,
    owner_kind text NOT NULL CHECK (owner_kind IN ('org', 'team', 'user', 'project', 'key')),
    owner_id   uuid NOT NULL,
    name       text NOT NULL,
    parent_id  uuid REFERENCES wallet,
    -- this wallet first, its root last
    path       uuid[] NOT NULL CHECK (cardinality(path) BETWEEN 1 AND 8),
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'frozen', 'closed')),
    -- null: no limit of its own, only its ancestors'
    allotted   bigint CHECK (allotted >= 0),
    held       bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    spent      bigint NOT NULL DEFAULT 0 CHECK (spent >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX wallet_owner ON wallet (owner_kind, owner_id);
CREATE INDEX wallet_org ON wallet (org_id);

-- One row per governed call. No foreign keys: the writer has locked the wallet when it inserts.
CREATE TABLE hold (
    tx_id         uuid PRIMARY KEY,
    org_id        uuid NOT NULL,
    wallet_id     uuid NOT NULL,
    path          uuid[] NOT NULL,
    key_id        uuid NOT NULL,
    state         text NOT NULL CHECK (state IN ('open', 'settled', 'released', 'unknown')),
    -- what HOLD took; amount is that and all top-ups
    asked         bigint NOT NULL CHECK (asked >= 0),
    amount        bigint NOT NULL CHECK (amount >= asked),
    charged       bigint NOT NULL DEFAULT 0 CHECK (charged >= 0),
    shortfall     bigint NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
    provisional   boolean NOT NULL DEFAULT false,
    sandbox       boolean NOT NULL,
    provider      text NOT NULL,
    model         text NOT NULL,
    price_version text NOT NULL,
    node_id       uuid NOT NULL,
    node_epoch    integer NOT NULL,
    -- best evidence of what was produced, journalled while a stream runs
    progress      bigint NOT NULL DEFAULT 0 CHECK (progress >= 0),
    created_at    timestamptz NOT NULL,
    deadline_at   timestamptz NOT NULL,
    unknown_at    timestamptz,
    resolved_at   timestamptz
) WITH (fillfactor = 70);
CREATE INDEX hold_unresolved ON hold (state, deadline_at) WHERE state IN ('open', 'unknown');

-- One row per operation, never changed. Its postings follow from the deltas and the path: on every
-- level HELD takes held_delta, SPENT spent_delta and AVAILABLE what makes the sum zero; FUNDING
-- stands against allotted_delta on the wallet itself; SHORTFALL is the platform's own.
CREATE TABLE ledger_entry (
    op_id             uuid PRIMARY KEY,
    -- of the call it belongs to; a LIMIT or GRANT is a transaction of its own
    tx_id             uuid NOT NULL,
    kind              text NOT NULL CHECK (kind IN ('HOLD', 'TOP_UP', 'SETTLE', 'RELEASE', 'UNKNOWN', 'SHORTFALL', 'LIMIT', 'GRANT')),
    org_id            uuid NOT NULL,
    wallet_id         uuid NOT NULL,
    path              uuid[] NOT NULL,
    amount            bigint NOT NULL CHECK (amount >= 0),
    allotted_delta    bigint NOT NULL DEFAULT 0,
    -- what a LIMIT or GRANT left; null when the limit was lifted
    allotted_after    bigint,
    held_delta        bigint NOT NULL DEFAULT 0,
    spent_delta       bigint NOT NULL DEFAULT 0,
    shortfall         bigint NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
    prompt_tokens     bigint,
    completion_tokens bigint,
    estimated         boolean NOT NULL DEFAULT false,
    provisional       boolean NOT NULL DEFAULT false,
    sandbox           boolean NOT NULL DEFAULT false,
    provider          text,
    model             text,
    price_version     text,
    actor_id          uuid,
    reason            text,
    chain_id          uuid NOT NULL,
    chain_seq         bigint NOT NULL,
    recorded_at       timestamptz NOT NULL
);
-- a hold has at most one resolution, whatever the code above believes
CREATE UNIQUE INDEX ledger_entry_resolution ON ledger_entry (tx_id) WHERE kind IN ('SETTLE', 'RELEASE');
CREATE INDEX ledger_entry_wallet ON ledger_entry (wallet_id, op_id);
CREATE INDEX ledger_entry_tx ON ledger_entry (tx_id);
CREATE INDEX ledger_entry_time ON ledger_entry (recorded_at, op_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is write-once: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER ledger_entry_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE ON wallet, hold TO alfred_app;
GRANT SELECT, INSERT ON ledger_entry TO alfred_app;
