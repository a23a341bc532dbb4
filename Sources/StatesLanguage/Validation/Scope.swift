import OrderedJSON

/// One `States` object: its states, what leads where, and the variables assigned in it.
struct Scope {
  /// A state as the flow sees it.
  struct State {
    /// The name and where it stands.
    let name: String
    let keyRange: SourceRange
    /// Whether something names it as a target.
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

  /// The scope around, and the state of it that holds this one.
  let parent: (scope: Int, state: Int)?
  /// Whether variables of the scopes around cannot be seen: the children of a distributed Map are executions of their own.
  let isSealed: Bool
  var states: [State] = []
  /// Transitions between states of this scope; the start has no `from`.
  var edges: [(from: Int?, to: Int)] = []
  /// Whether `StartAt` is there and a string.
  var hasStart = false
  /// Whether a transition leads to wherever a placeholder says.
  var hasOpenTarget = false
  var assignments: [Assignment] = []
}

/// What holds where a state stands.
struct Surroundings {
  /// The language of states that do not set their own.
  var machineLanguage: QueryLanguage
  /// Whether the rules of Express executions hold.
  var isExpress: Bool
  /// The scope the state belongs to.
  var scope: Int
  /// How many Parallel and Map states are around.
  var nesting: Int
  /// Whether this is inside a distributed Map.
  var isInDistributedMap = false
}

/// One state and what holds for it.
struct StateContext {
  var language: QueryLanguage
  var surroundings: Surroundings
  /// The place in its scope.
  var state: Int
  var view: ObjectView
}
