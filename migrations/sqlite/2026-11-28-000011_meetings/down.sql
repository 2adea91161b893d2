DROP TABLE decisions;
DROP TABLE blockers;
DROP TABLE meeting_confidences;
DROP TABLE meetings;
