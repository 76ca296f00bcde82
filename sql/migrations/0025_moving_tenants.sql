-- scope: directory
-- A tenant's move from one cell to another, and what it leaves behind.
ALTER TABLE bellhop.tenants ADD COLUMN move_job uuid;    -- the operation that moves it
ALTER TABLE bellhop.tenants ADD COLUMN move_token uuid;  -- the lease of that operation under which it is moved now
ALTER TABLE bellhop.tenants ADD COLUMN fenced boolean NOT NULL DEFAULT false; -- for a moment nothing may be read or written
-- By how much the numbers of transactions became smaller at each move to another server: readers of its feed have older ones.
ALTER TABLE bellhop.tenants ADD COLUMN feed_shifts bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX tenants_moving ON bellhop.tenants (tenant_id) WHERE move_job IS NOT NULL;
