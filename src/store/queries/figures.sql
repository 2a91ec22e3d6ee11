-- What a programme has come to, for everybody: sums by country and stage, nothing smaller.

-- name: figures_by_stage :many
-- out: programme text, country text, measure measure, stage stage, units i64, oldest month, newest month
SELECT programme.code, lot.country, lot.measure, custody.stage,
    CAST(sum(custody.hi - custody.lo) AS BIGINT), min(lot.vintage), max(lot.vintage)
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
    JOIN programme ON programme.programme_id = lot.programme_id
GROUP BY programme.code, lot.country, lot.measure, custody.stage
ORDER BY programme.code, lot.country, lot.measure, custody.stage;

-- name: figures_logged :one
-- out: logs i64
SELECT count(*) FROM log;

-- name: figures_of_lots :many
-- out: programme text, country text, mass_g mass, lots i64, collections i64
SELECT programme.code, lot.country, CAST(sum(lot.mass_g) AS BIGINT), count(*),
    count(DISTINCT lot.collection_id)
FROM lot JOIN programme ON programme.programme_id = lot.programme_id
GROUP BY programme.code, lot.country
ORDER BY programme.code, lot.country;

-- name: figures_of_certificates :many
-- out: programme text, certificates i64, units i64
-- Those that stand, at `received` (3) or later: what is below is a commitment.
SELECT programme.code, count(*), CAST(sum(certificate.units) AS BIGINT)
FROM certificate JOIN programme ON programme.programme_id = certificate.programme_id
WHERE certificate.state = 1 AND certificate.stage >= 3
GROUP BY programme.code ORDER BY programme.code;

-- name: figures_of_plants :many
-- out: country text
-- Where plants have received.
SELECT DISTINCT facility.country FROM receipt
    JOIN facility ON facility.facility_id = receipt.facility_id
ORDER BY facility.country;

-- name: figures_of_treatments :many
-- out: country text
SELECT DISTINCT facility.country FROM treatment
    JOIN facility ON facility.facility_id = treatment.facility_id
ORDER BY facility.country;

-- name: figures_of_ways :many
-- out: origin text, goal text, measure measure, units i64
-- What left across borders, from country to country.
SELECT origin.country, goal.country, shipment.measure, CAST(sum(shipment.units) AS BIGINT)
FROM shipment JOIN facility AS origin ON origin.facility_id = shipment.from_facility_id
    JOIN facility AS goal ON goal.facility_id = shipment.to_facility_id
WHERE shipment.departed_on IS NOT NULL AND shipment.measure IS NOT NULL
    AND origin.country <> goal.country
GROUP BY origin.country, goal.country, shipment.measure
ORDER BY origin.country, goal.country, shipment.measure;
