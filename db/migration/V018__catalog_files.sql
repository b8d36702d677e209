-- More protocols than those that clients speak, and catalogue files that are newer than the build.

ALTER TABLE provider DROP CONSTRAINT provider_protocol_check;
ALTER TABLE provider ADD CONSTRAINT provider_protocol_check
    CHECK (protocol IN ('openai', 'anthropic', 'gemini', 'vertex', 'bedrock', 'cohere'));

-- null in older rows: as is usual for the protocol
ALTER TABLE provider
    ADD COLUMN auth text
        CHECK (auth IN ('bearer', 'x-api-key', 'api-key', 'x-goog-api-key',
                        'google-service-account', 'sigv4', 'none'));

-- The newest of a provider stands for the file that was shipped; older ones explain old entries.
CREATE TABLE catalog_file (
    provider   text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    content    text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, version)
);

GRANT SELECT, INSERT ON catalog_file TO alfred_app;

-- What an org has negotiated; the newest version of a model counts unless it withdraws the price.
CREATE TABLE org_price (
    org_id            uuid NOT NULL REFERENCES organization (id),
    provider          text NOT NULL,
    model             text NOT NULL,
    version           integer NOT NULL CHECK (version > 0),
    withdrawn         boolean NOT NULL DEFAULT false,
    -- nano-credits, as in model_price
    input             bigint NOT NULL CHECK (input >= 0),
    cached_read       bigint NOT NULL CHECK (cached_read >= 0),
    cached_write      bigint NOT NULL CHECK (cached_write >= 0),
    output            bigint NOT NULL CHECK (output >= 0),
    per_call          bigint NOT NULL CHECK (per_call >= 0),
    per_image         bigint NOT NULL CHECK (per_image >= 0),
    per_1m_characters bigint NOT NULL CHECK (per_1m_characters >= 0),
    per_minute        bigint NOT NULL CHECK (per_minute >= 0),
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, provider, model, version)
);

GRANT SELECT, INSERT ON org_price TO alfred_app;
