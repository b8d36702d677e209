-- How often callers may call, and what is left of it. Nodes take slices of what is left (rate_lease)
-- and admit calls from memory; levels are in sixty-millionths, so that one a minute is one a microsecond.

CREATE TABLE rate_limit (
    id                  uuid PRIMARY KEY,
    org_id              uuid NOT NULL REFERENCES organization,
    subject_kind        text NOT NULL CHECK (subject_kind IN ('key', 'user', 'team', 'org')),
    subject_id          uuid NOT NULL,
    -- provider/model, a beginning with *, or * for all
    models              text NOT NULL DEFAULT '*',
    requests_per_minute integer CHECK (requests_per_minute > 0),
    burst               integer CHECK (burst > 0),
    tokens_per_minute   bigint CHECK (tokens_per_minute > 0),
    concurrent          integer CHECK (concurrent > 0),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CHECK (requests_per_minute IS NOT NULL OR tokens_per_minute IS NOT NULL OR concurrent IS NOT NULL),
    CHECK (burst IS NULL OR requests_per_minute IS NOT NULL)
);
CREATE UNIQUE INDEX rate_limit_subject ON rate_limit (subject_id, models);

-- Rises with every change of a limit, so that a node reads the limits only when there is something new.
CREATE TABLE rate_limit_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  bigint NOT NULL
);
INSERT INTO rate_limit_version (version) VALUES (0);

CREATE TABLE rate_bucket (
    limit_id  uuid NOT NULL REFERENCES rate_limit ON DELETE CASCADE,
    meter     text NOT NULL CHECK (meter IN ('requests', 'tokens', 'calls')),
    level     bigint NOT NULL,
    at_micros bigint NOT NULL,
    PRIMARY KEY (limit_id, meter)
) WITH (fillfactor = 50);

-- What a process may admit by itself until then; written only under the lock of the bucket's row.
CREATE TABLE rate_lease (
    limit_id     uuid NOT NULL,
    meter        text NOT NULL,
    -- a start of a node
    holder       uuid NOT NULL,
    amount       bigint NOT NULL CHECK (amount >= 0),
    until_micros bigint NOT NULL,
    PRIMARY KEY (limit_id, meter, holder),
    FOREIGN KEY (limit_id, meter) REFERENCES rate_bucket ON DELETE CASCADE
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit, rate_bucket, rate_lease TO alfred_app;
GRANT SELECT, UPDATE ON rate_limit_version TO alfred_app;
