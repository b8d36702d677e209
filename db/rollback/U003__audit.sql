-- Takes the audit log with it: export and verify it first.
DROP TABLE audit_log;
DROP TABLE audit_chain;
DROP TABLE node;
