-- scope: cell
-- A claim is one statement that inserts at its top, and tells what it leased from the rows that it inserts.

-- Of a job that was claimed: its rank in the queue where it waited. NULL: it was born leased, or claimed by the version before.
ALTER TABLE job_lease ADD COLUMN rank timestamptz;
