public import OrderedJSON
import StatesEngine
import StatesLanguage
public import StatesRuntime

/// The executions below the one under test.
public struct Descendants: OptionSet, Sendable {
  /// The bits of the set.
  public let rawValue: Int

  /// Creates a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The children of distributed Maps.
  public static let children = Descendants(rawValue: 1)
  /// The executions that `states:startExecution` tasks started.
  public static let nested = Descendants(rawValue: 2)
  /// All of them.
  public static let all: Descendants = [.children, .nested]
}

/// What happened in each state.
///
/// A state is named as the definition names it: `Ship`. `Ship[2]` is the state in iteration 2 of its Map, `Ship[0][1]` that in
/// iteration 1 of an inner Map. The states of children of distributed Maps are states of their definition like any other.
/// A name that the definition does not have is looked for in the state machines that tasks start; with `in:` only in the
/// one of that name. A name that none has is an error, so that an expectation about it cannot succeed by mistake.
extension ExecutionResult {
  /// The visits of all states, in the order in which they were entered, those in children of distributed Maps and in
  /// executions that tasks started included.
  public var visits: [StateVisit] { VisitedTree(self).visits }

  /// The visits of a state, in the order in which it was entered.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it; by default the one under test, if it has it, otherwise all
  ///     those that tasks start.
  /// - Throws: ``UnknownState``.
  public func visits(_ state: String, in machine: String? = nil) throws(UnknownState) -> [StateVisit] {
    let query = try StateQuery(state, in: machine, of: self)
    return VisitedTree(self).visits.filter(query.includes)
  }

  /// How often a state was entered.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it.
  /// - Throws: ``UnknownState``.
  public func visits(of state: String, in machine: String? = nil) throws(UnknownState) -> Int {
    try visits(state, in: machine).count
  }

  /// What a Task state has sent to its resource, for each attempt: its input after `Parameters` or `Arguments`.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it.
  /// - Throws: ``UnknownState``.
  public func calls(of state: String, in machine: String? = nil) throws(UnknownState) -> [JSON] {
    let attempts = try visits(state, in: machine).flatMap(\.attempts)
    return attempts.enumerated().sorted { ($0.element.began, $0.offset) < ($1.element.began, $1.offset) }
      .compactMap(\.element.input)
  }

  /// The output of a state when it was last left, or `nil` if it never was.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it.
  /// - Throws: ``UnknownState``.
  public func output(of state: String, in machine: String? = nil) throws(UnknownState) -> JSON? {
    let left = try visits(state, in: machine).compactMap { visit in visit.exitOrder.map { (order: $0, visit) } }
    return left.max { $0.order < $1.order }?.1.output
  }

  /// The input of a state when it was last entered, or `nil` if it never was.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it.
  /// - Throws: ``UnknownState``.
  public func input(of state: String, in machine: String? = nil) throws(UnknownState) -> JSON? {
    try visits(state, in: machine).last?.input
  }

  /// The executions that a state has started, in the order in which they started: those of a `states:startExecution` task, the
  /// children of a distributed Map. Each is a result of its own, with the executions below it.
  ///
  /// ```swift
  /// #expect(try test.run().executions(startedBy: "Pay").map(\.status) == [.succeeded])
  /// ```
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it.
  /// - Throws: ``UnknownState``.
  public func executions(
    startedBy state: String, in machine: String? = nil
  ) throws(UnknownState) -> [ExecutionResult] {
    let query = try StateQuery(state, in: machine, of: self)
    let tree = VisitedTree(self)
    let started = tree.entries.flatMap { entry in
      entry.starts.filter { query.includes(entry.visits[$0.visit]) }.map(\.entry)
    }
    return started.sorted().map { below(tree, $0) }
  }

  /// The executions of a state machine that tasks have started, in the order in which they started, each with the executions
  /// below it.
  ///
  /// - Parameter machine: the name of the state machine.
  /// - Throws: ``UnknownState``, if neither the test nor the execution knows the state machine.
  public func executions(of machine: String) throws(UnknownState) -> [ExecutionResult] {
    let name = try StateQuery.machine(machine, of: self)
    let tree = VisitedTree(self)
    return tree.entries.indices.filter { index in
      tree.entries[index].identity.role == .nested
        && tree.entries[index].identity.stateMachine.hasSameUTF8(as: name)
    }.map { below(tree, $0) }
  }

  /// One of the executions below, as a result.
  private func below(_ tree: VisitedTree, _ entry: Int) -> ExecutionResult {
    let executions = tree.positions(from: entry).map { $0 == 0 ? execution : children[$0 - 1] }
    var result = ExecutionResult(execution: executions[0], children: Array(executions.dropFirst()))
    result.notes = notes
    return result
  }

  /// The names of the states that were entered, in order, with those of executions below: they follow the Map or Task state
  /// that started them, one execution after the other. ``path`` has the execution's own states only.
  public func path(including descendants: Descendants) -> [String] { VisitedTree(self).path(of: 0, descendants) }

  /// The names of the states that were entered in executions of a state machine that tasks started, one execution after the
  /// other.
  ///
  /// - Parameter machine: the name of the state machine.
  /// - Throws: ``UnknownState``, if neither the test nor the execution knows the state machine.
  public func path(in machine: String) throws(UnknownState) -> [String] {
    let name = try StateQuery.machine(machine, of: self)
    let tree = VisitedTree(self)
    return tree.entries.indices.filter { index in
      if case .child = tree.entries[index].identity.role { return false }
      return tree.entries[index].identity.stateMachine.hasSameUTF8(as: name)
    }.flatMap { tree.path(of: $0, []) }
  }
}
