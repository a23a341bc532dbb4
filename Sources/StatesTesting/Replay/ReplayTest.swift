public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// Whether an execution that has been recorded would still go the same way through a definition.
///
/// ```swift
/// let test = try ReplayTest(definition: text)
/// let report = try test.replay(RecordedHistory(parsing: Array(text.utf8)))
/// print(report.isSame, report)
/// ```
///
/// Nothing is called: what tasks answered, what timed out, when waits ended, what was stopped or redriven is taken from
/// the history, and everything that the definition makes of it is compared with the history, event by event.
public struct ReplayTest: Sendable {
  /// The definition.
  public let machine: StateMachine
  /// The execution's input, for histories that do not have it.
  public var input: JSON?
  /// The execution's ARN. A history does not tell it: without it, what a definition makes of the name of the execution
  /// or the state machine is taken from the history.
  public var executionARN: String?
  /// Whether inputs and outputs must be the same texts; if not, they must be the same JSON values.
  public var comparesText = false
  /// The limits; the service's own values by default.
  public var quotas = ExecutionQuotas.service
  /// What else is accepted of a value that came out otherwise.
  package var accepts: (@Sendable (_ recorded: JSON, _ replayed: JSON) -> Bool)?

  private let outline: DefinitionOutline

  /// Creates a test from a compiled definition.
  public init(_ machine: StateMachine) {
    self.machine = machine
    outline = DefinitionOutline(machine.definition)
  }

  /// Reads, validates and compiles a definition.
  ///
  /// - Throws: `InvalidDefinition` with all problems found.
  public init(definition text: String, type: StateMachineType = .standard) throws(InvalidDefinition) {
    self.init(try StateMachine(parsing: text, type: type))
  }

  /// Lets a recorded execution go through the definition.
  public func replay(_ history: RecordedHistory) -> ReplayReport {
    ReplayRun(self, outline, history).report()
  }
}
