#if PostgreSQL
  /// All SQL of the store. Values are bound by number, in the order in which the callers list them.
  ///
  /// Keys are `bytea`, which PostgreSQL compares byte by byte whatever the collation of the database, and which may hold
  /// any byte. Changes come as arrays, one statement for all rows of a kind.
  enum PostgreSQLQueries {
    // MARK: Schema

    /// The version of the schema that is written and read.
    static let version = 1

    /// The step from each version to the next; the first one fills an empty schema.
    static let migrations = [
      """
      CREATE SEQUENCE ids INCREMENT 64;
      CREATE SEQUENCE revisions;
      CREATE TABLE execution (
        id bigint PRIMARY KEY,
        arn bytea NOT NULL UNIQUE,
        lists bytea[] NOT NULL,
        status smallint NOT NULL,
        started bigint NOT NULL,
        redriven bigint,
        redrives bigint NOT NULL,
        stopped bigint,
        listed bigint NOT NULL,
        wake bigint,
        owner bytea,
        fence bigint NOT NULL,
        first_record bigint NOT NULL,
        next_record bigint NOT NULL,
        next_event bigint NOT NULL,
        outline bytea NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX execution_running ON execution (listed) WHERE status = 1;
      CREATE INDEX execution_ended ON execution (listed) WHERE status <> 1;
      CREATE INDEX execution_owner ON execution (owner, wake) WHERE status = 1;
      CREATE TABLE member (
        list bytea NOT NULL,
        status smallint NOT NULL,
        listed bigint NOT NULL,
        execution bigint NOT NULL,
        PRIMARY KEY (list, status, listed, execution)
      );
      CREATE TABLE snapshot (execution bigint PRIMARY KEY, body bytea NOT NULL);
      CREATE TABLE journal (
        execution bigint NOT NULL,
        first bigint NOT NULL,
        count bigint NOT NULL,
        records bytea NOT NULL,
        PRIMARY KEY (execution, first)
      );
      CREATE TABLE history (
        execution bigint NOT NULL,
        first bigint NOT NULL,
        count bigint NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (execution, first)
      );
      CREATE TABLE document (
        kind bytea NOT NULL,
        name bytea NOT NULL,
        ordering bytea NOT NULL,
        revision bigint NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (kind, name)
      );
      CREATE INDEX document_ordering ON document (kind, substr(ordering, 1, 1024));
      CREATE TABLE lease (owner bytea PRIMARY KEY, until timestamptz NOT NULL);
      CREATE TABLE writer (id bytea PRIMARY KEY, commits bigint NOT NULL, seen timestamptz NOT NULL);
      """
    ]

    /// The name of a schema as SQL has it.
    static func quoted(_ name: String) -> String {
      "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Names and plans: all tables have indexes for all that is asked, whatever the planner knows of their sizes.
    static func configure(schema: String) -> String {
      """
      SET search_path = \(quoted(schema));
      SET plan_cache_mode = force_generic_plan;
      SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;
      SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
      SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s';
      SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings
        WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals);
      """
    }

    /// One process at a time brings a schema up to date.
    static let lockSchema = "SELECT pg_advisory_xact_lock(7021932911342847603)"
    static func createSchema(_ schema: String) -> String {
      """
      CREATE SCHEMA IF NOT EXISTS \(quoted(schema));
      CREATE TABLE IF NOT EXISTS \(quoted(schema)).version (version integer NOT NULL);
      """
    }
    static let readVersion = "SELECT coalesce(max(version), 0)::bigint FROM version"
    static let writeVersion = "INSERT INTO version VALUES ($1::bigint)"
    static let deleteVersion = "DELETE FROM version"

    // MARK: Transactions

    static let begin = "BEGIN"
    static let beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    static let commit = "COMMIT"
    static let rollback = "ROLLBACK"

    /// Adds a writer; its row is there before its first commit, so that looking for it waits for a commit under way.
    static let addWriter = """
      INSERT INTO writer VALUES ($1::bytea, 0, clock_timestamp()) ON CONFLICT (id) DO NOTHING
      """
    /// Removes those that have not written for long.
    static let removeWriters = "DELETE FROM writer WHERE seen < clock_timestamp() - interval '7 days'"
    /// The first statement of a transaction that changes something.
    static let countCommit = """
      UPDATE writer SET commits = $2::bigint, seen = clock_timestamp() WHERE id = $1::bytea RETURNING commits
      """
    /// Waits for a transaction of an earlier connection that is still under way.
    static let findCommit = "SELECT commits FROM writer WHERE id = $1::bytea FOR UPDATE"

    static let now = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    static let newIDs = "SELECT nextval('ids') FROM generate_series(1, $1::bigint)"

    // MARK: Checking

    /// What ``PostgreSQLResult/head(_:)`` reads.
    private static let head = """
      id, status, started, redriven, redrives, stopped, wake, owner, fence, first_record, next_record, next_event
      """
    static let findHeads =
      "SELECT \(head), arn FROM execution WHERE arn = ANY($1::bytea[]) ORDER BY arn FOR UPDATE"
    static let findRevisions = """
      SELECT d.kind, d.name, d.revision FROM unnest($1::bytea[], $2::bytea[]) AS u (kind, name)
      JOIN document d ON d.kind = u.kind AND d.name = u.name ORDER BY d.kind, d.name FOR UPDATE OF d
      """

    // MARK: Writing

    static let deleteMembers = """
      DELETE FROM member m USING execution e, unnest(e.lists) AS l (list)
      WHERE e.id = ANY($1::bigint[]) AND m.list = l.list AND m.status = e.status AND m.listed = e.listed
        AND m.execution = e.id
      """
    static let deleteHistory = "DELETE FROM history WHERE execution = ANY($1::bigint[])"
    static let deleteJournal = "DELETE FROM journal WHERE execution = ANY($1::bigint[])"
    static let deleteSnapshots = "DELETE FROM snapshot WHERE execution = ANY($1::bigint[])"
    static let deleteExecutions = "DELETE FROM execution WHERE id = ANY($1::bigint[])"

    /// Arrays of lists cannot be unnested by row: these have the lists of all rows, one after the other, and how many
    /// each has before and with its own.
    static let insertExecutions = """
      INSERT INTO execution (id, arn, lists, status, started, redriven, redrives, stopped, listed, wake, owner, fence,
        first_record, next_record, next_event, outline)
      SELECT u.id, u.arn, ($17::bytea[])[u.lists_from:u.lists_to], u.status, u.started, u.redriven, u.redrives, u.stopped,
        coalesce(u.stopped, u.redriven, u.started), u.wake, u.owner, u.fence, u.first_record, u.next_record, u.next_event, u.outline
      FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::bytea[], $12::bigint[], $13::bigint[], $14::bigint[],
        $15::bigint[], $16::bytea[]) AS u (id, arn, lists_from, lists_to, status, started, redriven, redrives, stopped,
        wake, owner, fence, first_record, next_record, next_event, outline)
      """
    /// Fails unless every execution has the fence that was found.
    static let updateExecutions = """
      WITH updated AS (
        UPDATE execution e SET status = u.status, redriven = u.redriven, redrives = u.redrives, stopped = u.stopped,
          listed = coalesce(u.stopped, u.redriven, e.started), wake = u.wake, owner = u.owner, fence = u.fence,
          first_record = u.first_record, next_record = u.next_record, next_event = u.next_event,
          outline = coalesce(u.outline, e.outline)
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
          $8::bytea[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bytea[]) AS u (id, found, status,
          redriven, redrives, stopped, wake, owner, fence, first_record, next_record, next_event, outline)
        WHERE e.id = u.id AND e.fence = u.found
        RETURNING 1)
      SELECT 1 / (count(*) = cardinality($1::bigint[]))::integer FROM updated
      """
    static let insertMembers = """
      INSERT INTO member (list, status, listed, execution)
      SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[])
      """
    static let updateMembers = """
      UPDATE member m SET status = u.status, listed = u.listed
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS u (id, found_status,
        found_listed, status, listed)
      JOIN execution e ON e.id = u.id CROSS JOIN LATERAL unnest(e.lists) AS l (list)
      WHERE m.list = l.list AND m.status = u.found_status AND m.listed = u.found_listed AND m.execution = u.id
      """
    static let writeSnapshots = """
      INSERT INTO snapshot (execution, body) SELECT * FROM unnest($1::bigint[], $2::bytea[])
      ON CONFLICT (execution) DO UPDATE SET body = excluded.body
      """
    static let deleteRecords = """
      DELETE FROM journal j USING unnest($1::bigint[], $2::bigint[]) AS u (execution, first)
      WHERE j.execution = u.execution AND j.first + j.count <= u.first
      """
    static let insertRecords = """
      INSERT INTO journal (execution, first, count, records)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])
      """
    static let insertHistory = """
      INSERT INTO history (execution, first, count, body)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])
      """
    static let insertDocuments = """
      INSERT INTO document (kind, name, ordering, body, revision)
      SELECT u.*, nextval('revisions') FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[]) AS u
      """
    static let updateDocuments = """
      UPDATE document d SET ordering = u.ordering, body = u.body, revision = nextval('revisions')
      FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[]) AS u (kind, name, ordering, body)
      WHERE d.kind = u.kind AND d.name = u.name
      """
    static let deleteDocuments = """
      DELETE FROM document d USING unnest($1::bytea[], $2::bytea[]) AS u (kind, name)
      WHERE d.kind = u.kind AND d.name = u.name
      """

    // MARK: Ownership

    /// Values: owner, milliseconds.
    static let renewLease = """
      INSERT INTO lease VALUES ($1::bytea, clock_timestamp() + $2::bigint * interval '1 millisecond')
      ON CONFLICT (owner) DO UPDATE SET until = excluded.until
      """
    static let deleteLeases = "DELETE FROM lease WHERE until < clock_timestamp() - interval '1 hour'"
    /// The owners of running executions that have no valid lease, each found by one search of the index; and whether
    /// there are executions without an owner.
    static let freeOwners = """
      WITH RECURSIVE found (owner) AS (
        (SELECT owner FROM execution WHERE status = 1 AND owner IS NOT NULL ORDER BY owner LIMIT 1)
        UNION ALL
        SELECT (SELECT e.owner FROM execution e WHERE e.status = 1 AND e.owner > found.owner ORDER BY e.owner LIMIT 1)
        FROM found WHERE found.owner IS NOT NULL)
      SELECT owner FROM found WHERE owner IS NOT NULL AND owner <> $1::bytea
        AND NOT EXISTS (SELECT FROM lease l WHERE l.owner = found.owner AND l.until > clock_timestamp())
      UNION ALL
      (SELECT NULL FROM execution WHERE status = 1 AND owner IS NULL LIMIT 1)
      """
    /// Values: owner, due, limit. What others are taking is left to them.
    static let lockOwned = """
      WITH taken AS MATERIALIZED (
        SELECT * FROM execution WHERE status = 1 AND owner = $1::bytea AND ($2::bigint IS NULL OR wake <= $2)
        ORDER BY wake, arn LIMIT $3::bigint FOR UPDATE SKIP LOCKED)
      SELECT \(row) FROM taken e
      """
    /// Values: due, limit.
    static let lockFree = """
      WITH taken AS MATERIALIZED (
        SELECT * FROM execution WHERE status = 1 AND owner IS NULL AND ($1::bigint IS NULL OR wake <= $1)
        ORDER BY wake, arn LIMIT $2::bigint FOR UPDATE SKIP LOCKED)
      SELECT \(row) FROM taken e
      """
    static let take = "UPDATE execution SET owner = $2::bytea, fence = fence + 1 WHERE id = ANY($1::bigint[])"

    // MARK: Retention

    static let lastKept = """
      SELECT listed, arn FROM execution WHERE status <> 1 ORDER BY listed DESC, arn DESC OFFSET $1::bigint LIMIT 1
      """
    /// Values: date, ARN, limit.
    static let lockEnded = """
      WITH taken AS MATERIALIZED (
        SELECT id, next_event, listed, arn FROM execution
        WHERE status <> 1 AND listed <= $1::bigint AND (listed < $1 OR arn <= $2::bytea)
        ORDER BY listed, arn LIMIT $3::bigint FOR UPDATE SKIP LOCKED)
      SELECT id, next_event FROM taken ORDER BY listed, arn
      """

    // MARK: Reading

    /// What ``PostgreSQLResult/executionRow(_:)`` reads.
    private static let row = """
      e.id, e.status, e.started, e.redriven, e.redrives, e.stopped, e.wake, e.owner, e.fence, e.first_record,
      e.next_record, e.next_event, e.arn, e.lists, e.outline
      """
    static let findRow = "SELECT \(row) FROM execution e WHERE arn = $1::bytea"
    static let findHead = "SELECT \(head) FROM execution WHERE arn = $1::bytea"
    static let readSnapshot = """
      SELECT body FROM snapshot WHERE execution = (SELECT id FROM execution WHERE arn = $1::bytea)
      """
    static let readRecords = """
      SELECT first, count, records FROM journal
      WHERE execution = (SELECT id FROM execution WHERE arn = $1::bytea) ORDER BY first
      """
    static let readHistoryAscending = """
      SELECT h.first, h.count, h.body FROM execution e JOIN history h ON h.execution = e.id
      WHERE e.arn = $1::bytea AND e.next_event > $2::bigint AND h.first >= coalesce(
        (SELECT max(first) FROM history WHERE execution = e.id AND first <= $2), 0)
      ORDER BY h.first LIMIT $3::bigint
      """
    static let readHistoryDescending = """
      SELECT first, count, body FROM history
      WHERE execution = (SELECT id FROM execution WHERE arn = $1::bytea) AND first <= $2::bigint
      ORDER BY first DESC LIMIT $3::bigint
      """

    /// Values: date, ARN, limit, list, status. A page begins after the position of date and ARN.
    static let listAscending = """
      SELECT \(row) FROM member m JOIN execution e ON e.id = m.execution
      WHERE m.list = $4::bytea AND m.status = $5::bigint AND m.listed >= $1::bigint
        AND (m.listed > $1 OR e.arn > $2::bytea)
      ORDER BY m.listed, e.arn LIMIT $3::bigint
      """
    static let listDescending = """
      SELECT \(row) FROM member m JOIN execution e ON e.id = m.execution
      WHERE m.list = $4::bytea AND m.status = $5::bigint AND m.listed <= $1::bigint
        AND (m.listed < $1 OR e.arn < $2::bytea)
      ORDER BY m.listed DESC, e.arn DESC LIMIT $3::bigint
      """
    static let runningAscending = """
      SELECT \(row) FROM execution e WHERE status = 1 AND listed >= $1::bigint AND (listed > $1 OR arn > $2::bytea)
      ORDER BY listed, arn LIMIT $3::bigint
      """
    static let runningDescending = """
      SELECT \(row) FROM execution e WHERE status = 1 AND listed <= $1::bigint AND (listed < $1 OR arn < $2::bytea)
      ORDER BY listed DESC, arn DESC LIMIT $3::bigint
      """
    /// Values: date, ARN, limit, statuses.
    static let endedAscending = """
      SELECT \(row) FROM execution e WHERE status <> 1 AND listed >= $1::bigint AND (listed > $1 OR arn > $2::bytea)
        AND status = ANY($4::bigint[])
      ORDER BY listed, arn LIMIT $3::bigint
      """
    static let endedDescending = """
      SELECT \(row) FROM execution e WHERE status <> 1 AND listed <= $1::bigint AND (listed < $1 OR arn < $2::bytea)
        AND status = ANY($4::bigint[])
      ORDER BY listed DESC, arn DESC LIMIT $3::bigint
      """

    static let findDocument = """
      SELECT name, ordering, revision, body FROM document WHERE kind = $1::bytea AND name = $2::bytea
      """
    /// Values: kind, prefix, what all order keys with the prefix are less than, order key and name of the position, limit.
    static let documentsAscending = """
      SELECT name, ordering, revision, body FROM document
      WHERE kind = $1::bytea AND substr(ordering, 1, 1024) >= substr(greatest($2::bytea, $4::bytea), 1, 1024)
        AND ordering >= $2 AND ordering < $3::bytea AND (ordering, name) > ($4, $5::bytea)
      ORDER BY substr(ordering, 1, 1024), ordering, name LIMIT $6::bigint
      """
    static let documentsDescending = """
      SELECT name, ordering, revision, body FROM document
      WHERE kind = $1::bytea AND substr(ordering, 1, 1024) <= substr(least($3::bytea, $4::bytea), 1, 1024)
        AND ordering >= $2::bytea AND ordering < $3 AND (ordering, name) < ($4, $5::bytea)
      ORDER BY substr(ordering, 1, 1024) DESC, ordering DESC, name DESC LIMIT $6::bigint
      """

    // MARK: Signals

    static let notify = "SELECT pg_notify($1::text, $2::text)"
    static func listen(schema: String) -> String { "LISTEN \(quoted(schema))" }
  }
#endif
