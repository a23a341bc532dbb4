public import StatesEngine

/// The order of a page.
public enum StoreDirection: Sendable, Hashable {
  /// From small to large, from early to late.
  case ascending
  /// From large to small, from late to early.
  case descending
}

/// A position among executions that are ordered by date, and by ARN if the dates are equal.
public struct ExecutionCursor: Sendable, Hashable {
  /// The date.
  public var listed: Timestamp
  /// The ARN.
  public var arn: String

  /// Creates a position, which need not be that of an execution.
  public init(listed: Timestamp, arn: String) {
    self.listed = listed
    self.arn = arn
  }
}

/// The executions that a page contains, their order, and where it begins.
public struct ExecutionQuery: Sendable, Hashable {
  /// The list that contains them; `nil` for all executions.
  public var list: String?
  /// Their status; all if empty.
  public var statuses: Set<ExecutionRow.Status>
  /// `.descending` for the latest first, as in ListExecutions.
  public var direction: StoreDirection
  /// The position after which the page begins, in its direction; `nil` to begin.
  public var after: ExecutionCursor?
  /// The maximum number of rows.
  public var limit: Int

  /// Creates a query.
  public init(
    list: String? = nil, statuses: Set<ExecutionRow.Status> = [], _ direction: StoreDirection = .descending,
    after: ExecutionCursor? = nil, limit: Int = 100
  ) {
    self.list = list
    self.statuses = statuses
    self.direction = direction
    self.after = after
    self.limit = limit
  }

  /// Unfinished executions from the oldest: what a host recovers when it starts.
  public static func unfinished(after: ExecutionCursor? = nil, limit: Int) -> ExecutionQuery {
    ExecutionQuery(statuses: [.running], .ascending, after: after, limit: limit)
  }
}

/// A position among documents of one kind.
public struct DocumentCursor: Sendable, Hashable {
  /// The order key.
  public var order: String
  /// The name, among documents with the same order key.
  public var name: String

  /// Creates a position, which need not be that of a document.
  public init(order: String, name: String) {
    self.order = order
    self.name = name
  }
}

/// The documents that a page contains, their order, and where it begins.
public struct DocumentQuery: Sendable, Hashable {
  /// Their kind.
  public var kind: DocumentKind
  /// The prefix of their order keys.
  public var prefix: String
  /// The order.
  public var direction: StoreDirection
  /// The position after which the page begins, in its direction; `nil` to begin.
  public var after: DocumentCursor?
  /// The maximum number of documents.
  public var limit: Int

  /// Creates a query.
  public init(
    _ kind: DocumentKind, prefix: String = "", _ direction: StoreDirection = .ascending, after: DocumentCursor? = nil,
    limit: Int = 100
  ) {
    self.kind = kind
    self.prefix = prefix
    self.direction = direction
    self.after = after
    self.limit = limit
  }
}

/// A request to take over executions.
public struct StoreClaim: Sendable, Hashable {
  /// The new owner: a name that no other living host uses, such as a new UUID for each process.
  public var owner: String
  /// How long its lease lasts from now on, by the store's clock; `nil` for as long as the store is open.
  public var lease: Duration?
  /// Only executions whose deadline is not later; `nil` for all, including those without a deadline.
  public var due: Timestamp?
  /// The maximum number of executions.
  public var limit: Int

  /// Creates a claim.
  public init(owner: String, lease: Duration?, due: Timestamp? = nil, limit: Int) {
    self.owner = owner
    self.lease = lease
    self.due = due
    self.limit = limit
  }
}
