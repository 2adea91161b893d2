DROP TABLE saved_views;
DROP TABLE stars;
