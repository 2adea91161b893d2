DROP INDEX key_results_by_external_ref;
DROP TABLE idempotency_keys;
DROP TABLE api_keys;
