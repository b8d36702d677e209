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
