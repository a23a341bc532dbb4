import OrderedJSON
import StatesEngine

/// What is kept of an event to list it: not its data.
struct EventLine: Sendable, Hashable {
  let id: Int
  let type: String
  let timestamp: Timestamp
  /// The state that it names, or that the events before it lead to.
  let state: String?
  /// The event with which that state was entered.
  let entered: Int?
}

extension JSON {
  /// The member with the details of an event, and its name.
  var eventDetails: (name: String, members: JSON.Object)? {
    guard case .object(let event) = self else { return nil }
    for member in event.members where member.key.hasSuffix("EventDetails") {
      if case .object(let members) = member.value { return (member.key, members) }
    }
    return nil
  }

  /// An event without large data, which is read again where it is shown.
  func withoutData(over limit: Int) -> JSON {
    guard case .object(var event) = self, let (name, details) = eventDetails else { return self }
    var short = details
    for member in details.members {
      if case .string(let text) = member.value, text.utf8.count > limit, Self.dataNames.contains(member.key) {
        short[member.key] = nil
      }
    }
    event[name] = .object(short)
    return .object(event)
  }

  /// How many bytes of data an event has.
  var dataBytes: Int {
    eventDetails?.members.members.reduce(0) { sum, member in
      if case .string(let text) = member.value { sum + text.utf8.count } else { sum }
    } ?? 0
  }

  /// The members of an event's details that hold data as JSON text.
  static let dataNames = ["input", "output", "parameters"]
}
