CREATE INDEX check_ins_of_key_result ON check_ins (organisation_id, key_result_id, observed_on);
CREATE INDEX key_results_of_objective ON key_results (organisation_id, objective_id);
DROP INDEX check_ins_by_key_result;
DROP INDEX key_results_by_objective;
