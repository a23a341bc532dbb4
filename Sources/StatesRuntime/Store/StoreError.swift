/// Why a store could not do what was requested.
public enum StoreError: Error, Sendable, Hashable {
  /// These executions have been taken over or redriven: the writer must no longer change them.
  case lost(executions: [String])
  /// An execution with that ARN exists.
  case executionExists(String)
  /// There is no execution with that ARN.
  case unknownExecution(String)
  /// The execution has ended, and cannot be changed in this way.
  case executionEnded(String)
  /// The execution has not ended, so that it cannot be redriven or removed.
  case executionRunning(String)
  /// The number of a record, an event or a snapshot is not the one that comes next.
  case outOfOrder(String, expected: UInt64, given: UInt64)
  /// A document does not satisfy the condition.
  case conflict(DocumentKey)
  /// A change or a query exceeds a limit, with a description.
  case invalid(String)
  /// There is no space; the commit has not been made, and may be tried again.
  case full(String)
  /// The system refuses to read or write; the commit has not been made, and may be tried again.
  case unavailable(String)
  /// A file is missing, or does not contain what was written to it: the position, and what to do.
  case damaged(file: String, offset: UInt64, reason: String)
  /// A file has another version of the format.
  case unsupportedVersion(file: String, version: UInt32, supported: UInt32)
  /// The folder is open in another process, or in another store of this process.
  case inUse(folder: String, by: String)
  /// The store is closed.
  case closed
}

extension StoreError {
  /// Whether it may be otherwise after a while.
  var isTransient: Bool {
    switch self {
    case .full, .unavailable: true
    case .lost, .executionExists, .unknownExecution, .executionEnded, .executionRunning, .outOfOrder, .conflict,
      .invalid,
      .damaged, .unsupportedVersion, .inUse, .closed:
      false
    }
  }
}

extension StoreError: CustomStringConvertible {
  /// A description of the problem.
  public var description: String {
    switch self {
    case .lost(let executions): "other owners have taken over: \(executions.joined(separator: ", "))"
    case .executionExists(let arn): "there is already an execution \(arn)"
    case .unknownExecution(let arn): "there is no execution \(arn)"
    case .executionEnded(let arn): "the execution \(arn) has ended"
    case .executionRunning(let arn): "the execution \(arn) has not ended"
    case .outOfOrder(let arn, let expected, let given): "\(arn): the next number is \(expected), not \(given)"
    case .conflict(let key): "the \(key.kind.rawValue) \(key.name) has been changed in the meantime"
    case .invalid(let reason): reason
    case .full(let reason): "no space: \(reason)"
    case .unavailable(let reason): reason
    case .damaged(let file, let offset, let reason): "\(file), offset \(offset): \(reason)"
    case .unsupportedVersion(let file, let version, let supported):
      "\(file) has format version \(version); this version of the library reads versions up to \(supported)"
    case .inUse(let folder, let holder): "the folder \(folder) is in use by \(holder)"
    case .closed: "the store is closed"
    }
  }
}
