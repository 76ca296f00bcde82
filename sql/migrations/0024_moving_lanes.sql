-- scope: cell
-- A lane whose tenant is being moved to another cell: nothing more leaves it here.
ALTER TABLE lanes ADD COLUMN moving boolean NOT NULL DEFAULT false;
