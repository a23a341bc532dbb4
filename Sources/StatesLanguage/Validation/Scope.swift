import OrderedJSON

/// A `States` object: its states, its transitions, and the variables assigned in it.
struct Scope {
  /// A state, for checking the flow.
  struct State {
    /// The name and its source range.
    let name: String
    let keyRange: SourceRange
    /// Whether it is the target of a transition.
    var isReferenced = false
    /// Whether the execution may end here.
    var isTerminal = false
  }

  /// A variable that some state assigns.
  struct Assignment {
    let name: String
    let state: Int
    let place: Place
  }

  /// The surrounding scope, and its state that contains this scope.
  let parent: (scope: Int, state: Int)?
  /// Whether variables of surrounding scopes are invisible: the children of a distributed Map are separate executions.
  let isSealed: Bool
  var states: [State] = []
  /// Transitions between states of this scope; the start has no `from`.
  var edges: [(from: Int?, to: Int)] = []
  /// Whether `StartAt` is present and a string.
  var hasStart = false
  /// Whether the target of a transition is a placeholder.
  var hasOpenTarget = false
  var assignments: [Assignment] = []
}

/// The circumstances of a state.
struct Surroundings {
  /// The language of states that do not set their own.
  var machineLanguage: QueryLanguage
  /// Whether the rules of Express executions apply.
  var isExpress: Bool
  /// The scope that the state belongs to.
  var scope: Int
  /// How many Parallel and Map states surround it.
  var nesting: Int
  /// Whether this is inside a distributed Map.
  var isInDistributedMap = false
}

/// A state and its circumstances.
struct StateContext {
  var language: QueryLanguage
  var surroundings: Surroundings
  /// The index in its scope.
  var state: Int
  var view: ObjectView
}
