-- Copies the log into one table: takes as long as the log is large. What was retired must be
-- attached again first, since without its kept heads no row after it could be verified.
DO $$
BEGIN
    IF EXISTS (SELECT FROM audit_segment) THEN
        RAISE EXCEPTION 'months were retired: the log cannot go back to one table';
    END IF;
END
$$;
ALTER TABLE audit_log RENAME TO audit_log_partitioned;
ALTER INDEX audit_log_time RENAME TO audit_log_partitioned_time;
ALTER INDEX audit_log_tx RENAME TO audit_log_partitioned_tx;
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
INSERT INTO audit_log SELECT * FROM audit_log_partitioned ORDER BY chain_id, seq;
CREATE INDEX audit_log_time ON audit_log (at_micros);
CREATE INDEX audit_log_tx ON audit_log (tx_id) WHERE tx_id IS NOT NULL;
CREATE TRIGGER audit_log_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON audit_log TO alfred_app;
DROP TABLE audit_log_partitioned;
DROP TABLE audit_segment;
DROP FUNCTION audit_months_retire(date, bytea, uuid[], bigint[], bigint[], integer[], bytea[], bytea[]);
DROP FUNCTION audit_partition_create(date);
DROP FUNCTION audit_month_micros(date);
