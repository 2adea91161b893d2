DROP INDEX check_ins_by_update;
DROP INDEX measurements_by_update;
