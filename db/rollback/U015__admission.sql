-- Which calls belonged together is lost; what they cost stays in the books.
DROP TABLE call_note;
ALTER TABLE wallet DROP COLUMN on_shortage;
ALTER TABLE organization DROP COLUMN default_max_output_tokens;
