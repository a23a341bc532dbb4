import OrderedJSON
import StatesEngine
import StepFunctions

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

  /// An event with what only the service knows of the start: through which version and alias it was.
  func completed(by description: DescribeExecutionOutput) -> JSON {
    guard case .object(var event) = self, case .object(var details)? = event["executionStartedEventDetails"] else {
      return self
    }
    if let alias = description.stateMachineAliasArn { details["stateMachineAliasArn"] = .string(alias) }
    if let version = description.stateMachineVersionArn { details["stateMachineVersionArn"] = .string(version) }
    event["executionStartedEventDetails"] = .object(details)
    return .object(event)
  }

  /// An event without its data, which is read again where it is shown. What a task says of the execution that it has
  /// started stays.
  var withoutData: JSON {
    guard case .object(var event) = self, let (name, details) = eventDetails else { return self }
    let namesExecution = details["resourceType"]?.stringValue == "states"
    var short = details
    short["assignedVariables"] = nil
    for member in details.members {
      guard case .string(let text) = member.value, Self.dataNames.contains(member.key) else { continue }
      if !namesExecution || member.key != "output" || text.utf8.count > Self.keptBytes { short[member.key] = nil }
    }
    event[name] = .object(short)
    return .object(event)
  }

  /// More bytes than what StartExecution answers.
  private static let keptBytes = 2_048

  /// How many bytes of data an event has.
  var dataBytes: Int {
    eventDetails?.members.members.reduce(0) { sum, member in
      switch member.value {
      case .string(let text): sum + text.utf8.count
      // Variables: JSON text by name.
      case .object(let object): object.members.reduce(sum) { $0 + ($1.value.stringValue?.utf8.count ?? 0) }
      case .null, .bool, .number, .array: sum
      }
    } ?? 0
  }

  /// The members of an event's details that hold data as JSON text.
  static let dataNames = ["input", "output", "parameters"]
}
