package import StatesRuntime

/// Counts what a commit has, and refuses what exceeds a limit.
package struct CommitLimits: Sendable {
  package let limits: StoreLimits
  private var bytes = 0

  package init(_ limits: StoreLimits) { self.limits = limits }

  /// Counts one change.
  mutating func addChange() throws(StoreError) { try add(64) }

  /// Checks a key and counts its bytes.
  mutating func addKey(_ key: String, _ what: String, mayBeEmpty: Bool = false) throws(StoreError) {
    let count = key.utf8.count
    if count == 0, !mayBeEmpty { throw .invalid("the \(what) is empty") }
    guard count <= limits.keyBytes else {
      throw .invalid("the \(what) has \(count) bytes; at most \(limits.keyBytes) are allowed")
    }
    try add(count)
  }

  /// Checks a body and counts its bytes.
  mutating func addBody(_ body: [UInt8]) throws(StoreError) {
    guard body.count <= limits.bodyBytes else {
      throw .invalid("a body has \(body.count) bytes; at most \(limits.bodyBytes) are allowed")
    }
    try add(body.count)
  }

  /// Checks an outline and counts its bytes.
  mutating func addOutline(_ outline: [UInt8]) throws(StoreError) {
    guard outline.count <= limits.outlineBytes else {
      throw .invalid("the outline has \(outline.count) bytes; at most \(limits.outlineBytes) are allowed")
    }
    try add(outline.count)
  }

  /// Checks and counts an execution that starts.
  mutating func addExecution(_ new: NewExecution) throws(StoreError) {
    try addKey(new.arn, "ARN")
    guard new.lists.count <= limits.lists else {
      throw .invalid("an execution is in \(new.lists.count) lists; at most \(limits.lists) are allowed")
    }
    guard new.lists.count < 2 || Set(new.lists.map { ByteKey($0) }).count == new.lists.count else {
      throw .invalid("an execution names a list twice")
    }
    for list in new.lists { try addKey(list, "list") }
    if let owner = new.owner { try addKey(owner, "owner") }
    try addOutline(new.outline)
  }

  private mutating func add(_ more: Int) throws(StoreError) {
    bytes += more
    guard bytes <= limits.commitBytes else {
      throw .invalid("a commit has more than \(limits.commitBytes) bytes")
    }
  }
}

extension StoreLimits {
  /// Checks the size of a page.
  package func checkPage(_ limit: Int) throws(StoreError) {
    guard limit >= 0, limit <= page else { throw .invalid("a page of \(limit); at most \(page) are allowed") }
  }
}
