public import StatesLanguage

extension StateGraph {
  /// Creates the graph of a state machine, in time linear in its size.
  public init(_ machine: StateMachine) {
    var builder = GraphBuilder(machine: machine)
    builder.build()
    self.init(nodes: builder.nodes, edges: builder.edges, levels: builder.levels, comment: machine.comment)
  }
}

/// Collects the nodes and edges of a machine, scope by scope.
private struct GraphBuilder {
  let machine: StateMachine
  var nodes: [StateGraph.Node] = []
  var edges: [StateGraph.Edge] = []
  var levels: [StateGraph.Level] = []
  /// The nodes of the states.
  private var nodeOfState: [Int]
  /// The scopes that the states contain.
  private var scopesOfState: [[Int]]

  init(machine: StateMachine) {
    self.machine = machine
    nodeOfState = Array(repeating: 0, count: machine.states.count)
    scopesOfState = Array(repeating: [], count: machine.states.count)
    for (index, scope) in machine.scopes.enumerated() {
      if let container = scope.container { scopesOfState[container].append(index) }
    }
  }

  mutating func build() {
    for (level, scope) in machine.scopes.enumerated() {
      let firstNode = nodes.count
      nodes.append(end("start", .start, level))
      for state in scope.states {
        nodeOfState[state] = nodes.count
        nodes.append(node(of: state, level))
      }
      let endNode = scope.states.contains { isEnd($0) } ? nodes.count : nil
      if endNode != nil { nodes.append(end("end", .end, level)) }
      let firstEdge = edges.count
      edges.append(
        StateGraph.Edge(
          source: firstNode, target: nodeOfState[scope.startAt], reasons: [.start], labels: [],
          shortLabels: []))
      for state in scope.states { connect(state, endNode) }
      let siblings = scope.container.map { scopesOfState[$0] } ?? []
      levels.append(
        StateGraph.Level(
          nodes: firstNode..<nodes.count, edges: firstEdge..<edges.count,
          container: scope.container.map { nodeOfState[$0] },
          title: siblings.count < 2 ? nil : siblings.firstIndex(of: level).map { "Branch \($0 + 1)" }))
    }
  }

  private func end(_ word: String, _ kind: StateGraph.Node.Kind, _ level: Int) -> StateGraph.Node {
    StateGraph.Node(
      kind: kind, id: "\(word)\(level)", state: nil, name: word == "start" ? "Start" : "End", detail: nil, retries: nil,
      retriers: [], level: level, levels: [])
  }

  private func node(of index: Int, _ level: Int) -> StateGraph.Node {
    let state = machine.states[index]
    return StateGraph.Node(
      kind: .state(state.type), id: "s\(index)", state: index, name: DisplayText.line(state.name),
      detail: StateText.detail(of: state.kind), retries: StateText.retries(state.retriers),
      retriers: state.retriers.map(StateText.description), level: level, levels: scopesOfState[index])
  }

  /// Whether a level ends with success after a state.
  private func isEnd(_ index: Int) -> Bool {
    let state = machine.states[index]
    switch state.kind {
    case .choice, .fail: return false
    case .succeed: return true
    case .task, .wait, .pass, .parallel, .map: return state.transition == .end
    }
  }

  /// Adds the edges that leave a state; those to the same node are one, except that errors have their own.
  private mutating func connect(_ index: Int, _ endNode: Int?) {
    let state = machine.states[index]
    var ways = Ways(source: nodeOfState[index])
    switch state.kind {
    case .choice(let choice):
      for (place, rule) in choice.rules.enumerated() {
        ways.add(
          nodeOfState[rule.next], .rule(place), ConditionText.text(of: rule.condition),
          short: ConditionText.text(of: rule.condition, isAbbreviated: true))
      }
      if let target = choice.defaultTarget { ways.add(nodeOfState[target], .otherwise, "Default") }
    case .succeed:
      if let endNode { ways.add(endNode, .end, nil) }
    case .fail: break
    case .task, .wait, .pass, .parallel, .map:
      switch state.transition {
      case .next(let next): ways.add(nodeOfState[next], .next, nil)
      case .end:
        if let endNode { ways.add(endNode, .end, nil) }
      }
    }
    edges.append(contentsOf: ways.edges)
    var errors = Ways(source: nodeOfState[index])
    for (place, catcher) in state.catchers.enumerated() {
      errors.add(nodeOfState[catcher.next], .catcher(place), StateText.errors(catcher.errorEquals))
    }
    edges.append(contentsOf: errors.edges)
  }
}

/// The edges that leave a node, one for each target.
private struct Ways {
  let source: Int
  private var targets: [Int] = []
  private var reasons: [[StateGraph.Edge.Reason]] = []
  private var labels: [[String]] = []
  private var shortLabels: [[String]] = []
  private var indices: [Int: Int] = [:]

  init(source: Int) { self.source = source }

  mutating func add(_ target: Int, _ reason: StateGraph.Edge.Reason, _ label: String?, short: String? = nil) {
    let index = indices[target] ?? targets.count
    if index == targets.count {
      indices[target] = index
      targets.append(target)
      reasons.append([])
      labels.append([])
      shortLabels.append([])
    }
    reasons[index].append(reason)
    guard let label else { return }
    labels[index].append(label)
    shortLabels[index].append(short ?? label)
  }

  var edges: [StateGraph.Edge] {
    targets.indices.map {
      StateGraph.Edge(
        source: source, target: targets[$0], reasons: reasons[$0], labels: labels[$0], shortLabels: shortLabels[$0])
    }
  }
}
