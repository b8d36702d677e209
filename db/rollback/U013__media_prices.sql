-- The version before would call these models for chat, at the price of no token: nothing.
DELETE FROM model_price WHERE kind IN ('moderation', 'image', 'speech', 'transcription');

ALTER TABLE model_price DROP CONSTRAINT model_price_context_tokens_check;
ALTER TABLE model_price ADD CONSTRAINT model_price_context_tokens_check CHECK (context_tokens > 0);

ALTER TABLE model_price
    DROP COLUMN per_minute,
    DROP COLUMN per_1m_characters,
    DROP COLUMN per_image,
    DROP COLUMN kind;
