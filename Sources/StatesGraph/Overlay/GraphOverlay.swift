public import StatesLanguage

/// What an execution has done so far, to be shown on the graph of its state machine.
///
/// ```swift
/// let history = try JSON(parsing: text)
/// let overlay = try GraphOverlay(history: history, of: machine)
/// print(StateGraph(machine).svg(overlay))
/// ```
///
/// A state that was entered several times, in a loop or by the iterations of a Map, has one status: the one that needs
/// attention most.
public struct GraphOverlay: Sendable, Hashable {
  /// How a state has ended.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// It was never entered.
    case notReached = "not-reached"
    /// It has done its work.
    case succeeded
    /// It was cut off, by a failure beside it or a stop.
    case aborted
    /// It failed, and a catcher took the error.
    case caught
    /// It failed.
    case failed
    /// It has not ended.
    case running

    /// How it is said.
    public var text: String {
      switch self {
      case .notReached: "not reached"
      case .succeeded, .aborted, .caught, .failed, .running: rawValue
      }
    }

    /// Of the statuses of several visits, the greatest is shown.
    fileprivate var weight: Int {
      switch self {
      case .notReached: 0
      case .succeeded: 1
      case .aborted: 2
      case .caught: 3
      case .failed: 4
      case .running: 5
      }
    }
  }

  /// A way between two states, whatever rule or field led there.
  public struct Transition: Sendable, Hashable {
    /// The index of the state that was left; `nil` for the start of a level.
    public var source: Int?
    /// The index of the state that was entered; `nil` for the end of a level.
    public var target: Int?
    /// Whether an error was caught.
    public var isCatch: Bool

    /// Creates a transition; without a source it is the start of the target's level, without a target the end of the
    /// source's.
    public init(from source: Int?, to target: Int?, isCatch: Bool = false) {
      self.source = source
      self.target = target
      self.isCatch = isCatch
    }
  }

  /// The statuses of the states, by index.
  public private(set) var statuses: [Status]
  /// How often each state was entered.
  public private(set) var visits: [Int]
  /// How often each state's work was tried again after a failure.
  public private(set) var retries: [Int]
  private var transitions: [Transition: Int] = [:]

  /// Creates the overlay of an execution that has not begun.
  public init(of machine: StateMachine) {
    statuses = machine.states.map { _ in .notReached }
    visits = machine.states.map { _ in 0 }
    retries = visits
  }

  /// How often a transition was made.
  public func count(of transition: Transition) -> Int { transitions[transition] ?? 0 }

  /// Adds a visit of a state; states that the machine does not have are ignored.
  ///
  /// - Parameters:
  ///   - state: the index of the state.
  ///   - status: how it has ended.
  ///   - retries: how often its work was tried again.
  public mutating func addVisit(of state: Int, status: Status, retries: Int = 0) {
    guard statuses.indices.contains(state), status != .notReached else { return }
    if status.weight > statuses[state].weight { statuses[state] = status }
    visits[state] &+= 1
    self.retries[state] &+= retries
  }

  /// Adds a transition.
  public mutating func addTransition(_ transition: Transition) { transitions[transition, default: 0] &+= 1 }
}

extension GraphOverlay {
  /// What a picture shows of a node: of Start and End, whether they were passed.
  func status(of node: StateGraph.Node, in graph: StateGraph) -> Status {
    if let state = node.state { return statuses.indices.contains(state) ? statuses[state] : .notReached }
    let level = graph.levels[node.level]
    let isPassed = level.edges.contains { index in
      let edge = graph.edges[index]
      let touches = node.kind == .start ? graph.nodes[edge.source] == node : graph.nodes[edge.target] == node
      return touches && count(of: edge, in: graph) > 0
    }
    return isPassed ? .succeeded : .notReached
  }

  /// How often an edge was taken.
  func count(of edge: StateGraph.Edge, in graph: StateGraph) -> Int {
    count(
      of: Transition(
        from: graph.nodes[edge.source].state, to: graph.nodes[edge.target].state, isCatch: edge.isCatch))
  }

  /// How often a state was entered.
  func visits(of node: StateGraph.Node) -> Int {
    guard let state = node.state, visits.indices.contains(state) else { return 0 }
    return visits[state]
  }

  /// `failed, entered 3 times, retried 2 times`.
  func summary(of node: StateGraph.Node, in graph: StateGraph) -> String {
    let status = status(of: node, in: graph)
    guard let state = node.state, status != .notReached else { return status.text }
    var parts = [status.text]
    if visits[state] > 1 { parts.append("entered \(visits[state]) times") }
    if retries[state] > 0 { parts.append("retried \(Self.times(retries[state]))") }
    return parts.joined(separator: ", ")
  }

  static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
