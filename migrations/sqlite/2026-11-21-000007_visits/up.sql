-- Who signs in with a browser has a session too: its token is in a cookie, never traded for access tokens.
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'tokens';
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
ALTER TABLE sessions ADD COLUMN seen_at BIGINT;
