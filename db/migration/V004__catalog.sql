-- What can be called: the operator's providers and prices on top of the facts shipped with Alfred.

CREATE TABLE provider (
    name       text PRIMARY KEY,
    base_url   text NOT NULL,
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Every change of a price is a new version; the newest applies, the older ones explain old entries.
CREATE TABLE model_price (
    provider            text NOT NULL,
    model               text NOT NULL,
    version             integer NOT NULL CHECK (version > 0),
    upstream_model      text NOT NULL,
    -- nano-credits per 1,000,000 tokens
    input               bigint NOT NULL CHECK (input >= 0),
    cached_read         bigint NOT NULL CHECK (cached_read >= 0),
    cached_write        bigint NOT NULL CHECK (cached_write >= 0),
    output              bigint NOT NULL CHECK (output >= 0),
    -- nano-credits per call
    per_call            bigint NOT NULL DEFAULT 0 CHECK (per_call >= 0),
    context_tokens      bigint NOT NULL CHECK (context_tokens > 0),
    max_output_tokens   bigint NOT NULL CHECK (max_output_tokens >= 0),
    created_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, model, version)
);

-- Ciphertext only: AES-GCM under a key that is not in this database, bound to its name.
CREATE TABLE secret (
    name       text PRIMARY KEY,
    ciphertext bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE ON provider, secret TO alfred_app;
GRANT DELETE ON secret TO alfred_app;
GRANT SELECT, INSERT ON model_price TO alfred_app;
