-- The log in partitions by month, so that old months can leave it without one row being deleted.
-- A partition is named by its last month: audit_log_2026_11 ends where December begins.

ALTER TABLE audit_log RENAME TO audit_log_unpartitioned;
ALTER INDEX audit_log_pkey RENAME TO audit_log_unpartitioned_pkey;
ALTER INDEX audit_log_time RENAME TO audit_log_unpartitioned_time;
ALTER INDEX audit_log_tx RENAME TO audit_log_unpartitioned_tx;
REVOKE ALL ON audit_log_unpartitioned FROM alfred_app;

-- No unique index spans partitions without their key, and (chain_id, seq, at_micros) would forbid
-- nothing that matters. Each partition has its own on (chain_id, seq); across them the head's
-- compare-and-set gives a seq once, and a row from elsewhere breaks the chain.
CREATE TABLE audit_log (
    chain_id   uuid NOT NULL,
    seq        bigint NOT NULL CONSTRAINT audit_log_seq_check CHECK (seq > 0),
    epoch      integer NOT NULL,
    at_micros  bigint NOT NULL,
    kind       text NOT NULL,
    org_id     uuid,
    actor_id   uuid,
    subject_id uuid,
    tx_id      uuid,
    prev_hash  bytea NOT NULL CONSTRAINT audit_log_prev_hash_check CHECK (octet_length(prev_hash) = 32),
    hash       bytea NOT NULL CONSTRAINT audit_log_hash_check CHECK (octet_length(hash) = 32),
    payload    bytea NOT NULL
) PARTITION BY RANGE (at_micros);
CREATE INDEX audit_log_time ON audit_log (at_micros);
CREATE INDEX audit_log_tx ON audit_log (tx_id) WHERE tx_id IS NOT NULL;
CREATE TRIGGER audit_log_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON audit_log TO alfred_app;

-- Takes what no month takes, so that no append can fail for want of a partition.
CREATE TABLE audit_log_default (LIKE audit_log INCLUDING CONSTRAINTS, PRIMARY KEY (chain_id, seq));
CREATE TRIGGER audit_log_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log_default
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_log ATTACH PARTITION audit_log_default DEFAULT;

-- What is kept of rows that left the log: enough to go on verifying from there.
CREATE TABLE audit_segment (
    chain_id      uuid NOT NULL,
    from_seq      bigint NOT NULL CHECK (from_seq > 0),
    to_seq        bigint NOT NULL CHECK (to_seq >= from_seq),
    epoch         integer NOT NULL,
    -- hash of row to_seq, and the RFC 6962 subtree roots of rows 1 to to_seq, largest first
    head          bytea NOT NULL CHECK (octet_length(head) = 32),
    frontier      bytea NOT NULL,
    -- of the file that holds the rows
    export_sha256 bytea NOT NULL CHECK (octet_length(export_sha256) = 32),
    retired_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chain_id, to_seq)
);
CREATE TRIGGER audit_segment_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_segment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON audit_segment TO alfred_app;

CREATE FUNCTION audit_month_micros(month date) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (extract(epoch FROM month::timestamp) * 1000000)::bigint
$$;

-- Makes the partition of one month, with its trigger and without any grant. The application, which
-- has no DDL, may call it: it can make nothing else. Returns 'made', or 'exists' when the month has
-- its partition or a later month has, or 'in default' when rows of it lie in the default partition.
CREATE FUNCTION audit_partition_create(month date) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '3s' AS $$
DECLARE
    part text := 'audit_log_' || to_char(month, 'YYYY_MM');
    from_micros bigint := audit_month_micros(month);
    to_micros bigint := audit_month_micros((month + interval '1 month')::date);
BEGIN
    IF month <> date_trunc('month', month)::date
        OR month < date_trunc('month', now() AT TIME ZONE 'UTC')::date
        OR month > (now() AT TIME ZONE 'UTC' + interval '13 months')::date THEN
        RAISE EXCEPTION 'a partition can be made for the first day of this month or of the next 12, not for %', month
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('audit_partition_create'));
    IF EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'audit_log'::regclass AND c.relname ~ '^audit_log_\d{4}_\d{2}$'
            AND c.relname >= part) THEN
        RETURN 'exists';
    END IF;
    IF EXISTS (SELECT FROM audit_log_default
            WHERE at_micros >= from_micros AND at_micros < to_micros) THEN
        RETURN 'in default';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE audit_log INCLUDING CONSTRAINTS, PRIMARY KEY (chain_id, seq))', part);
    EXECUTE format('CREATE TRIGGER audit_log_write_once BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
    EXECUTE format('ALTER TABLE audit_log ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        part, from_micros, to_micros);
    RETURN 'made';
END
$$;

-- Takes the months before the given one out of the log, once their rows are in a verified file. The
-- tables stay, write-once, for a DBA to drop. It looks itself that what leaves is the beginning of
-- every chain and that the kept heads are those of the rows; who calls it has checked the rows.
CREATE FUNCTION audit_months_retire(before date, sha256 bytea, chains uuid[], from_seqs bigint[],
        to_seqs bigint[], epochs integer[], heads bytea[], frontiers bytea[]) RETURNS text[]
    LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '3s' AS $$
DECLARE
    parts text[];
    part text;
    chain record;
    kept bigint;
    found bigint;
    retired text;
BEGIN
    IF before <> date_trunc('month', before)::date
        OR before > (date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month')::date THEN
        RAISE EXCEPTION 'this month and the last one stay in the log: % is too late', before
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE;
    SELECT array_agg(c.relname ORDER BY c.relname) INTO parts
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'audit_log'::regclass AND c.relname ~ '^audit_log_\d{4}_\d{2}$'
        AND c.relname < 'audit_log_' || to_char(before, 'YYYY_MM');
    IF parts IS NULL THEN
        RAISE EXCEPTION 'the log has no months before %', before USING ERRCODE = 'no_data_found';
    END IF;
    INSERT INTO audit_segment (chain_id, from_seq, to_seq, epoch, head, frontier, export_sha256)
        SELECT s.chain_id, s.from_seq, s.to_seq, s.epoch, s.head, s.frontier, sha256
        FROM unnest(chains, from_seqs, to_seqs, epochs, heads, frontiers)
            s (chain_id, from_seq, to_seq, epoch, head, frontier)
        JOIN audit_log a ON a.chain_id = s.chain_id AND a.seq = s.to_seq AND a.hash = s.head
            AND a.epoch = s.epoch
        WHERE s.from_seq = 1 + coalesce(
            (SELECT max(e.to_seq) FROM audit_segment e WHERE e.chain_id = s.chain_id), 0);
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found <> cardinality(chains) THEN
        RAISE EXCEPTION 'a head to keep is not that of the log' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOREACH part IN ARRAY parts LOOP
        FOR chain IN SELECT id FROM audit_chain LOOP
            EXECUTE format('SELECT max(seq) FROM %I WHERE chain_id = $1', part) INTO found USING chain.id;
            SELECT coalesce(max(to_seq), 0) INTO kept FROM audit_segment WHERE chain_id = chain.id;
            IF found > kept THEN
                RAISE EXCEPTION 'row % of chain % is in % and not in the file', found, chain.id, part
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
        END LOOP;
        retired := replace(part, 'audit_log_', 'audit_retired_');
        EXECUTE format('ALTER TABLE audit_log DETACH PARTITION %I', part);
        EXECUTE format('ALTER TABLE %I RENAME TO %I', part, retired);
    END LOOP;
    FOR chain IN SELECT id, seq FROM audit_chain LOOP
        SELECT coalesce(max(to_seq), 0) INTO kept FROM audit_segment WHERE chain_id = chain.id;
        SELECT coalesce(min(seq), chain.seq + 1) INTO found FROM audit_log WHERE chain_id = chain.id;
        IF found <> kept + 1 THEN
            RAISE EXCEPTION 'row % of chain % would be first after row %: the clock went back between two months',
                found, chain.id, kept USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN ARRAY(SELECT replace(p, 'audit_log_', 'audit_retired_') FROM unnest(parts) p);
END
$$;

REVOKE ALL ON FUNCTION audit_partition_create(date), audit_months_retire(date, bytea, uuid[],
    bigint[], bigint[], integer[], bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_partition_create(date), audit_months_retire(date, bytea, uuid[],
    bigint[], bigint[], integer[], bytea[], bytea[]) TO alfred_app;

-- What was written until now becomes the first partition as it is: no row is copied.
DO $$
DECLARE
    this_month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    newest bigint := (SELECT max(at_micros) FROM audit_log_unpartitioned);
    after_newest date := (date_trunc('month', to_timestamp(newest / 1000000) AT TIME ZONE 'UTC')
        + interval '1 month')::date;
    first_end date := coalesce(after_newest, this_month);
    part text := 'audit_log_' || to_char(first_end - 1, 'YYYY_MM');
    schema text := current_schema();
BEGIN
    EXECUTE format('ALTER TABLE audit_log_unpartitioned RENAME TO %I', part);
    EXECUTE format('ALTER INDEX audit_log_unpartitioned_pkey RENAME TO %I', part || '_pkey');
    EXECUTE format('ALTER INDEX audit_log_unpartitioned_time RENAME TO %I', part || '_at_micros_idx');
    EXECUTE format('ALTER INDEX audit_log_unpartitioned_tx RENAME TO %I', part || '_tx_id_idx');
    EXECUTE format('ALTER TABLE audit_log ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%s)',
        part, audit_month_micros(first_end));
    -- A caller's own schemas, its temporary one above all, must not stand in for these tables.
    EXECUTE format('ALTER FUNCTION audit_partition_create SET search_path = %I, pg_temp', schema);
    EXECUTE format('ALTER FUNCTION audit_months_retire SET search_path = %I, pg_temp', schema);
    FOR ahead IN 0..3 LOOP
        PERFORM audit_partition_create((this_month + make_interval(months => ahead))::date);
    END LOOP;
END
$$;
