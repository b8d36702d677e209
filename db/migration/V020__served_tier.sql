-- The service tier that a call was charged in, which the books tell with it.

-- behind a long reader every write would wait with this; a start can be repeated
SET LOCAL lock_timeout = '5s';

-- flex, priority, the provider's word for another, or other; null for the standard one
ALTER TABLE ledger_entry
    ADD COLUMN service_tier text;
