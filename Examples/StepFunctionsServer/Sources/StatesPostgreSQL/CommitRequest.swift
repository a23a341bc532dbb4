#if PostgreSQL
  import StatesRuntime
  import StatesSQL

  /// What a commit has to know before it is checked: one query for all executions, one for all documents.
  struct CommitRequest: Sendable {
    /// The largest kind of a document, for the sake of an index.
    private static let kindBytes = 255

    let lookups: [PostgreSQLStatement]
    /// How many executions start.
    let starts: Int
    private let kinds: [DocumentKind]

    init(_ changes: [StoreChange]) {
      var arns: Set<ByteKey> = []
      var documents: Set<DocumentName> = []
      var last: String?
      var starts = 0
      var kinds: Set<DocumentKind> = []
      for change in changes {
        if case .start = change { starts += 1 }
        if let arn = change.arn {
          // Changes of one execution come together.
          if arn != last { arns.insert(ByteKey(arn)) }
          last = arn
        } else if let key = change.document {
          documents.insert(DocumentName(key))
          kinds.insert(key.kind)
        }
      }
      self.starts = starts
      self.kinds = Array(kinds)
      lookups = [
        PostgreSQLStatement(PostgreSQLQueries.now),
        PostgreSQLStatement(PostgreSQLQueries.findHeads, .byteStrings(arns.map { Array($0.text.utf8) })),
        PostgreSQLStatement(
          PostgreSQLQueries.findRevisions, .byteStrings(documents.map { Array($0.kind.text.utf8) }),
          .byteStrings(documents.map { Array($0.name.text.utf8) })),
      ]
    }

    /// Asks for numbers of new executions.
    func moreIDs(than count: Int) -> PostgreSQLStatement {
      PostgreSQLStatement(PostgreSQLQueries.newIDs, .integer(Int64((starts - count + 63) / 64)))
    }

    /// What the lookups have found, and the time by the database's clock.
    func found(_ results: ArraySlice<PostgreSQLResult>) throws -> (CommitPlan.Found, now: Int64) {
      var found = CommitPlan.Found()
      let (now, heads, revisions) = (
        results[results.startIndex], results[results.startIndex + 1], results[results.startIndex + 2]
      )
      for row in heads.rows { found.executions[ByteKey(heads.text(row, 12))] = try heads.head(row) }
      for row in revisions.rows {
        let key = DocumentKey(DocumentKind(rawValue: revisions.text(row, 0)), revisions.text(row, 1))
        found.documents[DocumentName(key)] = revisions.unsigned(row, 2)
      }
      return (found, now.integer(0, 0))
    }

    func checkKinds() throws(StoreError) {
      for kind in kinds where kind.rawValue.utf8.count > Self.kindBytes {
        throw .invalid(
          "the kind of a document has \(kind.rawValue.utf8.count) bytes; at most \(Self.kindBytes) are allowed here")
      }
    }
  }
#endif
