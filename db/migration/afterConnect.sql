-- Migrations run as the owner even where the URL makes every session the application's role.
SET ROLE NONE;
