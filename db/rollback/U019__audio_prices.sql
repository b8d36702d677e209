ALTER TABLE ledger_entry
    DROP COLUMN audio_completion_tokens,
    DROP COLUMN audio_prompt_tokens;

ALTER TABLE org_price
    DROP COLUMN audio_output,
    DROP COLUMN audio_input;

-- The version before refuses sound in chats, whatever it costs.
ALTER TABLE model_price
    DROP COLUMN audio_output,
    DROP COLUMN audio_input;
