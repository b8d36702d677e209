DROP TABLE api_key;
DROP TABLE app_user;
DROP TABLE principal;
DROP TABLE team;
DROP TABLE organization;
