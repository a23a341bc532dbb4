import LanguageSupport
import OrderedJSON
import StatesEngine

extension DocumentKind {
  /// The open tokens of executions, in a store that hosts share: by a digest of the token. Those of tasks that wait for a
  /// worker are ordered by activity and time.
  static let token = DocumentKind(rawValue: "token")
}

/// Whose a token is: what a store has of it.
struct TokenDocument: Sendable {
  static let version = 1

  /// The ARN of the execution at the top.
  let arn: String
  /// The activity whose worker the task waits for.
  let activity: String?
  let task: ExecutionTree.Address<TaskID>

  /// The key of the document of a token, which does not tell it.
  static func key(_ token: String) -> DocumentKey {
    DocumentKey(.token, Digest.sha256.hexadecimal(of: Array(token.utf8)))
  }

  /// What the order keys of the tasks that wait for a worker of an activity begin with.
  static func prefix(_ activity: String) -> String { "\(activity)/" }

  init(arn: String, activity: String?, task: ExecutionTree.Address<TaskID>) {
    self.arn = arn
    self.activity = activity
    self.task = task
  }

  /// The change that writes it.
  func put(_ token: String, at time: Timestamp) -> StoreChange {
    .putDocument(
      Self.key(token), order: activity.map { Self.prefix($0) + time.digits } ?? "",
      body: JSONPrinter.compact.bytes([
        .integer(Int64(Self.version)), .string(arn), .optional(activity), task.wireForm,
      ]))
  }

  /// Reads what ``put(_:at:)`` wrote.
  init(bytes: [UInt8]) throws(WireFormError) {
    let parts = try WireReader(hostBytes: bytes).versioned(Self.version, count: 4)
    arn = try parts[1].string()
    activity = try parts[2].optionalString()
    task = try parts[3].value()
  }
}

/// The tokens of an execution whose documents are to be written or removed with the turn.
struct TokenChanges {
  private var tokens: [String] = []
  private var new: Set<String> = []

  /// A token is open that the store does not have.
  mutating func add(_ token: String) {
    tokens.append(token)
    new.insert(token)
  }

  /// Something has become of a token: its task has ended, or waits for a worker, or no longer.
  mutating func change(_ token: String) { tokens.append(token) }

  /// The changes that write all of it.
  ///
  /// - Parameter document: what a store is to have of a token; `nil` if it is closed.
  mutating func take(at time: Timestamp, _ document: (String) -> TokenDocument?) -> [StoreChange] {
    guard !tokens.isEmpty else { return [] }
    var seen: Set<String> = []
    var changes: [StoreChange] = []
    for token in tokens where seen.insert(token).inserted {
      if let document = document(token) {
        changes.append(document.put(token, at: time))
      } else if !new.contains(token) {
        changes.append(.deleteDocument(TokenDocument.key(token)))
      }
    }
    self = TokenChanges()
    return changes
  }
}
