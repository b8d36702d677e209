-- Models are called for more than chat and embeddings, and billed by more than tokens.

ALTER TABLE model_price
    -- null in older rows: as Alfred ships it, else chat
    ADD COLUMN kind text
        CHECK (kind IN ('chat', 'embedding', 'moderation', 'image', 'speech', 'transcription')),
    -- nano-credits per image, per 1,000,000 characters read aloud, per minute of audio listened to
    ADD COLUMN per_image         bigint NOT NULL DEFAULT 0 CHECK (per_image >= 0),
    ADD COLUMN per_1m_characters bigint NOT NULL DEFAULT 0 CHECK (per_1m_characters >= 0),
    ADD COLUMN per_minute        bigint NOT NULL DEFAULT 0 CHECK (per_minute >= 0);

-- Providers publish no context for models that make images or sound.
ALTER TABLE model_price DROP CONSTRAINT model_price_context_tokens_check;
ALTER TABLE model_price ADD CONSTRAINT model_price_context_tokens_check CHECK (context_tokens >= 0);
