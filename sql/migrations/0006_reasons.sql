-- scope: cell
-- Why a circuit is open.

-- The last failure as a short word of our own: an error class, or `status_503`. Nothing that a receiver sent.
ALTER TABLE lanes ADD COLUMN last_failure text;
