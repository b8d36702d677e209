-- What a caller's Idempotency-Key stands for. Keys and contents are kept as SHA-256 only, answers as
-- ciphertext that opens with the caller's own API key and Idempotency-Key.
CREATE TABLE idempotency_key (
    caller_key_id uuid NOT NULL,
    key_hash      bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    fingerprint   bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    -- of the attempt that runs or ran; under /v1 the transaction id, whose hold tells what became of it
    claim_id      uuid NOT NULL,
    -- of the first attempt; names the ledger operations of every attempt, so that a repeat repeats them
    seed          uuid NOT NULL,
    state         text NOT NULL CHECK (state IN ('in_progress', 'free', 'completed')),
    node_id       uuid NOT NULL,
    node_epoch    integer NOT NULL,
    -- of the answer under /api; the answer is null where it was too large to keep
    status        smallint CHECK (status BETWEEN 100 AND 599),
    answer        bytea,
    created_at    timestamptz NOT NULL DEFAULT now(),
    claimed_at    timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (caller_key_id, key_hash),
    CHECK ((state = 'completed') = (status IS NOT NULL))
);
CREATE INDEX idempotency_key_expiry ON idempotency_key (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO alfred_app;
