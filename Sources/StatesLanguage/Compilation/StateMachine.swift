import LanguageSupport
public import OrderedJSON

/// A compiled definition: immutable, freely shareable, with nothing left to parse or to look up by name.
///
/// ```swift
/// let machine = try StateMachine(parsing: #"{"StartAt": "Hello", "States": {"Hello": {"Type": "Succeed"}}}"#)
/// ```
public struct StateMachine: Sendable {
  /// The text from which it was compiled.
  public let definition: SourceText
  /// All states, including those of branches and item processors. A state is identified by its index here.
  public let states: [State]
  /// The machine's own scope, then those of branches and item processors, each after the scope that contains it.
  public let scopes: [Scope]
  /// The index of the first state.
  public let startAt: Int
  /// The timeout of the whole execution, or `nil` for the service's maximum.
  public let timeoutSeconds: Int?
  /// The query language of states that do not set their own.
  public let queryLanguage: QueryLanguage
  /// The comment of the definition.
  public let comment: String?
  /// Standard or express.
  public let type: StateMachineType
  /// The warnings of the validator.
  public let warnings: [Diagnostic]
  /// The ARNs of the activities that its tasks refer to, at any depth.
  public let activities: Set<String>
  /// The fingerprint, once it has been asked for: computing it takes several times as long as compiling.
  private let knownFingerprint: Locked<DefinitionFingerprint?>

  init(
    definition: SourceText, states: [State], scopes: [Scope], startAt: Int, timeoutSeconds: Int?,
    queryLanguage: QueryLanguage,
    comment: String?, type: StateMachineType, warnings: [Diagnostic]
  ) {
    self.definition = definition
    self.states = states
    self.scopes = scopes
    self.startAt = startAt
    self.timeoutSeconds = timeoutSeconds
    self.queryLanguage = queryLanguage
    self.comment = comment
    self.type = type
    self.warnings = warnings
    activities = states.reduce(into: []) { activities, state in
      if case .task(let task) = state.kind, case .activity(let arn) = task.resource { activities.insert(arn) }
    }
    knownFingerprint = Locked(nil)
  }

  /// Reads, validates and compiles a definition.
  ///
  /// - Parameters:
  ///   - text: the definition as JSON text.
  ///   - type: the type of the state machine; express machines allow less.
  /// - Throws: ``InvalidDefinition`` with all problems found.
  /// - SeeAlso: Amazon States Language specification; CreateStateMachine.
  public init(parsing text: String, type: StateMachineType = .standard) throws(InvalidDefinition) {
    self = try StateMachine(parsing: SourceText(text), type: type)
  }

  /// Reads, validates and compiles a definition in UTF-8.
  public init(parsing bytes: [UInt8], type: StateMachineType = .standard) throws(InvalidDefinition) {
    self = try StateMachine(parsing: SourceText(bytes: bytes), type: type)
  }

  /// Reads, validates and compiles a definition.
  ///
  /// - Parameters:
  ///   - source: the definition.
  ///   - type: the type of the state machine.
  ///   - settings: which problems to report besides errors, and how large the definition may be.
  /// - Throws: ``InvalidDefinition`` with all problems found.
  public init(
    parsing source: SourceText, type: StateMachineType = .standard, settings: Validator.Settings = .init()
  ) throws(InvalidDefinition) {
    self = try Compiler.compile(source, type: type, settings: settings)
  }

  /// The fingerprint of the definition. The first call reads the definition's text again, in time linear in its length;
  /// later calls, on copies too, return the same value.
  public func fingerprint() -> DefinitionFingerprint {
    knownFingerprint.withLock { known in
      if let known { return known }
      let fingerprint = DefinitionFingerprint(of: definition, type)
      known = fingerprint
      return fingerprint
    }
  }

  /// Whether it is a copy of the same compiled definition.
  package func isSame(as other: StateMachine) -> Bool {
    states.count == other.states.count && states.first === other.states.first
  }

  /// The index of the state with the given name, at any depth.
  public func index(ofState name: String) -> Int? { states.firstIndex { $0.name.hasSameUTF8(as: name) } }
}

extension StateMachine {
  /// The states of a machine, branch or item processor: transitions never leave it.
  public struct Scope: Sendable, Hashable {
    /// The indices of its states, in the order of the definition.
    public let states: Range<Int>
    /// The index of its first state.
    public internal(set) var startAt: Int
    /// The index of the Parallel or Map state that contains it; `nil` for the machine's own scope.
    public let container: Int?
  }

  /// A state, compiled.
  public final class State: Sendable {
    /// The state's name.
    public let name: String
    /// What it does.
    public let kind: StateKind
    /// The language of its paths or expressions.
    public let queryLanguage: QueryLanguage
    /// Where control goes; `end` also for Choice, Succeed and Fail, which decide differently.
    public let transition: StateMachine.Transition
    /// How the input becomes the work's input, and the work's result becomes the output.
    public let dataFlow: DataFlow
    /// Variables set when the state succeeds.
    public let assign: Assignments?
    /// `Retry`, in order.
    public let retriers: [Retrier]
    /// `Catch`, in order.
    public let catchers: [Catcher]

    init(
      name: String, kind: StateKind, queryLanguage: QueryLanguage, transition: StateMachine.Transition,
      dataFlow: DataFlow,
      assign: Assignments?, retriers: [Retrier], catchers: [Catcher]
    ) {
      self.name = name
      self.kind = kind
      self.queryLanguage = queryLanguage
      self.transition = transition
      self.dataFlow = dataFlow
      self.assign = assign
      self.retriers = retriers
      self.catchers = catchers
    }

    /// The state's type.
    public var type: StateType {
      switch kind {
      case .task: .task
      case .choice: .choice
      case .wait: .wait
      case .pass: .pass
      case .parallel: .parallel
      case .map: .map
      case .succeed: .succeed
      case .fail: .fail
      }
    }
  }
}

/// The eight types of state.
public enum StateType: String, Sendable, Hashable, CaseIterable {
  /// Performs a unit of work.
  case task = "Task"
  /// Waits.
  case wait = "Wait"
  /// Passes on its input, possibly changed.
  case pass = "Pass"
  /// Ends with success.
  case succeed = "Succeed"
  /// Ends with failure.
  case fail = "Fail"
  /// Branches by rules.
  case choice = "Choice"
  /// Runs branches at the same time.
  case parallel = "Parallel"
  /// Runs a processor for each item.
  case map = "Map"

  /// The type with the given name.
  init?(name: String) {
    let type: StateType
    switch name.utf8.first {
    case UInt8(ascii: "T"): type = .task
    case UInt8(ascii: "W"): type = .wait
    case UInt8(ascii: "P"): type = name.utf8.count == 4 ? .pass : .parallel
    case UInt8(ascii: "S"): type = .succeed
    case UInt8(ascii: "F"): type = .fail
    case UInt8(ascii: "C"): type = .choice
    case UInt8(ascii: "M"): type = .map
    default: return nil
    }
    guard type.rawValue.hasSameUTF8(as: name) else { return nil }
    self = type
  }
}

/// The type of a state, with its own fields.
public enum StateKind: Sendable {
  /// Performs a unit of work.
  case task(TaskState)
  /// Branches by rules.
  case choice(ChoiceState)
  /// Waits.
  case wait(WaitState)
  /// Passes on its input.
  case pass(PassState)
  /// Runs branches at the same time.
  case parallel(ParallelState)
  /// Runs a processor for each item.
  case map(MapState)
  /// Ends with success.
  case succeed
  /// Ends with failure.
  case fail(FailState)
}

extension StateMachine {
  /// Where control goes from a state.
  public enum Transition: Sendable, Hashable {
    /// To the state with that index.
    case next(Int)
    /// Nowhere: the machine, branch or iteration ends.
    case end
  }
}
