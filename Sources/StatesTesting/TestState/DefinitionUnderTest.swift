import OrderedJSON
import StatesLanguage

/// The state that a request tests, compiled with everything it needs around it.
struct DefinitionUnderTest {
  /// The name that the service gives to a state without one.
  static let stateName = "StateName"

  let machine: StateMachine
  /// The state's index in the machine.
  let place: Int
  /// Whether the state is inside a Map.
  let isInMap: Bool

  var state: StateMachine.State { machine.states[place] }

  init(_ request: TestStateRequest) throws(TestStateError) {
    guard let name = request.stateName else {
      machine = try Self.compile(Self.wrapped(request.definition), request.models)
      place = machine.startAt
      isInMap = false
      return
    }
    machine = try Self.compile(request.definition, request.models)
    guard let found = machine.index(ofState: name) else { throw .validation("State not found in definition") }
    place = found
    let definition = try? JSON(parsing: request.definition)
    isInMap = definition.flatMap { Self.isInMap(name, $0, false) } ?? false
  }

  private static func compile(
    _ text: String, _ models: ServiceModelLibrary
  ) throws(TestStateError) -> StateMachine {
    do {
      return try StateMachine(parsing: SourceText(text), settings: .init(readsPlaceholders: false, models: models))
    } catch {
      throw TestStateError(.invalidDefinition, "Invalid State Machine Definition: '\(error.serviceText)'")
    }
  }

  // MARK: A single state

  /// A machine around a state: the states to which it leads exist, and end immediately.
  private static func wrapped(_ definition: String) -> String {
    // Anything but an object is left as it is: the validator reports what is wrong with it.
    guard let state = try? JSON(parsing: definition), case .object = state else { return definition }
    var text = #"{"StartAt":"\#(stateName)","States":{"\#(stateName)":"# + definition
    var known = [stateName]
    for target in targets(of: state) where !known.contains(target) {
      known.append(target)
      text += ",\(JSON.string(target)):{\"Type\":\"Succeed\"}"
    }
    return text + "}}"
  }

  /// The names of the states to which a state leads.
  private static func targets(of state: JSON) -> [String] {
    let parts = (state["Choices"]?.arrayValue ?? []) + (state["Catch"]?.arrayValue ?? [])
    let own = [state["Next"], state["Default"]].compactMap { $0?.stringValue }
    return (own + parts.compactMap { $0["Next"]?.stringValue }).filter { !$0.isEmpty }
  }

  // MARK: Position of the state

  /// Whether a state is inside a Map, or `nil` if it is not in this scope at all.
  private static func isInMap(_ name: String, _ scope: JSON, _ inMap: Bool) -> Bool? {
    guard let states = scope["States"]?.objectValue else { return nil }
    if states[name] != nil { return inMap }
    for member in states.members {
      let state = member.value
      if let processor = state["ItemProcessor"] ?? state["Iterator"], let found = isInMap(name, processor, true) {
        return found
      }
      for branch in state["Branches"]?.arrayValue ?? [] {
        if let found = isInMap(name, branch, inMap) { return found }
      }
    }
    return nil
  }
}
