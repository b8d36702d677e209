-- Sound in chats has prices of its own, and is told apart in the books.

-- nano-credits per 1,000,000 tokens of sound; null where nobody has told
ALTER TABLE model_price
    ADD COLUMN audio_input  bigint CHECK (audio_input >= 0),
    ADD COLUMN audio_output bigint CHECK (audio_output >= 0);

ALTER TABLE org_price
    ADD COLUMN audio_input  bigint CHECK (audio_input >= 0),
    ADD COLUMN audio_output bigint CHECK (audio_output >= 0);

-- the parts of prompt_tokens and completion_tokens that are sound; null for none
ALTER TABLE ledger_entry
    ADD COLUMN audio_prompt_tokens     bigint,
    ADD COLUMN audio_completion_tokens bigint;
