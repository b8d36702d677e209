-- Not every provider speaks OpenAI's protocol.

ALTER TABLE provider
    ADD COLUMN protocol text NOT NULL DEFAULT 'openai' CHECK (protocol IN ('openai', 'anthropic'));
