-- scope: directory
-- Ids as the API spells them, for people at psql: bellhop.typeid('dlv', delivery_id), and back: bellhop.id('dlv_…').

-- A prefix, `_`, and the 128 bits of a UUID as 26 characters of Crockford's base 32 (ids.py; github.com/jetify-com/typeid).
CREATE FUNCTION typeid(prefix text, id uuid) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT prefix || '_' || string_agg(
        substr('0123456789abcdefghjkmnpqrstvwxyz', substring(b.bits FROM 5 * n + 1 FOR 5)::integer + 1, 1), '' ORDER BY n
    )
    FROM (SELECT B'00' || ('x' || replace(id::text, '-', ''))::bit(128) AS bits) AS b
    CROSS JOIN generate_series(0, 25) AS n
$$;

-- The UUID behind a TypeID of one of our kinds; NULL for anything else: each id has one spelling.
CREATE FUNCTION id(typeid text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT string_agg(lpad(to_hex(substring(b.bits FROM 8 * n + 3 FOR 8)::integer), 2, '0'), '' ORDER BY n)::uuid
    FROM (
        SELECT string_agg(
            (position(substr(typeid, length(typeid) - 25 + c, 1) IN '0123456789abcdefghjkmnpqrstvwxyz') - 1)::bit(5)::text,
            '' ORDER BY c
        )::bit(130) AS bits
        FROM generate_series(0, 25) AS c
        WHERE typeid ~ '^(op|sub|evt|dlv|att|key)_[0-7][0-9a-hjkmnp-tv-z]{25}$'
    ) AS b
    CROSS JOIN generate_series(0, 15) AS n
$$;
