-- Times are milliseconds since 1970 in UTC; days are 'YYYY-MM-DD'.

CREATE TABLE contacts (
    id                INTEGER PRIMARY KEY,
    member_id         TEXT UNIQUE,
    vanity            TEXT UNIQUE,
    profile_url       TEXT NOT NULL,
    name              TEXT NOT NULL,
    search_key        TEXT NOT NULL,
    first_name        TEXT,
    chosen_first_name TEXT,
    language          TEXT,
    own_text          TEXT,
    blocked           INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
    birthday          TEXT CHECK (birthday GLOB '[01][0-9]-[0-3][0-9]'),
    first_seen        INTEGER NOT NULL,
    last_seen         INTEGER NOT NULL,
    CHECK (member_id IS NOT NULL OR vanity IS NOT NULL)
) STRICT;

CREATE INDEX contacts_by_name ON contacts (search_key);

CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    bot         TEXT NOT NULL,
    mode        TEXT NOT NULL,
    dry_run     INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    state       TEXT NOT NULL
                CHECK (state IN ('queued', 'running', 'finished', 'stopped', 'failed')),
    reason      TEXT,
    found       INTEGER NOT NULL DEFAULT 0,
    sent        INTEGER NOT NULL DEFAULT 0,
    skipped     INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0,
    unverified  INTEGER NOT NULL DEFAULT 0,
    pending     INTEGER NOT NULL DEFAULT 0,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_start ON runs (started_at);
CREATE INDEX runs_unfinished ON runs (state) WHERE finished_at IS NULL;

-- A wish may belong to a run that is not recorded (yet), so run_id is no reference.
-- open_state is NULL once nothing more will happen by itself: the index below then
-- stays as small as the work that is left.
CREATE TABLE wishes (
    id          INTEGER PRIMARY KEY,
    contact_id  INTEGER NOT NULL REFERENCES contacts (id),
    occasion    TEXT NOT NULL,
    day         TEXT NOT NULL CHECK (day IS date(day)),
    year        INTEGER NOT NULL AS (CAST(substr(day, 1, 4) AS INTEGER)) VIRTUAL,
    state       TEXT NOT NULL CHECK (
        state IN (
            'drafted', 'approved', 'sending', 'sent', 'skipped', 'failed', 'unverified'
        )
    ),
    open_state  TEXT AS (
        CASE WHEN state IN ('sent', 'skipped') THEN NULL ELSE state END
    ) VIRTUAL,
    text        TEXT NOT NULL,
    template_id TEXT,
    edited      INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)),
    reason      TEXT,
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    created_at  INTEGER NOT NULL,
    approved_at INTEGER,
    intent_at   INTEGER,
    settled_at  INTEGER,
    run_id      TEXT,
    UNIQUE (contact_id, occasion, year),
    CHECK (state NOT IN ('sending', 'sent', 'unverified') OR intent_at IS NOT NULL)
) STRICT;

CREATE INDEX wishes_open ON wishes (open_state, day) WHERE open_state IS NOT NULL;
CREATE INDEX wishes_by_intent ON wishes (intent_at) WHERE intent_at IS NOT NULL;

CREATE TABLE messages (
    id         TEXT PRIMARY KEY,
    language   TEXT NOT NULL,
    occasion   TEXT NOT NULL,
    late       INTEGER NOT NULL CHECK (late IN (0, 1)),
    text       TEXT NOT NULL,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_use ON messages (occasion, language, late);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    blob     BLOB NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
