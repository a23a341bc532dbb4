import LanguageSupport
import OrderedJSON
import Testing

@testable import StatesEngine
@testable import StatesTesting

/// What the debugger computes from a history is what the engine has.
@Suite struct DebuggerPropertyTests {
  /// A branch, as the engine and the history have it.
  private struct Seen: Comparable, CustomStringConvertible {
    var state: String
    var input: String
    var variables: String

    static func < (left: Seen, right: Seen) -> Bool {
      (left.state, left.input, left.variables) < (right.state, right.input, right.variables)
    }

    var description: String { "\(state) \(input) \(variables)" }
  }

  private static func branches(of execution: Execution) -> [Seen] {
    execution.branches.compactMap { branch in
      if case .free = branch.phase { return nil }
      return Seen(
        state: execution.machine.states[Int(branch.state)].name, input: branch.input.json.description,
        variables: JSON.object(branch.variables).description)
    }.sorted()
  }

  /// Those that have failed may have ended.
  private static func branches(of scopes: HistoryScopes, failed: Bool) -> [Seen] {
    scopes.branches.compactMap { branch in
      guard branch.isOpen, branch.hasFailed == failed, let state = branch.state else { return nil }
      return Seen(
        state: state.name, input: branch.input.description, variables: JSON.object(branch.variables).description)
    }.sorted()
  }

  /// Goes on by one event, and answers tasks in all ways.
  private static func goOn(_ debugger: inout Debugger, _ random: inout SplitMix64) -> Bool {
    let event = debugger.event
    _ = debugger.run("step")
    if debugger.event > event { return true }
    guard debugger.result.status == .running, let task = debugger.timeline.head.openTasks.first else { return false }
    let answers = [
      #"answer #N {"items": [1, 2], "flag": true}"#, "answer #N 1", "fail #N E0", "fail #N E1 \"a cause\"",
      "timeout #N",
      "leave #N", "heartbeat #N", "advance 3s",
    ]
    let answer = answers[Int(random.next() % UInt64(answers.count))]
    _ = debugger.run(answer.replacing("#N", with: "#\(task.number)"))
    return true
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func theHistorySaysWhatTheEngineHas(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var compared = 0
    var recomputed = 0
    for round in 0..<25 as Range<UInt64> {
      var generator = DefinitionGenerator(seed: seed &* 1_000 &+ round)
      let text = generator.definition()
      guard let machine = try? StateMachine(parsing: text) else { continue }
      var debugger = Debugger(machine, input: DefinitionGenerator.input)
      // Random values cannot be computed twice.
      let isRepeatable = !text.contains("UUID")
      for _ in 0..<300 {
        guard Self.goOn(&debugger, &random) else { break }
        let head = debugger.timeline.head.execution
        if debugger.event == debugger.timeline.eventCount, case .running = head.root.status {
          compared += 1
          var engine = Self.branches(of: head.root)
          let history = Self.branches(of: debugger.scopes, failed: false)
          for branch in Self.branches(of: debugger.scopes, failed: true) {
            if let place = engine.firstIndex(of: branch) { engine.remove(at: place) }
          }
          #expect(engine == history, "seed \(seed), round \(round), event \(debugger.event): \(text)")
          guard engine == history else { return }
        }
        guard isRepeatable, case .stateExited(let state, let output, _)? = debugger.currentEvent?.details,
          let index = debugger.scopes.currentIndex, let found = debugger.data.inspected(index)?.outcome
        else { continue }
        switch (state.kind, debugger.scopes.branches[index].work) {
        case (.task, .unknown), (.map, .unknown), (.parallel, .unknown): continue
        default: break
        }
        recomputed += 1
        #expect(found.output == output.json, "seed \(seed), round \(round), event \(debugger.event): \(text)")
      }
    }
    #expect(compared > 20)
    #expect(recomputed > 10)
  }
}
