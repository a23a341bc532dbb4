public import OrderedJSON
public import StatesEngine

/// One event of a recorded history.
public struct RecordedEvent: Sendable {
  /// The event's number, from 1.
  public var id: Int { members.id }
  /// The event that led to this one; 0 for none.
  public var previousEventID: Int { members.previousEventID }
  /// The event's type, in the service's words.
  public var typeName: String { members.typeName }
  /// When it happened, if the record says so.
  public var timestamp: Timestamp? { members.timestamp }
  /// The event as it was recorded.
  public let json: JSON
  private let members: EventMembers

  /// The event's type, if it is a known one.
  public var type: HistoryEventType? { HistoryEventType(rawValue: typeName) }

  init(_ json: JSON, at path: String) throws(RecordedHistory.Problem) {
    self.json = json
    do throws(EventMembers.Problem) {
      members = try EventMembers(json, at: path)
    } catch {
      throw RecordedHistory.Problem(error.message)
    }
  }

  // MARK: Details

  /// The member that contains the details, empty if there is none.
  var details: JSON.Object { members.details }

  /// The state that an event names: in `name`, or in `state` of an `EvaluationFailed`.
  var stateName: String? { (details["name"] ?? details["state"])?.stringValue }
  var error: String? { details["error"]?.stringValue }
  var cause: String? { details["cause"]?.stringValue }

  /// The text of `input`, `output` or `parameters`; `nil` if the record does not have all of it.
  func data(_ name: String) -> String? {
    isHidden(name) ? nil : details[name]?.stringValue
  }

  /// Whether the record says that it does not have all of a value.
  func isHidden(_ name: String) -> Bool { members.isHidden(name) }
}
