public import OrderedJSON

/// A compiled definition: immutable, shared freely, nothing in it left to parse or to look up by name.
///
/// ```swift
/// let machine = try StateMachine(parsing: #"{"StartAt": "Hello", "States": {"Hello": {"Type": "Succeed"}}}"#)
/// ```
public struct StateMachine: Sendable {
  /// The text that it was compiled from.
  public let definition: SourceText
  /// All states, those of branches and item processors too. A state is known by its place here.
  public let states: [State]
  /// Where an execution begins.
  public let startAt: Int
  /// The whole execution's budget, or `nil` for the service's maximum.
  public let timeoutSeconds: Int?
  /// The query language of states that do not set their own.
  public let queryLanguage: QueryLanguage
  /// The comment of the definition.
  public let comment: String?
  /// Standard or express.
  public let type: StateMachineType
  /// What the validator had to say that is no error.
  public let warnings: [Diagnostic]
  /// What the definition means, in a form that can be compared.
  public let fingerprint: DefinitionFingerprint

  init(
    definition: SourceText, states: [State], startAt: Int, timeoutSeconds: Int?, queryLanguage: QueryLanguage,
    comment: String?, type: StateMachineType, warnings: [Diagnostic], fingerprint: DefinitionFingerprint
  ) {
    self.definition = definition
    self.states = states
    self.startAt = startAt
    self.timeoutSeconds = timeoutSeconds
    self.queryLanguage = queryLanguage
    self.comment = comment
    self.type = type
    self.warnings = warnings
    self.fingerprint = fingerprint
  }

  /// Reads, validates and compiles a definition.
  ///
  /// - Parameters:
  ///   - text: the definition as JSON text.
  ///   - type: for which kind of machine it is; express machines allow less.
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
  ///   - type: for which kind of machine it is.
  ///   - settings: what is looked for besides errors, and how large the definition may be.
  /// - Throws: ``InvalidDefinition`` with all problems found.
  public init(
    parsing source: SourceText, type: StateMachineType = .standard, settings: Validator.Settings = .init()
  ) throws(InvalidDefinition) {
    self = try Compiler.compile(source, type: type, settings: settings)
  }

  /// The place of the state of that name, at whatever depth.
  public func index(ofState name: String) -> Int? { states.firstIndex { $0.name.hasSameUTF8(as: name) } }
}

extension StateMachine {
  /// A state, compiled.
  public final class State: Sendable {
    /// The state's name.
    public let name: String
    /// What it does.
    public let kind: StateKind
    /// The language of its paths or expressions.
    public let queryLanguage: QueryLanguage
    /// Where control goes; `end` for Choice, Succeed and Fail too, which decide otherwise.
    public let transition: StateMachine.Transition
    /// How input becomes the work's input, and the work's result the output.
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
  /// Does a unit of work.
  case task = "Task"
  /// Waits.
  case wait = "Wait"
  /// Passes its input on, perhaps changed.
  case pass = "Pass"
  /// Ends well.
  case succeed = "Succeed"
  /// Ends badly.
  case fail = "Fail"
  /// Branches by rules.
  case choice = "Choice"
  /// Runs branches at the same time.
  case parallel = "Parallel"
  /// Runs a processor for each item.
  case map = "Map"

  /// The type of that name.
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

/// What a state does, with the fields of its own.
public enum StateKind: Sendable {
  /// Does a unit of work.
  case task(TaskState)
  /// Branches by rules.
  case choice(ChoiceState)
  /// Waits.
  case wait(WaitState)
  /// Passes its input on.
  case pass(PassState)
  /// Runs branches at the same time.
  case parallel(ParallelState)
  /// Runs a processor for each item.
  case map(MapState)
  /// Ends well.
  case succeed
  /// Ends badly.
  case fail(FailState)
}

extension StateMachine {
  /// Where control goes from a state.
  public enum Transition: Sendable, Hashable {
    /// To the state of that place.
    case next(Int)
    /// Nowhere: the machine, branch or iteration ends.
    case end
  }
}
