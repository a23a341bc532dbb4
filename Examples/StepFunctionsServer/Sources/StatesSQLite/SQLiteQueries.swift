/// All SQL of the store. Values are bound by number, in the order in which the callers list them.
///
/// Keys are BLOBs, which SQLite compares byte by byte, and which may hold any byte.
enum SQLiteQueries {
  // MARK: Schema

  /// The version of the schema that is written and read: `PRAGMA user_version`.
  static let version: Int64 = 1
  /// Marks databases of this store: `PRAGMA application_id`, the letters "ASLs".
  static let application: Int64 = 0x41_53_4C_73

  /// The step from each version to the next; the first makes an empty database into one of version 1.
  static let migrations = [
    """
    CREATE TABLE execution (
      id INTEGER PRIMARY KEY,
      arn BLOB NOT NULL UNIQUE,
      lists BLOB NOT NULL,
      status INTEGER NOT NULL,
      started INTEGER NOT NULL,
      redriven INTEGER,
      redrives INTEGER NOT NULL,
      stopped INTEGER,
      listed INTEGER NOT NULL,
      wake INTEGER,
      owner BLOB,
      fence INTEGER NOT NULL,
      first_record INTEGER NOT NULL,
      next_record INTEGER NOT NULL,
      next_event INTEGER NOT NULL,
      outline BLOB NOT NULL
    ) STRICT;
    CREATE INDEX execution_running ON execution (listed, arn) WHERE status = 1;
    CREATE INDEX execution_ended ON execution (listed, arn) WHERE status <> 1;
    CREATE INDEX execution_owner ON execution (owner, wake) WHERE status = 1;
    CREATE TABLE member (
      list BLOB NOT NULL,
      status INTEGER NOT NULL,
      listed INTEGER NOT NULL,
      execution INTEGER NOT NULL,
      PRIMARY KEY (list, status, listed, execution)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE snapshot (execution INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE journal (
      execution INTEGER NOT NULL,
      first INTEGER NOT NULL,
      count INTEGER NOT NULL,
      records BLOB NOT NULL,
      PRIMARY KEY (execution, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE history (
      execution INTEGER NOT NULL,
      first INTEGER NOT NULL,
      count INTEGER NOT NULL,
      body BLOB NOT NULL,
      UNIQUE (execution, first)
    ) STRICT;
    CREATE TABLE document (
      kind BLOB NOT NULL,
      name BLOB NOT NULL,
      ordering BLOB NOT NULL,
      revision INTEGER NOT NULL,
      body BLOB NOT NULL,
      UNIQUE (kind, name)
    ) STRICT;
    CREATE INDEX document_ordering ON document (kind, ordering, name);
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counter VALUES ('revision', 0), ('opening', 0);
    """
  ]

  static let readVersion = "PRAGMA user_version"
  static let readApplication = "PRAGMA application_id"
  static let countTables = "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"

  static func writeVersion(_ version: Int64) -> String {
    "PRAGMA user_version = \(version); PRAGMA application_id = \(application)"
  }

  /// Commits wait for the medium; the write-ahead log is moved into the database after some 16 MiB.
  static let configureWriter = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000"
  static let configure = "PRAGMA cache_size = -16000"

  // MARK: Opening

  /// Nobody owns what the process before this one owned, and its writers are no longer heard.
  static let takeOver = "UPDATE execution SET owner = NULL, fence = fence + 1 WHERE status = 1"
  /// Also a write that is there for its own sake: it overwrites what a commit that failed may have left in the log.
  static let countOpening = "UPDATE counter SET value = value + 1 WHERE name = 'opening'"
  static let readRevision = "SELECT value FROM counter WHERE name = 'revision'"
  static let writeRevision = "UPDATE counter SET value = ? WHERE name = 'revision'"

  // MARK: Transactions

  static let begin = "BEGIN IMMEDIATE"
  static let commit = "COMMIT"
  static let rollback = "ROLLBACK"

  // MARK: Executions

  /// What ``SQLiteRow/head`` reads.
  static let head =
    "id, status, started, redriven, redrives, stopped, wake, owner, fence, first_record, next_record, next_event"
  static let findHead = "SELECT \(head) FROM execution WHERE arn = ?"
  static let findLists = "SELECT lists FROM execution WHERE id = ?"

  static let insertExecution = """
    INSERT INTO execution (arn, lists, status, started, redriven, redrives, stopped, listed, wake, owner, fence,
      first_record, next_record, next_event, outline)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let updateExecution = """
    UPDATE execution SET status = ?, redriven = ?, redrives = ?, stopped = ?, listed = ?, wake = ?, owner = ?, fence = ?,
      first_record = ?, next_record = ?, next_event = ?, outline = coalesce(?, outline)
    WHERE id = ? AND fence = ?
    """
  static let deleteExecution = "DELETE FROM execution WHERE id = ?"

  static let insertMember = "INSERT INTO member (list, status, listed, execution) VALUES (?, ?, ?, ?)"
  static let updateMember =
    "UPDATE member SET status = ?, listed = ? WHERE list = ? AND status = ? AND listed = ? AND execution = ?"
  static let deleteMember = "DELETE FROM member WHERE list = ? AND status = ? AND listed = ? AND execution = ?"

  static let writeSnapshot =
    "INSERT INTO snapshot (execution, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
  static let deleteSnapshot = "DELETE FROM snapshot WHERE execution = ?"
  static let readSnapshot = "SELECT body FROM snapshot WHERE execution = ?"

  static let insertRecords = "INSERT INTO journal (execution, first, count, records) VALUES (?, ?, ?, ?)"
  static let deleteRecords = "DELETE FROM journal WHERE execution = ? AND first + count <= ?"
  static let readRecords = "SELECT first, count, records FROM journal WHERE execution = ? ORDER BY first"

  static let insertHistory = "INSERT INTO history (execution, first, count, body) VALUES (?, ?, ?, ?)"
  static let deleteHistory = "DELETE FROM history WHERE execution = ?"
  static let readHistoryAscending = """
    SELECT first, count, body FROM history
    WHERE execution = ?1 AND first >= coalesce(
      (SELECT max(first) FROM history WHERE execution = ?1 AND first <= ?2), 0)
    ORDER BY first LIMIT ?3
    """
  static let readHistoryDescending =
    "SELECT first, count, body FROM history WHERE execution = ?1 AND first <= ?2 ORDER BY first DESC LIMIT ?3"

  // MARK: Pages

  /// What ``SQLiteRow/executionRow`` reads: after the columns of the head.
  private static let row = """
    e.id, e.status, e.started, e.redriven, e.redrives, e.stopped, e.wake, e.owner, e.fence, e.first_record,
    e.next_record, e.next_event, e.arn, e.lists, e.outline
    """
  static let findRow = "SELECT \(row) FROM execution e WHERE arn = ?"
  static let findRowByID = "SELECT \(row) FROM execution e WHERE id = ?"

  /// Values: list, status, date, ARN, limit. A page begins after the position of date and ARN.
  static let listAscending = """
    SELECT \(row) FROM member m CROSS JOIN execution e ON e.id = m.execution
    WHERE m.list = ?1 AND m.status = ?2 AND m.listed >= ?3 AND (m.listed > ?3 OR e.arn > ?4)
    ORDER BY m.listed, e.arn LIMIT ?5
    """
  static let listDescending = """
    SELECT \(row) FROM member m CROSS JOIN execution e ON e.id = m.execution
    WHERE m.list = ?1 AND m.status = ?2 AND m.listed <= ?3 AND (m.listed < ?3 OR e.arn < ?4)
    ORDER BY m.listed DESC, e.arn DESC LIMIT ?5
    """
  static let runningAscending = """
    SELECT \(row) FROM execution e WHERE status = 1 AND (listed, arn) > (?1, ?2) ORDER BY listed, arn LIMIT ?3
    """
  static let runningDescending = """
    SELECT \(row) FROM execution e WHERE status = 1 AND (listed, arn) < (?1, ?2)
    ORDER BY listed DESC, arn DESC LIMIT ?3
    """
  /// Values: date, ARN, limit, a bit for each status.
  static let endedAscending = """
    SELECT \(row) FROM execution e WHERE status <> 1 AND (listed, arn) > (?1, ?2) AND (?4 >> status) & 1
    ORDER BY listed, arn LIMIT ?3
    """
  static let endedDescending = """
    SELECT \(row) FROM execution e WHERE status <> 1 AND (listed, arn) < (?1, ?2) AND (?4 >> status) & 1
    ORDER BY listed DESC, arn DESC LIMIT ?3
    """

  // MARK: Claims

  /// The owners of running executions, each found by one search of the index.
  static let owners = """
    WITH RECURSIVE found (owner) AS (
      SELECT min(owner) FROM execution WHERE status = 1 AND owner IS NOT NULL
      UNION ALL
      SELECT (SELECT min(owner) FROM execution WHERE status = 1 AND owner > found.owner) FROM found
      WHERE found.owner IS NOT NULL)
    SELECT owner FROM found WHERE owner IS NOT NULL
    """
  /// Values: owner, due, limit. Those without a deadline are last, and only there if nothing is said about what is due.
  static let ownedAndDue = """
    SELECT id, wake, arn FROM execution WHERE status = 1 AND owner IS ?1 AND wake <= ?2 ORDER BY wake, arn LIMIT ?3
    """
  static let ownedWithoutDeadline =
    "SELECT id, wake, arn FROM execution WHERE status = 1 AND owner IS ?1 AND wake IS NULL ORDER BY arn LIMIT ?2"
  static let takeExecution = "UPDATE execution SET owner = ?, fence = fence + 1 WHERE id = ?"

  // MARK: Retention

  static let countEnded = "SELECT count(*) FROM execution WHERE status <> 1"
  static let oldestEnded =
    "SELECT \(head) FROM execution WHERE status <> 1 ORDER BY listed, arn LIMIT ?"

  // MARK: Documents

  static let findRevision = "SELECT revision FROM document WHERE kind = ? AND name = ?"
  static let writeDocument = """
    INSERT INTO document (kind, name, ordering, revision, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET ordering = excluded.ordering, revision = excluded.revision, body = excluded.body
    """
  static let deleteDocument = "DELETE FROM document WHERE kind = ? AND name = ?"
  static let findDocument = "SELECT name, ordering, revision, body FROM document WHERE kind = ? AND name = ?"
  /// Values: kind, prefix, what all order keys with the prefix are less than, order key and name of the position, limit.
  static let documentsAscending = """
    SELECT name, ordering, revision, body FROM document
    WHERE kind = ?1 AND ordering >= ?2 AND ordering < ?3 AND (ordering, name) > (?4, ?5)
    ORDER BY ordering, name LIMIT ?6
    """
  static let documentsDescending = """
    SELECT name, ordering, revision, body FROM document
    WHERE kind = ?1 AND ordering >= ?2 AND ordering < ?3 AND (ordering, name) < (?4, ?5)
    ORDER BY ordering DESC, name DESC LIMIT ?6
    """
}
