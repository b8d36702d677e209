DROP TABLE org_price;
DROP TABLE catalog_file;
ALTER TABLE provider DROP COLUMN auth;
-- An older server would ask such a provider in OpenAI's words.
UPDATE provider SET protocol = 'openai', state = 'disabled'
WHERE protocol NOT IN ('openai', 'anthropic');
ALTER TABLE provider DROP CONSTRAINT provider_protocol_check;
ALTER TABLE provider ADD CONSTRAINT provider_protocol_check
    CHECK (protocol IN ('openai', 'anthropic'));
