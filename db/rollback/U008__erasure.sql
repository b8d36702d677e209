-- What was sealed for a person cannot be opened afterwards.
ALTER TABLE app_user DROP COLUMN erased_at;
DROP TABLE person_key;
