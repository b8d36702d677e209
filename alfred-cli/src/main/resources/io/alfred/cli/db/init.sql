-- Prepares a PostgreSQL (17 or later) for Alfred: two roles, one database, their rights.
--
-- Run by somebody who may create roles and databases; running it again changes only the passwords:
--
--   alfred db init-sql > init.sql
--   OWNER_PASSWORD="$(cat owner.password)" APP_PASSWORD="$(cat app.password)" \
--     psql "host=db.example.com dbname=postgres user=admin" -f init.sql
--
-- Then start Alfred in one of two ways:
--
--   1. With both roles. The server migrates as alfred_owner and works as alfred_app:
--      alfred serve --db-url jdbc:postgresql://db.example.com/alfred \
--                   --db-user alfred_app --db-password-file app.password \
--                   --db-owner-user alfred_owner --db-owner-password-file owner.password
--
--   2. With one role. The server migrates as alfred_owner and then becomes alfred_app in every
--      session (this script makes alfred_owner a member of alfred_app for that):
--      alfred serve --db-url jdbc:postgresql://db.example.com/alfred \
--                   --db-user alfred_owner --db-password-file owner.password
--
-- alfred_owner owns the tables and changes them only when a new version migrates.
-- alfred_app can add to ledger and audit log; it cannot change or remove what is written there.

\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

SELECT 'CREATE ROLE alfred_owner LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alfred_owner') \gexec
SELECT 'CREATE ROLE alfred_app LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alfred_app') \gexec

SET password_encryption = 'scram-sha-256';
ALTER ROLE alfred_owner PASSWORD :'owner_password';
ALTER ROLE alfred_app PASSWORD :'app_password';

-- whoever gives a database to a role must be a member of it
GRANT alfred_owner TO CURRENT_USER;
GRANT alfred_app TO alfred_owner;

SELECT 'CREATE DATABASE alfred OWNER alfred_owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'alfred') \gexec
ALTER DATABASE alfred OWNER TO alfred_owner;

\connect alfred

REVOKE ALL ON DATABASE alfred FROM PUBLIC;
GRANT CONNECT ON DATABASE alfred TO alfred_app;

SET ROLE alfred_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO alfred_owner;
GRANT USAGE ON SCHEMA public TO alfred_app;

-- what later migrations create; they grant everything beyond reading themselves
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO alfred_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO alfred_app;
RESET ROLE;
