-- scope: directory
-- Which installation this is: a cell in a database elsewhere bears its id, so that no second one takes it for its own.

CREATE TABLE bellhop.installation (
    installation_id uuid NOT NULL,
    CONSTRAINT installation_pkey PRIMARY KEY (installation_id)
);
CREATE UNIQUE INDEX installation_is_one ON bellhop.installation ((TRUE));
INSERT INTO bellhop.installation (installation_id) VALUES (gen_random_uuid());
