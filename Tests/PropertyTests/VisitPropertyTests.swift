import LanguageSupport
import StatesTesting
import Testing

/// The visits that are read from a history are those that the engine made.
@Suite struct VisitPropertyTests {
  /// A task as the engine knows it.
  private struct Call: Hashable {
    var state: String
    var iterations: [Int]
    var input: JSON

    static func of(_ result: ExecutionResult) -> [Call] {
      ([result.execution] + result.children).flatMap(\.history).compactMap { event in
        guard case .taskScheduled(let task) = event.details else { return nil }
        return Call(state: task.stateName, iterations: task.iterations, input: task.input)
      }
    }

    static func of(_ visits: [StateVisit]) -> [Call] {
      visits.flatMap { visit in
        visit.attempts.compactMap { attempt in
          attempt.input.map { Call(state: visit.state, iterations: visit.iteration, input: $0) }
        }
      }
    }
  }

  private func count<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private func check(_ result: ExecutionResult, _ definition: String) throws {
    let visits = result.visits
    let events = ([result.execution] + result.children).flatMap(\.history)
    var entered: [String] = []
    var exited: [String] = []
    var aborted: [String] = []
    for event in events {
      switch event.details {
      case .stateEntered(let state, _): entered.append(state.name)
      case .stateExited(let state, _, _): exited.append(state.name)
      case .stateAborted(let state): aborted.append(state.name)
      default: break
      }
    }
    #expect(count(visits.map(\.state)) == count(entered), "\(definition)")
    #expect(count(visits.filter { $0.ending == .exited }.map(\.state)) == count(exited), "\(definition)")
    #expect(count(Call.of(visits)) == count(Call.of(result)), "\(definition)")
    #expect(visits.allSatisfy { $0.ending != .open }, "\(definition)")
    let cutOff = count(visits.filter { $0.ending == .aborted || $0.ending == .failed }.map(\.state))
    for (state, number) in count(aborted) where result.execution.identity.redriveCount == 0 {
      #expect(cutOff[state, default: 0] >= number, "\(state): \(definition)")
    }
    #expect(visits.map(\.entered) == visits.map(\.entered).sorted(), "\(definition)")
    for visit in visits {
      #expect(visit.attempts.dropLast().allSatisfy { $0.ended != nil }, "\(visit): \(definition)")
      #expect(visit.attempts.dropLast().allSatisfy { $0.result == nil }, "\(visit): \(definition)")
      let maps = result.execution.machine.states.filter { $0.type == .map }.count
      #expect(visit.iteration.count <= maps && visit.branch.allSatisfy { $0 >= 0 }, "\(visit): \(definition)")
    }
    // What leads to the states below is never longer than what there is.
    #expect(result.path(including: .all).count <= visits.count, "\(definition)")
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func visitsAreThoseOfTheHistory(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    let machine = try StateMachine(parsing: definition)
    var resources = ResourceRouter()
    resources.otherwise(ExecutionPropertyTests.answer)
    var driver = VirtualTimeDriver(resources: resources)
    driver.keepsChildren = true
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 2_000
    var result = driver.run(
      Execution(
        machine, input: DefinitionGenerator.input,
        identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(seed), quotas: quotas))
    try check(result, definition)
    for _ in 0..<2 where result.status != .succeeded {
      guard let next = try? driver.redrive(result) else { break }
      result = next
      try check(result, definition)
    }
  }
}
