package import OrderedJSON

/// What every event of a history has in its JSON form: its numbers, its type, its time, and an object with details.
package struct EventMembers: Sendable {
  /// What is wrong with an event's JSON, and where.
  package struct Problem: Error, Sendable, Hashable {
    package var message: String

    package init(_ message: String) { self.message = message }
  }

  /// More events than a history can have: the service allows 25,000, and this package's own executions may be given
  /// more.
  package static let maximumEvents = 10_000_000

  /// The event's number, from 1.
  package let id: Int
  /// The event that led to this one; 0 for none.
  package let previousEventID: Int
  /// The event's type, in the service's words.
  package let typeName: String
  /// When it happened, if the event says so.
  package let timestamp: Timestamp?
  /// The member that contains the details, empty if there is none.
  package let details: JSON.Object

  /// Reads an event as GetExecutionHistory shows it; its time is ISO-8601 text or a number of seconds since 1970.
  ///
  /// - Parameters:
  ///   - json: the event.
  ///   - path: the words with which a problem begins.
  /// - Throws: ``Problem`` if a member is missing or is of the wrong kind.
  package init(_ json: JSON, at path: String) throws(Problem) {
    guard case .object(let object) = json else {
      throw Problem("\(path): an event is an object, not \(json.kindName)")
    }
    id = try Self.number("id", of: object, from: 1, at: path)
    previousEventID = try Self.number("previousEventId", of: object, from: 0, at: path)
    guard let type = object["type"]?.stringValue else {
      throw Problem("\(path): the event has no 'type', or it is not a string")
    }
    typeName = type
    timestamp = try object["timestamp"].map { value throws(Problem) in
      guard let time = Self.time(value) else {
        throw Problem("\(path).timestamp: neither an ISO-8601 time nor a number of seconds since 1970")
      }
      return time
    }
    var details: JSON.Object = [:]
    for member in object.members where member.key.hasSuffix("EventDetails") && !member.value.isNull {
      guard case .object(let members) = member.value else {
        throw Problem("\(path).\(member.key): an object is expected, not \(member.value.kindName)")
      }
      details = members
    }
    self.details = details
    for name in ["name", "state", "input", "output", "parameters", "error", "cause", "roleArn"] {
      if let value = details[name], value.stringValue == nil {
        throw Problem("\(path): '\(name)' is a string in a history, not \(value.kindName)")
      }
    }
  }

  private static func number(
    _ name: String, of object: JSON.Object, from least: Int, at path: String
  ) throws(Problem) -> Int {
    guard let value = object[name] else { throw Problem("\(path): the event has no '\(name)'") }
    guard let number = value.integerValue.flatMap({ Int(exactly: $0) }), (least...maximumEvents).contains(number) else {
      throw Problem("\(path).\(name): a number from \(least) to \(maximumEvents) is expected")
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

  /// Whether the event says that it does not have all of a value.
  package func isHidden(_ name: String) -> Bool { details[name + "Details"]?["truncated"]?.boolValue == true }
}
