public import OrderedJSON
public import StatesEngine

/// One event of a recorded history.
public struct RecordedEvent: Sendable {
  /// The event's number, from 1.
  public let id: Int
  /// The event that led to this one; 0 for none.
  public let previousEventID: Int
  /// The event's type, in the service's words.
  public let typeName: String
  /// When it happened, if the record says so.
  public let timestamp: Timestamp?
  /// The event as it was recorded.
  public let json: JSON
  /// The member that contains the details, empty if there is none.
  let details: JSON.Object

  /// The event's type, if it is a known one.
  public var type: HistoryEventType? { HistoryEventType(rawValue: typeName) }

  init(_ json: JSON, at path: String) throws(RecordedHistory.Problem) {
    guard case .object(let object) = json else {
      throw RecordedHistory.Problem("\(path): an event is an object, not \(json.kindName)")
    }
    self.json = json
    id = try Self.number("id", of: object, from: 1, at: path)
    previousEventID = try Self.number("previousEventId", of: object, from: 0, at: path)
    guard let type = object["type"]?.stringValue else {
      throw RecordedHistory.Problem("\(path): the event has no 'type', or it is not a string")
    }
    typeName = type
    timestamp = try object["timestamp"].map { value throws(RecordedHistory.Problem) in
      guard let time = Self.time(value) else {
        throw RecordedHistory.Problem("\(path).timestamp: neither an ISO-8601 time nor a number of seconds since 1970")
      }
      return time
    }
    var details: JSON.Object = [:]
    for member in object.members where member.key.hasSuffix("EventDetails") && !member.value.isNull {
      guard case .object(let members) = member.value else {
        throw RecordedHistory.Problem("\(path).\(member.key): an object is expected, not \(member.value.kindName)")
      }
      details = members
    }
    self.details = details
    for name in ["name", "state", "input", "output", "parameters", "error", "cause", "roleArn"] {
      if let value = details[name], value.stringValue == nil {
        throw RecordedHistory.Problem("\(path): '\(name)' is a string in a history, not \(value.kindName)")
      }
    }
  }

  private static func number(
    _ name: String, of object: JSON.Object, from least: Int, at path: String
  ) throws(RecordedHistory.Problem) -> Int {
    guard let value = object[name] else { throw RecordedHistory.Problem("\(path): the event has no '\(name)'") }
    guard let number = value.integerValue.flatMap({ Int(exactly: $0) }),
      (least...RecordedHistory.maximumEvents).contains(number)
    else {
      throw RecordedHistory.Problem(
        "\(path).\(name): a number from \(least) to \(RecordedHistory.maximumEvents) is expected")
    }
    return number
  }

  /// A time as the API gives it: a number of seconds, or, from the command line, ISO-8601 text with any offset.
  private static func time(_ value: JSON) -> Timestamp? {
    switch value {
    case .string(let text): return Timestamp(iso8601: text)
    case .number(let number):
      let milliseconds = (number.doubleValue * 1_000).rounded()
      guard milliseconds.magnitude < 1e15 else { return nil }
      return Timestamp(milliseconds: Int64(milliseconds))
    case .null, .bool, .array, .object: return nil
    }
  }

  // MARK: Details

  /// The state that an event names: in `name`, or in `state` of an `EvaluationFailed`.
  var stateName: String? { (details["name"] ?? details["state"])?.stringValue }
  var error: String? { details["error"]?.stringValue }
  var cause: String? { details["cause"]?.stringValue }

  /// The text of `input`, `output` or `parameters`; `nil` if the record does not have all of it.
  func data(_ name: String) -> String? {
    isHidden(name) ? nil : details[name]?.stringValue
  }

  /// Whether the record says that it does not have all of a value.
  func isHidden(_ name: String) -> Bool { details[name + "Details"]?["truncated"]?.boolValue == true }
}
