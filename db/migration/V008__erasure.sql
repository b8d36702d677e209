-- One key for each person. What the audit log knows of a person is sealed with it, so that
-- destroying the key erases the person from a log in which nothing can be changed.
CREATE TABLE person_key (
    user_id uuid PRIMARY KEY REFERENCES app_user,
    key     bytea NOT NULL CHECK (octet_length(key) = 32)
);
GRANT SELECT, INSERT, DELETE ON person_key TO alfred_app;

ALTER TABLE app_user ADD COLUMN erased_at timestamptz;
