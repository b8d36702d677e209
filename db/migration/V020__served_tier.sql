-- The service tier that a call was charged in, which the books tell with it.

-- flex, priority, the provider's word for another, or other; null for the standard one
ALTER TABLE ledger_entry
    ADD COLUMN service_tier text;
