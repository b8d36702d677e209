-- Who calls. Names live here and never in the audit log.

CREATE TABLE organization (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX organization_name ON organization (lower(name));

CREATE TABLE team (
    id         uuid PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organization,
    name       text NOT NULL,
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX team_name ON team (org_id, lower(name));

-- Whoever can hold a key: a user, a service account, or the installation's own operator.
CREATE TABLE principal (
    id         uuid PRIMARY KEY,
    org_id     uuid REFERENCES organization,
    kind       text NOT NULL CHECK (kind IN ('user', 'service', 'installation')),
    role       text NOT NULL CHECK (role IN ('owner', 'admin', 'finops', 'auditor', 'member')),
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'installation') = (org_id IS NULL))
);

CREATE TABLE app_user (
    id         uuid PRIMARY KEY REFERENCES principal,
    org_id     uuid NOT NULL REFERENCES organization,
    team_id    uuid REFERENCES team,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_name ON app_user (org_id, lower(name));

-- The secret is stored as its SHA-256 only: it has 256 bits of randomness, so no slow hash is needed.
CREATE TABLE api_key (
    id           uuid PRIMARY KEY,
    principal_id uuid NOT NULL REFERENCES principal,
    org_id       uuid REFERENCES organization,
    wallet_id    uuid,
    name         text NOT NULL,
    prefix       text NOT NULL,
    secret_hash  bytea NOT NULL,
    scope_v1     boolean NOT NULL,
    scope_api    boolean NOT NULL,
    state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'revoked')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    CHECK (scope_v1 OR scope_api)
);
CREATE UNIQUE INDEX api_key_prefix ON api_key (prefix);
CREATE INDEX api_key_principal ON api_key (principal_id);

GRANT SELECT, INSERT, UPDATE ON organization, team, principal, app_user, api_key TO alfred_app;
