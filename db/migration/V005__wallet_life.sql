-- Wallets through time: periods, model limits, soft limits, freezing, moving.

-- A limit per model is a wallet of its own below the one it limits, so that everything that is
-- promised of wallets holds for it too. Its owner is that wallet.
ALTER TABLE wallet DROP CONSTRAINT wallet_owner_kind_check;
ALTER TABLE wallet ADD CONSTRAINT wallet_owner_kind_check
    CHECK (owner_kind IN ('org', 'team', 'user', 'project', 'key', 'model'));
ALTER TABLE wallet DROP CONSTRAINT wallet_path_check;
-- a model limit adds one to the depth of its wallet
ALTER TABLE wallet ADD CONSTRAINT wallet_path_check CHECK (cardinality(path) BETWEEN 1 AND 9);

ALTER TABLE wallet
    -- 'openai/gpt-4o', or with a trailing star; of model limits only
    ADD COLUMN model_pattern text CHECK ((owner_kind = 'model') = (model_pattern IS NOT NULL)),
    -- how many model limits it has: a writer that saw another number looks again
    ADD COLUMN model_limits integer NOT NULL DEFAULT 0 CHECK (model_limits >= 0),
    -- the recurring limit, which a new period starts from; null: no limit of its own
    ADD COLUMN base_allotted bigint CHECK (base_allotted >= 0),
    ADD COLUMN period_unit text NOT NULL DEFAULT 'none'
        CHECK (period_unit IN ('none', 'day', 'week', 'month', 'quarter', 'year')),
    ADD COLUMN period_zone text NOT NULL DEFAULT 'UTC',
    -- periods are counted from this day: its weekday, day of month, month
    ADD COLUMN period_anchor date NOT NULL DEFAULT '2024-01-01',
    ADD COLUMN carry_over boolean NOT NULL DEFAULT false,
    ADD COLUMN period_no integer NOT NULL DEFAULT 1 CHECK (period_no > 0),
    ADD COLUMN period_start timestamptz NOT NULL DEFAULT now(),
    -- null: the period does not end
    ADD COLUMN period_end timestamptz CHECK ((period_unit = 'none') = (period_end IS NULL)),
    -- percent of the limit at which spending is announced; null: the installation's default
    ADD COLUMN soft_limits smallint[],
    -- the highest of them that was announced in this period
    ADD COLUMN warned smallint NOT NULL DEFAULT 0,
    ADD COLUMN frozen_by text CHECK (frozen_by IN ('operator', 'breaker')),
    ADD COLUMN frozen_until timestamptz,
    ADD COLUMN state_reason text,
    -- the recent pattern of spending: charges in the current window and the one before, the mean
    -- of the windows before, and how many of them it has seen
    ADD COLUMN rate_window bigint NOT NULL DEFAULT 0,
    ADD COLUMN rate_now bigint NOT NULL DEFAULT 0,
    ADD COLUMN rate_last bigint NOT NULL DEFAULT 0,
    ADD COLUMN rate_mean bigint NOT NULL DEFAULT 0,
    ADD COLUMN rate_age integer NOT NULL DEFAULT 0;
UPDATE wallet SET base_allotted = allotted, period_start = created_at,
    frozen_by = CASE WHEN state = 'frozen' THEN 'operator' END;
ALTER TABLE wallet ADD CONSTRAINT wallet_frozen_by_check1
    CHECK ((state = 'frozen') = (frozen_by IS NOT NULL));

DROP INDEX wallet_owner;
CREATE UNIQUE INDEX wallet_owner ON wallet (owner_kind, owner_id, (coalesce(model_pattern, '')));
CREATE UNIQUE INDEX wallet_name ON wallet (org_id, lower(name));
CREATE INDEX wallet_model ON wallet (parent_id) WHERE owner_kind = 'model';
CREATE INDEX wallet_due ON wallet (period_end) WHERE period_end IS NOT NULL;
CREATE INDEX wallet_thaw ON wallet (frozen_until) WHERE frozen_until IS NOT NULL;

-- A period that is over. Calls that began in it still settle here.
CREATE TABLE wallet_period (
    wallet_id  uuid NOT NULL REFERENCES wallet,
    period_no  integer NOT NULL CHECK (period_no > 0),
    started_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL,
    allotted   bigint CHECK (allotted >= 0),
    held       bigint NOT NULL CHECK (held >= 0),
    spent      bigint NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (wallet_id, period_no)
);

-- The period of each wallet of the path; null: the first of each.
ALTER TABLE hold ADD COLUMN periods integer[] CHECK (cardinality(periods) = cardinality(path));

ALTER TABLE ledger_entry ADD COLUMN periods integer[] CHECK (cardinality(periods) = cardinality(path)),
    -- the other side of a transfer
    ADD COLUMN counter_wallet_id uuid;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_kind_check;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_kind_check CHECK (kind IN ('HOLD', 'TOP_UP',
    'SETTLE', 'RELEASE', 'UNKNOWN', 'SHORTFALL', 'LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT',
    'TRANSFER_IN', 'RESET'));

-- A transfer that waits for somebody else's word.
CREATE TABLE transfer_request (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL,
    from_wallet  uuid NOT NULL REFERENCES wallet,
    to_wallet    uuid NOT NULL REFERENCES wallet,
    amount       bigint NOT NULL CHECK (amount > 0),
    reason       text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    state        text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'approved', 'done', 'rejected', 'expired', 'failed')),
    decided_by   uuid,
    decided_at   timestamptz,
    CHECK (from_wallet <> to_wallet),
    CHECK (decided_by IS DISTINCT FROM requested_by OR state = 'rejected')
);
CREATE INDEX transfer_request_open ON transfer_request (state, expires_at)
    WHERE state IN ('pending', 'approved');

GRANT SELECT, INSERT, UPDATE ON wallet_period, transfer_request TO alfred_app;
