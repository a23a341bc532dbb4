import LanguageSupport
import Testing

@testable import StepFunctions

@Suite struct ResourceGatesTests {
  /// What is inside a gate: the users of a resource, and those that change it.
  private struct Inside: Sendable {
    var users = 0
    var writers = 0
    var mostUsers = 0
    var hasOverlapped = false
  }

  @Test func oneThatChangesAResourceIsAlone() async throws {
    let gates = ResourceGates()
    let inside = Locked(Inside())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          if number % 5 == 0 {
            try await gates.exclusive("a") { () throws(StepFunctionsError) in
              inside.withLock {
                $0.writers += 1
                if $0.users > 0 || $0.writers > 1 { $0.hasOverlapped = true }
              }
              await Task.yield()
              inside.withLock { $0.writers -= 1 }
            }
          } else {
            try await gates.shared("a") { () throws(StepFunctionsError) in
              inside.withLock {
                $0.users += 1
                $0.mostUsers = max($0.mostUsers, $0.users)
                if $0.writers > 0 { $0.hasOverlapped = true }
              }
              await Task.yield()
              inside.withLock { $0.users -= 1 }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.withLock { !$0.hasOverlapped && $0.users == 0 && $0.writers == 0 })
    #expect(inside.withLock { $0.mostUsers } > 1)
  }

  @Test func anErrorOpensTheGateAgain() async throws {
    let gates = ResourceGates()
    await expectRefusal(.conflict) {
      try await gates.exclusive("a") { () throws(StepFunctionsError) in throw StepFunctionsError(.conflict, "") }
    }
    #expect(try await gates.exclusive("a") { () throws(StepFunctionsError) in 1 } == 1)
  }

  @Test func resourcesDoNotWaitForEachOther() async throws {
    let gates = ResourceGates()
    let answer = try await gates.exclusive("a") { () throws(StepFunctionsError) in
      try await gates.exclusive("b") { () throws(StepFunctionsError) in 2 }
    }
    #expect(answer == 2)
  }
}
