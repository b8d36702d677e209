-- The log. hash = SHA-256(prev_hash || payload); the other columns are copies of the payload for queries.

-- A running process. The epoch rises at every start and fences the process before it.
CREATE TABLE node (
    id           uuid PRIMARY KEY,
    epoch        integer NOT NULL CHECK (epoch > 0),
    started_at   timestamptz NOT NULL,
    heartbeat_at timestamptz NOT NULL,
    stopped_at   timestamptz
);

CREATE TABLE audit_chain (
    id         uuid PRIMARY KEY,
    node_id    uuid NOT NULL REFERENCES node,
    kind       text NOT NULL CHECK (kind IN ('ledger', 'events')),
    epoch      integer NOT NULL CHECK (epoch > 0),
    seq        bigint NOT NULL CHECK (seq >= 0),
    head       bytea NOT NULL CHECK (octet_length(head) = 32),
    -- RFC 6962 subtree roots of the first seq leaves, largest first
    frontier   bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (node_id, kind)
) WITH (fillfactor = 50);

CREATE TABLE audit_log (
    chain_id   uuid NOT NULL,
    seq        bigint NOT NULL CHECK (seq > 0),
    epoch      integer NOT NULL,
    at_micros  bigint NOT NULL,
    kind       text NOT NULL,
    org_id     uuid,
    actor_id   uuid,
    subject_id uuid,
    tx_id      uuid,
    prev_hash  bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
    payload    bytea NOT NULL,
    PRIMARY KEY (chain_id, seq)
);
CREATE INDEX audit_log_time ON audit_log (at_micros);
CREATE INDEX audit_log_tx ON audit_log (tx_id) WHERE tx_id IS NOT NULL;

CREATE TRIGGER audit_log_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE ON node, audit_chain TO alfred_app;
GRANT SELECT, INSERT ON audit_log TO alfred_app;
