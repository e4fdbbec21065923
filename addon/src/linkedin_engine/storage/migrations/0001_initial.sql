-- Times are milliseconds since 1970 in UTC; days are 'YYYY-MM-DD'.
-- Ids of people and wishes are never used again (AUTOINCREMENT): whoever still holds
-- the id of somebody who was forgotten must not reach somebody else with it.

CREATE TABLE contacts (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
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
CREATE INDEX contacts_blocked ON contacts (search_key) WHERE blocked = 1;
CREATE INDEX contacts_by_birthday ON contacts (birthday) WHERE birthday IS NOT NULL;

-- What outlives a person who was forgotten: keyed hashes of who it was, and for which
-- occasion there had been a wish. A row without an occasion keeps a block.
CREATE TABLE forgotten (
    id         INTEGER PRIMARY KEY,
    member_key BLOB,
    vanity_key BLOB,
    occasion   TEXT,
    day        TEXT CHECK (day IS date(day)),
    intent_at  INTEGER,
    CHECK (member_key IS NOT NULL OR vanity_key IS NOT NULL),
    CHECK ((occasion IS NULL) = (day IS NULL))
) STRICT;

CREATE INDEX forgotten_members ON forgotten (member_key)
    WHERE member_key IS NOT NULL;
CREATE INDEX forgotten_vanities ON forgotten (vanity_key)
    WHERE vanity_key IS NOT NULL;
CREATE INDEX forgotten_by_intent ON forgotten (intent_at)
    WHERE intent_at IS NOT NULL;

-- The key of those hashes; made when somebody is forgotten for the first time.
CREATE TABLE salt (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    value BLOB NOT NULL
) STRICT;

-- number is the order in which runs were asked for and begun that in which they
-- began (and, one at a time, ended), whatever the clock said.
-- follows_setting: the mode was not chosen for this run. cancelled: a person asked
-- for its end. answered: a person has acted since the run waited for one.
CREATE TABLE runs (
    number          INTEGER PRIMARY KEY,
    begun           INTEGER,
    id              TEXT NOT NULL UNIQUE,
    bot             TEXT NOT NULL,
    mode            TEXT NOT NULL,
    follows_setting INTEGER NOT NULL CHECK (follows_setting IN (0, 1)),
    origin          TEXT NOT NULL,
    dry_run         INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    max_messages    INTEGER,
    state           TEXT NOT NULL CHECK (
        state IN ('queued', 'running', 'finished', 'stopped', 'failed')
    ),
    reason          TEXT,
    message         TEXT,
    cancelled       INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    answered        INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
    found           INTEGER NOT NULL DEFAULT 0,
    sent            INTEGER NOT NULL DEFAULT 0,
    skipped         INTEGER NOT NULL DEFAULT 0,
    failed          INTEGER NOT NULL DEFAULT 0,
    unverified      INTEGER NOT NULL DEFAULT 0,
    pending         INTEGER NOT NULL DEFAULT 0,
    requested_at    INTEGER NOT NULL,
    started_at      INTEGER,
    finished_at     INTEGER,
    CHECK (state NOT IN ('queued', 'running') OR finished_at IS NULL),
    CHECK (state <> 'running' OR started_at IS NOT NULL),
    CHECK ((begun IS NULL) = (started_at IS NULL))
) STRICT;

CREATE INDEX runs_unfinished ON runs (state) WHERE finished_at IS NULL;

-- A wish may belong to a run that is not recorded (yet), so run_id is no reference.
-- open_state is NULL once nothing more will happen by itself: its index then stays as
-- small as the work that is left. The others are counted, and paged, by wishes_closed.
CREATE TABLE wishes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
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
CREATE INDEX wishes_closed ON wishes (state) WHERE state IN ('sent', 'skipped');
CREATE INDEX wishes_by_run ON wishes (run_id) WHERE run_id IS NOT NULL;
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

-- What tells this home from another one, whatever its address; and the version of
-- the engine that served here last.
CREATE TABLE home (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    instance_id    TEXT NOT NULL,
    engine_version TEXT
) STRICT;

INSERT INTO home VALUES (1, lower(hex(randomblob(16))), NULL);
