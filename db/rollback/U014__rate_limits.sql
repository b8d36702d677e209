DROP TABLE rate_lease;
DROP TABLE rate_bucket;
DROP TABLE rate_limit_version;
DROP TABLE rate_limit;
