public import OrderedJSON

/// The history of an execution as `aws stepfunctions get-execution-history` printed it, or this package did.
///
/// ```swift
/// let history = try RecordedHistory(parsing: Array(text.utf8))
/// print(history.events.count, history.isComplete)
/// ```
///
/// All pages may be in one text: one after another, in an array, or joined as the command line does by itself. The order
/// of the events does not matter. Times are ISO-8601 with any offset, or seconds since 1970.
///
/// - SeeAlso: GetExecutionHistory.
public struct RecordedHistory: Sendable {
  /// Why a document is not a history that can be replayed.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and where.
    public var message: String
    /// The message.
    public var description: String { message }

    init(_ message: String) { self.message = message }
  }

  /// The events in order: the one at index `n` has the number `n + 1`.
  public let events: [RecordedEvent]
  /// Whether the last page names another one.
  public let hasMorePages: Bool

  /// Reads a history.
  ///
  /// - Parameter text: one or more pages, or the events alone.
  /// - Throws: ``Problem`` if it is not a history, or a part of one is missing.
  public init(parsing text: [UInt8]) throws(Problem) {
    var collector = PageCollector()
    let documents = try Self.documents(text)
    for (index, document) in documents.enumerated() {
      try collector.add(document, at: documents.count == 1 ? "" : "document \(index + 1): ")
    }
    try self.init(collector.events, hasMorePages: collector.hasMorePages)
  }

  /// Creates a history of parsed events.
  ///
  /// - Parameter events: the events, as in a page's `events`.
  /// - Throws: ``Problem`` if they are not a history.
  public init(events: [JSON]) throws(Problem) {
    var list: [RecordedEvent] = []
    for (index, event) in events.enumerated() { list.append(try RecordedEvent(event, at: "events[\(index)]")) }
    try self.init(list, hasMorePages: false)
  }

  private init(_ events: [RecordedEvent], hasMorePages: Bool) throws(Problem) {
    self.events = events.sorted { $0.id < $1.id }
    self.hasMorePages = hasMorePages
    try check()
  }

  private func check() throws(Problem) {
    guard let first = events.first else { throw Problem("the history has no events") }
    for (index, event) in events.enumerated() {
      if event.id == index { throw Problem("two events have the id \(event.id)") }
      guard event.id == index + 1 else {
        throw Problem("the event with the id \(index + 1) is missing, and there is one with the id \(event.id)")
      }
      guard event.previousEventID < event.id else {
        throw Problem("event \(event.id): previousEventId \(event.previousEventID) is not an earlier event")
      }
    }
    guard first.type == .executionStarted else {
      throw Problem("the first event is \(first.typeName), not ExecutionStarted")
    }
  }

  /// Whether the execution had ended when the history was recorded.
  public var isComplete: Bool {
    switch events.last?.type {
    case .executionSucceeded, .executionFailed, .executionAborted, .executionTimedOut: true
    default: false
    }
  }

  /// Whether the history was recorded without inputs and outputs (`includeExecutionData`).
  public var hasNoData: Bool { !events.contains { $0.details["input"] != nil || $0.details["output"] != nil } }

  // MARK: Pages

  /// The JSON documents of a file, in order.
  private static func documents(_ text: [UInt8]) throws(Problem) -> [JSON] {
    let parts = parts(text)
    guard !parts.isEmpty else { throw Problem("there is no JSON in it") }
    var documents: [JSON] = []
    for part in parts {
      do throws(JSONParseError) {
        documents.append(try JSON(parsing: part.count == text.count ? text : Array(text[part])))
      } catch {
        let position = SourceText(bytes: text).position(of: min(text.count, part.lowerBound + error.offset))
        throw Problem("\(position): \(error.message)")
      }
    }
    return documents
  }

  /// Where the documents of a file are: each ends with the bracket that closes its first one.
  private static func parts(_ text: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start: Int?
    var depth = 0
    var isInString = false
    var isEscaped = false
    for (index, byte) in text.enumerated() {
      if isInString {
        if isEscaped { isEscaped = false } else if byte == 0x5c { isEscaped = true } else { isInString = byte != 0x22 }
        continue
      }
      switch byte {
      case 0x20, 0x0a, 0x0d, 0x09: continue
      case 0x22: isInString = true
      case 0x7b, 0x5b: depth += 1
      case 0x7d, 0x5d: depth -= 1
      default: break
      }
      if start == nil { start = index }
      if depth == 0, byte == 0x7d || byte == 0x5d, let first = start {
        parts.append(first..<(index + 1))
        start = nil
      }
      // Not JSON: what is left is one part, and the parser says what is wrong.
      if depth < 0 { break }
    }
    if let start { parts.append(start..<text.count) }
    return parts
  }
}

/// Collects the events of pages.
private struct PageCollector {
  var events: [RecordedEvent] = []
  var hasMorePages = false

  mutating func add(_ document: JSON, at path: String) throws(RecordedHistory.Problem) {
    switch document {
    case .array(let elements):
      for (index, element) in elements.enumerated() { try addPart(element, at: "\(path)[\(index)]") }
    case .null, .bool, .number, .string, .object: try addPart(document, at: path)
    }
  }

  /// Adds a page, or an event alone.
  private mutating func addPart(_ part: JSON, at path: String) throws(RecordedHistory.Problem) {
    guard case .object(let object) = part else {
      throw RecordedHistory.Problem("\(path)a page with 'events' is expected, not \(part.kindName)")
    }
    if object["type"] != nil, object["id"] != nil {
      events.append(try RecordedEvent(part, at: path.isEmpty ? "the event" : path))
      return
    }
    guard let list = object["events"]?.arrayValue else {
      throw RecordedHistory.Problem("\(path)a page has an array 'events'; is this what GetExecutionHistory returned?")
    }
    for (index, event) in list.enumerated() {
      events.append(try RecordedEvent(event, at: "\(path)events[\(index)]"))
    }
    hasMorePages = ["nextToken", "NextToken"].contains { object[$0]?.stringValue != nil }
  }
}
