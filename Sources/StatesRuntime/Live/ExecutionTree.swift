import OrderedJSON
import StatesEngine

/// An execution and the children of its distributed Maps: takes inputs, says what is to be done, knows no clock.
struct ExecutionTree {
  /// Something of one of the executions: a task, a deadline, a map run.
  struct Address<ID: Hashable & Sendable>: Hashable, Sendable {
    /// The execution's place; the first one has 0.
    let node: Int
    let id: ID
  }

  /// What the executions want done, once what can be done here has been.
  enum Effect {
    /// Have the task done.
    case scheduleTask(Address<TaskID>, TaskRequest)
    /// Nobody waits for the task any more.
    case cancelTask(Address<TaskID>)
    /// Report when that time has come.
    case setTimer(Address<TimerID>, at: Timestamp)
    /// The deadline no longer counts.
    case cancelTimer(Address<TimerID>)
    /// Read a dataset.
    case readItems(Address<MapRunID>, ItemReadingRequest)
    /// Write the results of these children.
    case writeResults(Address<MapRunID>, ResultWritingRequest, children: [Execution?])
  }

  private struct Node {
    var execution: Execution
    var parent: (map: Address<MapRunID>, index: Int)?
    /// Its children, in the order in which they began.
    var children: [Int] = []
  }

  private var nodes: ContiguousArray<Node>
  private var effects: [Effect] = []
  /// Inputs that commands led to, in order.
  private var inbox: [(node: Int, input: Input)] = []
  private var names: SplitMix64

  /// - Parameters:
  ///   - execution: the one at the top, which has not begun.
  ///   - seed: what the names of children come from, and everything random in them.
  init(_ execution: Execution, seed: UInt64) {
    nodes = [Node(execution: execution, parent: nil)]
    names = SplitMix64(seed: seed)
  }

  /// The execution at the top.
  var root: Execution { nodes[0].execution }

  /// Whether the execution at the top has ended.
  var hasEnded: Bool { if case .running = nodes[0].execution.status { false } else { true } }

  var result: ExecutionResult {
    ExecutionResult(execution: nodes[0].execution, children: nodes.dropFirst().map(\.execution))
  }

  /// What is to be done since the last call, in order.
  mutating func takeEffects() -> [Effect] {
    defer { effects.removeAll(keepingCapacity: true) }
    return effects
  }

  /// Hands an input to an execution, and on to others what follows from it.
  mutating func deliver(_ input: Input, to node: Int, at time: Timestamp) {
    handle(input, node, time)
    var place = 0
    while place < inbox.count {
      handle(inbox[place].input, inbox[place].node, time)
      place += 1
    }
    inbox.removeAll(keepingCapacity: true)
  }

  private mutating func handle(_ input: Input, _ node: Int, _ time: Timestamp) {
    var commands: [Command] = []
    nodes[node].execution.handle(input, at: time, commands: &commands)
    for command in commands { carryOut(command, for: node) }
  }

  private mutating func carryOut(_ command: Command, for node: Int) {
    switch command {
    case .scheduleTask(let id, let request): effects.append(.scheduleTask(Address(node: node, id: id), request))
    case .cancelTask(let id): effects.append(.cancelTask(Address(node: node, id: id)))
    case .setTimer(let id, let time): effects.append(.setTimer(Address(node: node, id: id), at: time))
    case .cancelTimer(let id): effects.append(.cancelTimer(Address(node: node, id: id)))
    case .readItems(let id, let request): effects.append(.readItems(Address(node: node, id: id), request))
    case .writeResults(let id, let request):
      let map = Address(node: node, id: id)
      effects.append(.writeResults(map, request, children: children(of: map, count: request.outcomes.count)))
    case .startChild(let run, let request): startChild(request, Address(node: node, id: run))
    case .stopChildren(let run):
      let map = Address(node: node, id: run)
      for child in nodes[node].children where nodes[child].parent?.map == map {
        inbox.append((child, .abort(error: nil, cause: nil)))
      }
    case .finished: reportEnd(of: node)
    }
  }

  private mutating func startChild(_ request: ChildRequest, _ map: Address<MapRunID>) {
    let name = String(names.next(), radix: 16) + String(names.next(), radix: 16)
    let child = nodes[map.node].execution.child(request, name: name, seed: names.next())
    nodes.append(Node(execution: child, parent: (map, request.index)))
    nodes[map.node].children.append(nodes.count - 1)
    inbox.append((nodes.count - 1, .start))
  }

  private func children(of map: Address<MapRunID>, count: Int) -> [Execution?] {
    var result = [Execution?](repeating: nil, count: count)
    for child in nodes[map.node].children {
      guard let parent = nodes[child].parent, parent.map == map, parent.index < count else { continue }
      result[parent.index] = nodes[child].execution
    }
    return result
  }

  /// Tells the parent how a child has ended.
  private mutating func reportEnd(of node: Int) {
    guard let parent = nodes[node].parent else { return }
    let outcome: ChildOutcome
    switch nodes[node].execution.status {
    case .running: return
    case .succeeded(let payload): outcome = .succeeded(output: payload.json)
    case .failed(let output): outcome = .failed(error: output.error, cause: output.cause)
    case .timedOut: outcome = .timedOut
    case .aborted: outcome = .aborted
    }
    inbox.append((parent.map.node, .childEnded(parent.map.id, index: parent.index, outcome)))
  }
}
