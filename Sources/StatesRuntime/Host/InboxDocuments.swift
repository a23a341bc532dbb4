import LanguageSupport
import OrderedJSON
import StatesEngine

// What hosts that share a store write for each other: requests into the inbox of the host that has the execution, and
// answers into the inbox of the host that has asked.

extension DocumentKind {
  /// What a host wants of the executions of another, in the order in which it was asked for.
  static let request = DocumentKind(rawValue: "request")
  /// What came of requests.
  static let answer = DocumentKind(rawValue: "answer")
}

/// A request on its way to another host.
struct InboxRequest: Sendable {
  static let version = 1
  /// The bytes that a request has at most: a result has no more than 256 KiB in the service.
  static let maximumBytes = 16 << 20

  /// The name of its document, and of that of its answer.
  let name: String
  /// The execution.
  let arn: String
  /// The inbox of the host that asks, and its name as an owner.
  let asker: String
  let request: HostRequest

  /// The change that writes it.
  ///
  /// - Parameters:
  ///   - inbox: the inbox of the host that has the execution.
  ///   - time: when it is written.
  func document(in inbox: String, at time: Timestamp) -> StoreChange {
    .putDocument(
      DocumentKey(.request, name), order: HostInbox.order(in: inbox, at: time),
      body: JSONPrinter.compact.bytes([
        .integer(Int64(Self.version)), .string(arn), .string(asker), request.wireForm,
      ]), if: .absent)
  }

  /// Reads what ``document(in:at:)`` wrote.
  init(_ document: StoredDocument) throws(WireFormError) {
    let parts = try WireReader(hostBytes: document.body).versioned(Self.version, count: 4)
    name = document.key.name
    arn = try parts[1].string()
    asker = try parts[2].string()
    request = try parts[3].value()
  }

  init(_ request: HostRequest, of arn: String, name: String, asker: String) {
    self.name = name
    self.arn = arn
    self.asker = asker
    self.request = request
  }

  /// The changes that answer it, to be made with what it has led to.
  ///
  /// - Parameter condition: on which it is answered; none where what is committed with it must not be refused.
  func changes(_ answer: HostAnswer, at time: Timestamp, if condition: StoreCondition = .always) -> [StoreChange] {
    [
      .deleteDocument(DocumentKey(.request, name), if: condition),
      .putDocument(
        DocumentKey(.answer, name), order: HostInbox.order(in: HostInbox.name(of: asker), at: time),
        body: JSONPrinter.compact.bytes([.integer(Int64(Self.version)), answer.wireForm])),
    ]
  }
}

extension HostAnswer {
  /// Reads the document of an answer.
  init(_ document: StoredDocument) throws(WireFormError) {
    self = try WireReader(hostBytes: document.body).versioned(InboxRequest.version, count: 2)[1].value()
  }
}

/// The inboxes of hosts: prefixes of order keys.
enum HostInbox {
  /// The inbox of an owner, whatever its name is made of.
  static func name(of owner: String) -> String {
    String(Digest.sha256.hexadecimal(of: Array(owner.utf8)).prefix(32))
  }

  /// The order key of a document in an inbox.
  static func order(in inbox: String, at time: Timestamp) -> String { "\(inbox)/\(time.digits)" }

  /// When a document was written into an inbox.
  static func time(_ order: String) -> Timestamp? {
    order.split(separator: "/").last.flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
  }
}

extension Timestamp {
  /// The milliseconds since 1970 in digits that are ordered as the times are.
  var digits: String {
    let digits = String(max(milliseconds, 0))
    return String(repeating: "0", count: max(0, 19 - digits.count)) + digits
  }
}
