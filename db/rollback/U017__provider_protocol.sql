ALTER TABLE provider DROP COLUMN protocol;
