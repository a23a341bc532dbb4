import Testing

@testable import StepFunctionsHTTP

@Suite struct HostNameTests {
  @Test(arguments: [
    ("localhost:8083", "localhost", true), ("LOCALHOST", "localhost", true), ("127.0.0.1:1", "127.0.0.1", true),
    ("127.4.5.6", "127.4.5.6", true), ("[::1]:8083", "::1", true), ("sync-localhost:8083", "sync-localhost", true),
    ("sync-127.0.0.1", "sync-127.0.0.1", true), ("states.localhost", "states.localhost", true),
    ("attacker.example:8083", "attacker.example", false),
    ("localhost.attacker.example", "localhost.attacker.example", false),
    ("127.0.0.1.attacker.example", "127.0.0.1.attacker.example", false), ("127.0.0.256", "127.0.0.256", false),
    ("", "", false), ("[", "[", false),
  ])
  func aNameOfThisMachine(authority: String, name: String, isLoopback: Bool) {
    #expect(HostName(authority).name == name)
    #expect(HostName(authority).isLoopback == isLoopback)
  }
}

@Suite struct RequestGateTests {
  @Test func itCountsRequestsAndPollsApart() throws {
    var limits = HTTPLimits()
    limits.requests = 1
    limits.polls = 2
    let gate = RequestGate(limits)
    let one = try #require(gate.enter(isPoll: false, bytes: 0))
    #expect(gate.enter(isPoll: false, bytes: 0) == nil)
    #expect(gate.enter(isPoll: true, bytes: 0) != nil)
    #expect(gate.enter(isPoll: true, bytes: 0) != nil)
    #expect(gate.enter(isPoll: true, bytes: 0) == nil)
    gate.leave(one)
    #expect(gate.enter(isPoll: false, bytes: 0) != nil)
  }

  @Test func itCountsTheBytesOfBodies() throws {
    var limits = HTTPLimits()
    limits.totalBodyBytes = 10
    let gate = RequestGate(limits)
    let six = try #require(gate.enter(isPoll: false, bytes: 6))
    #expect(gate.enter(isPoll: false, bytes: 5) == nil)
    #expect(gate.enter(isPoll: false, bytes: 4) != nil)
    gate.leave(six)
    #expect(gate.enter(isPoll: false, bytes: .max) == nil)
    #expect(gate.enter(isPoll: false, bytes: 6) != nil)
  }
}

@Suite struct HTTPLimitsTests {
  @Test func anyValueCanBeSet() {
    var limits = HTTPLimits()
    limits.bodyBytes = .max
    limits.totalBodyBytes = .min
    limits.requests = .min
    limits.polls = 0
    limits.bodyTimeout = .seconds(Int64.max)
    limits.idleTimeout = .seconds(-1)
    limits.headBytes = -5
    let bounded = limits.bounded
    #expect(bounded.bodyBytes == 1 << 30)
    #expect(bounded.totalBodyBytes == 0)
    #expect(bounded.requests == 1)
    #expect(bounded.polls == 1)
    #expect(bounded.bodyTimeout == .seconds(86_400))
    #expect(bounded.idleTimeout == .milliseconds(1))
    #expect(bounded.headBytes == 1_024)
  }
}
