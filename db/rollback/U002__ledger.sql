-- Takes the books with it: take a backup first.
DROP TABLE ledger_entry;
DROP FUNCTION refuse_change();
DROP TABLE hold;
DROP TABLE wallet;
