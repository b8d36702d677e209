-- What bounds the output of a call besides the call itself, and what ties calls together.

-- Of a request that names none; sent along to the provider. Null: the model's own maximum.
ALTER TABLE organization ADD COLUMN default_max_output_tokens bigint
    CHECK (default_max_output_tokens > 0);

-- What happens to a call that does not fit: it is refused, or its output limit is lowered.
ALTER TABLE wallet ADD COLUMN on_shortage text NOT NULL DEFAULT 'refuse'
    CHECK (on_shortage IN ('refuse', 'lower'));

-- What a hold has no column for, because most calls have none of it: written with the hold, never
-- changed. No foreign key: the writer has just made the hold.
CREATE TABLE call_note (
    tx_id          uuid PRIMARY KEY,
    key_id         uuid NOT NULL,
    -- the 128 bits of a W3C trace id
    trace_id       uuid,
    -- as the caller says; nobody has looked whether there is one
    parent_request uuid,
    -- output tokens of one choice, where the wallet lowered the request's limit
    output_limit   bigint CHECK (output_limit > 0),
    CHECK (num_nonnulls(trace_id, parent_request, output_limit) > 0)
);
-- With the key first, since a caller finds its own calls only, whatever others put in theirs.
CREATE INDEX call_note_trace ON call_note (key_id, trace_id, tx_id) WHERE trace_id IS NOT NULL;
CREATE INDEX call_note_parent ON call_note (key_id, parent_request, tx_id)
    WHERE parent_request IS NOT NULL;

GRANT SELECT, INSERT ON call_note TO alfred_app;
