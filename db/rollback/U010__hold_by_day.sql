DROP INDEX hold_created;
