-- name: count_sealed_by_others
-- How many ciphertexts another key than $1 text sealed, by key. Index: subscriptions_by_key.
SELECT sealed_by, count(*) AS rows
FROM subscriptions
WHERE sealed_by <> $1
GROUP BY sealed_by
ORDER BY sealed_by
