import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage

extension ExecutionTree {
  /// The state of the tree between two inputs.
  ///
  /// - Parameters:
  ///   - agenda: what the driver still has to do.
  ///   - time: the driver's time.
  ///   - outline: whether the snapshot has outlines of the definitions, from which an error can tell how another one
  ///     differs; they can be left out where the definition is kept beside it.
  func snapshot(_ agenda: Agenda, at time: Timestamp, outline: Bool = true) -> ExecutionTreeSnapshot {
    let machineName = options.stateMachines.wireNames(besides: root.machine)
    return ExecutionTreeSnapshot(json: [
      "format": .integer(Int64(ExecutionTreeSnapshot.format)), "now": .integer(time.milliseconds),
      "names": [.string(names.seed.text), .string(String(names.drawn))], "started": .integer(Int64(startedCount)),
      "nodes": .array(nodes.map { $0.wireForm(machineName, outline: outline) }),
      "free": .array(freePlaces.map { .integer(Int64($0)) }),
      "ended": ended.wireForm(machineName), "agenda": .array(agenda.entries.map(\.wireForm)),
    ])
  }

  /// A tree, what its driver still had to do, and the driver's time.
  ///
  /// - Parameters:
  ///   - snapshot: the tree.
  ///   - machine: the definition of the root execution.
  ///   - original: the fingerprint of the definition that it began with, where that is known and the snapshot has no
  ///     outline of it.
  /// - Throws: `SnapshotError` when the snapshot is damaged, of another format, of another definition, or of executions
  ///   whose state machines are not known.
  static func restore(
    _ snapshot: ExecutionTreeSnapshot, machine: StateMachine, _ options: Options,
    original: DefinitionFingerprint? = nil
  ) throws(SnapshotError) -> (tree: ExecutionTree, agenda: Agenda, time: Timestamp) {
    do {
      return try TreeReader(machine: machine, options: options, original: original).tree(WireReader(snapshot.json))
    } catch let error as SnapshotError {
      throw error
    } catch {
      throw SnapshotError(.damaged, "damaged: \(error)")
    }
  }
}

extension ExecutionTree.Node {
  /// `["free", generation]`, or the role, generation, number, nesting, depth, tasks that were handed over, machine and
  /// execution.
  fileprivate func wireForm(_ machineName: (Execution) -> JSON, outline: Bool) -> JSON {
    let role: JSON
    switch self.role {
    case .free: return ["free", .integer(Int64(generation))]
    case .root: role = ["root"]
    case .child(let run, let index, let isRecorded):
      role = ["child", run.wireForm, .integer(Int64(index)), .bool(isRecorded)]
    case .awaited(let task, _): role = ["awaited", task.wireForm]
    case .detached: role = ["detached"]
    }
    // Children run the definition of the execution above them, which has the outline.
    let isChild = if case .child = self.role { true } else { false }
    let open = handedOver.filter { execution.openTask($0) != nil }.map(\.wireForm)
    return [
      role, .integer(Int64(generation)), .integer(Int64(number)), .integer(Int64(nesting)), .integer(Int64(depth)),
      .array(open.sorted { $0.description < $1.description }), machineName(execution),
      execution.snapshot(outline: outline && !isChild).json,
    ]
  }
}

/// Reads a tree from a snapshot. Every slot, role and generation is checked, so that the tree can rely on them.
struct TreeReader {
  let machine: StateMachine
  let options: ExecutionTree.Options
  let original: DefinitionFingerprint?

  /// The largest number of anything that is counted.
  static let maximumNumber = 1 << 53
  /// The largest depth of an execution.
  private static let maximumDepth = 1 << 16

  fileprivate func tree(
    _ reader: WireReader
  ) throws -> (tree: ExecutionTree, agenda: Agenda, time: Timestamp) {
    let format: Int? = try? reader.json["format"].map { WireReader($0) }?.integer()
    guard format == ExecutionTreeSnapshot.format else {
      throw SnapshotError(
        .otherFormat,
        "the snapshot is not of the format \(ExecutionTreeSnapshot.format), which is the one that is known")
    }
    let parts = try reader.members(["format", "now", "names", "started", "nodes", "free", "ended", "agenda"])
    let random = try parts[2].elements(2)
    guard let seed = RandomSeed(try random[0].string()) else { throw random[0].problem("a seed") }
    guard let drawn = UInt64(try random[1].string()) else { throw random[1].problem("a number") }
    var nodes = ContiguousArray<ExecutionTree.Node>()
    let entries = try parts[4].elements()
    guard let first = entries.first, entries.count <= Int(Int32.max) else { throw parts[4].problem("an execution") }
    // Free places hold a copy of an execution that is never read.
    let root = try node(first, blank: nil)
    nodes.append(root)
    for entry in entries.dropFirst() { nodes.append(try node(entry, blank: root.execution)) }
    var ended = EndedExecutions(keepsAll: options.keepsChildren)
    try ended.read(parts[6], self)
    var tree = ExecutionTree(restoring: nodes, ended, names: SeededGenerator(seed, drawn: drawn), options)
    tree.startedCount = try parts[3].integer(1...Self.maximumNumber)
    try tree.connect(entries)
    try tree.readFreePlaces(parts[5])
    var agenda = Agenda()
    for entry in try parts[7].elements() { agenda.entries.append(try entry.value()) }
    return (tree, agenda, try parts[1].time())
  }

  private func node(_ reader: WireReader, blank: Execution?) throws -> ExecutionTree.Node {
    if let blank, reader.json[0] == "free" {
      var node = ExecutionTree.Node(execution: blank, role: .free)
      node.generation = try reader.elements(2)[1].integer()
      return node
    }
    let parts = try reader.elements(8)
    var node = ExecutionTree.Node(execution: try execution(parts[7], machine: parts[6]), role: .detached)
    node.generation = try parts[1].integer()
    node.number = try parts[2].integer(0...Self.maximumNumber)
    node.nesting = try parts[3].integer(0...ExecutionTree.maximumNesting)
    node.depth = try parts[4].integer(0...Self.maximumDepth)
    for task in try parts[5].elements() {
      let id: TaskID = try task.value()
      guard node.execution.openTask(id) != nil else { throw task.problem("a task that is awaited") }
      node.handedOver.insert(id)
    }
    node.role = try role(parts[0], of: node.execution)
    return node
  }

  private func role(_ reader: WireReader, of execution: Execution) throws -> ExecutionTree.Role {
    guard let name = try reader.elements().first else { throw reader.problem("a role") }
    switch try name.string() {
    case "root":
      _ = try reader.elements(1)
      return .root
    case "child":
      let parts = try reader.elements(4)
      return .child(
        try parts[1].value(), index: try parts[2].integer(0...Int(Int32.max)), isRecorded: try parts[3].bool())
    // The form is that of the parent's task.
    case "awaited": return .awaited(by: try reader.elements(2)[1].value(), .requestResponse)
    case "detached":
      _ = try reader.elements(1)
      return .detached
    default: throw name.problem("a role")
    }
  }

  /// An execution of the root's state machine, or of one that is known.
  func execution(_ reader: WireReader, machine name: WireReader) throws -> Execution {
    var machine = machine
    var original = original
    if let name = try name.optionalString() {
      guard let known = options.stateMachines[name] else {
        throw SnapshotError(.otherDefinition, "the state machine '\(name)' of one of the executions is not known")
      }
      machine = known
      original = nil
    }
    do throws(SnapshotError) {
      return try Execution(restoring: ExecutionSnapshot(json: reader.json), machine: machine, original: original)
    } catch {
      throw SnapshotError(error.reason, "\(reader.path): \(error)")
    }
  }
}

extension ExecutionTree {
  /// Connects executions with those that wait for them, and checks that they do.
  fileprivate mutating func connect(_ readers: [WireReader]) throws {
    for place in nodes.indices {
      let reader = readers[place]
      let id = NodeID(place: Int32(truncatingIfNeeded: place), generation: nodes[place].generation)
      switch nodes[place].role {
      case .root:
        guard id == .root, nodes[place].depth == 0 else { throw reader.problem("the only execution at the top, first") }
        continue
      case .free: continue
      case .child(let run, let index, _):
        guard place > 0, isParent(run.node, of: place, levels: 0),
          let request = nodes[Int(run.node.place)].execution.runningChild(run.id, index),
          let child = nodes[place].execution.mapRunChild, child.index == index, child.mapRunARN == request.mapRunARN,
          running[run]?[index] == nil
        else { throw reader.problem("a child that its parent waits for") }
        running[run, default: [:]][index] = id
      case .awaited(let task, _):
        guard place > 0, isParent(task.node, of: place, levels: 1) else { throw reader.problem("a parent") }
        let parent = Int(task.node.place)
        guard nodes[parent].execution.isSubmitted(task.id), let request = nodes[parent].execution.openTask(task.id),
          let form = NestedExecution.form(of: request), form.isAwaited, nodes[parent].awaited[task.id] == nil
        else { throw reader.problem("an execution that a task waits for") }
        nodes[place].role = .awaited(by: task, form)
        nodes[parent].awaited[task.id] = id
      case .detached:
        guard place > 0 else { throw reader.problem("the execution at the top") }
        detachedCount += 1
      }
      guard case .running = nodes[place].execution.status, nodes[place].execution.hasBegun else {
        throw reader.problem("an execution that goes on")
      }
    }
  }

  /// Parents are one level above their children, so that none is its own parent.
  ///
  /// - Parameter levels: how much deeper than its parent the execution is nested.
  private func isParent(_ node: NodeID, of place: Int, levels: Int) -> Bool {
    guard isUnderWay(node) else { return false }
    let parent = nodes[Int(node.place)]
    if case .free = parent.role { return false }
    return nodes[place].depth == parent.depth + 1 && nodes[place].nesting == parent.nesting + levels
  }

  fileprivate mutating func readFreePlaces(_ reader: WireReader) throws {
    var free: Set<Int32> = []
    for element in try reader.elements() {
      let place: Int32 = try element.integer(0...Int32.max)
      guard nodes.indices.contains(Int(place)), case .free = nodes[Int(place)].role, free.insert(place).inserted else {
        throw element.problem("a free place, once")
      }
      freePlaces.append(place)
    }
    let count = nodes.count { if case .free = $0.role { true } else { false } }
    guard count == free.count else { throw reader.problem("all free places") }
  }
}
