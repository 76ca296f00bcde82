-- scope: cell
-- A process that stops sends what it holds and claims nothing more: the others look after its lanes from then on.

ALTER TABLE holders ADD COLUMN claims boolean NOT NULL DEFAULT TRUE;
