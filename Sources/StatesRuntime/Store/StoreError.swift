/// Why a store did not do what it was asked for.
public enum StoreError: Error, Sendable, Hashable {
  /// Others have taken over these executions, or they were redriven: the writer must forget them.
  case lost(executions: [String])
  /// There is an execution of that ARN.
  case executionExists(String)
  /// There is no execution of that ARN.
  case unknownExecution(String)
  /// The execution has ended, and takes no more of such changes.
  case executionEnded(String)
  /// The execution has not ended, or was never there to be redriven.
  case executionRunning(String)
  /// Another record, event or snapshot comes next in this execution.
  case outOfOrder(String, expected: UInt64, given: UInt64)
  /// A document is not as the condition says.
  case conflict(DocumentKey)
  /// A change or a query breaks a limit; what and which.
  case invalid(String)
  /// There is no room; the commit has not been made, and may be tried again.
  case full(String)
  /// The system refuses to read or write; the commit has not been made, and may be tried again.
  case unavailable(String)
  /// A file does not hold what was written to it, or is missing: where, and what to do.
  case damaged(file: String, offset: UInt64, reason: String)
  /// Another version of the format.
  case unsupportedVersion(file: String, version: UInt32, supported: UInt32)
  /// Another process, or another store of this process, has the folder open.
  case inUse(folder: String, by: String)
  /// The store was closed.
  case closed
}

extension StoreError: CustomStringConvertible {
  /// What is wrong, for people.
  public var description: String {
    switch self {
    case .lost(let executions): "other owners have taken over: \(executions.joined(separator: ", "))"
    case .executionExists(let arn): "there is an execution \(arn) already"
    case .unknownExecution(let arn): "there is no execution \(arn)"
    case .executionEnded(let arn): "the execution \(arn) has ended"
    case .executionRunning(let arn): "the execution \(arn) has not ended"
    case .outOfOrder(let arn, let expected, let given): "\(arn): number \(expected) comes next, not \(given)"
    case .conflict(let key): "the \(key.kind.rawValue) \(key.name) has been changed in between"
    case .invalid(let reason): reason
    case .full(let reason): "no room: \(reason)"
    case .unavailable(let reason): reason
    case .damaged(let file, let offset, let reason): "\(file), offset \(offset): \(reason)"
    case .unsupportedVersion(let file, let version, let supported):
      "\(file) has format version \(version); this version of the library reads and writes version \(supported)"
    case .inUse(let folder, let holder): "the folder \(folder) is in use by \(holder)"
    case .closed: "the store is closed"
    }
  }
}
