import Benchmark
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// A chain of so many states of one kind. `body` gives a state's fields without its transition.
private func chain(_ count: Int, _ body: (Int) -> String) throws -> StateMachine {
  let states = (0..<count).map { number in
    let next = number + 1 == count ? "\"End\":true" : "\"Next\":\"S\(number + 1)\""
    return "\"S\(number)\":{\(body(number)),\(next)}"
  }
  return try StateMachine(parsing: "{\"StartAt\":\"S0\",\"States\":{\(states.joined(separator: ","))}}")
}

private func choices(_ count: Int) throws -> StateMachine {
  let states = (0..<count).map {
    "\"S\($0)\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.n\",\"NumericEquals\":7,\"Next\":\"S\($0 + 1)\"}]}"
  }
  return try StateMachine(
    parsing: "{\"StartAt\":\"S0\",\"States\":{\(states.joined(separator: ",")),\"S\(count)\":{\"Type\":\"Succeed\"}}}")
}

private func pass(_ name: String) -> String {
  "{\"StartAt\":\"\(name)\",\"States\":{\"\(name)\":{\"Type\":\"Pass\",\"End\":true}}}"
}

private let input: JSON = ["n": 7, "items": .array((0..<1_000).map { .integer($0) }), "id": "A-17"]

private func run(_ machine: StateMachine, _ resources: ResourceRouter = ResourceRouter()) -> ExecutionResult {
  let identity = ExecutionIdentity(stateMachineName: "Benchmark", name: "run")
  return VirtualTimeDriver(resources: resources)
    .run(Execution(machine, input: input, identity: identity, seed: .fixed(0), quotas: .unlimited))
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.cpuUser, .throughput, .instructions], maxDuration: .seconds(1))
  var resources = ResourceRouter()
  resources.function("ok") { _ in ["ok": true] }
  resources.function("fails") { _ in throw TaskFailure("Broken", cause: "always") }
  let router = resources

  func transitions(_ name: String, _ make: @escaping @Sendable () throws -> StateMachine) {
    Benchmark(name) { benchmark in
      let machine = try make()
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(run(machine, router)) }
    }
  }
  let lambda = "\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111111111111:function:"
  transitions("1,000 × Pass") { try chain(1_000) { _ in "\"Type\":\"Pass\"" } }
  transitions("1,000 × Pass, JSONata") {
    try chain(1_000) { _ in "\"Type\":\"Pass\",\"QueryLanguage\":\"JSONata\",\"Output\":\"{% $states.input %}\"" }
  }
  transitions("1,000 × Pass, Parameters and ResultPath") {
    try chain(1_000) { _ in "\"Type\":\"Pass\",\"Parameters\":{\"id.$\":\"$.id\"},\"ResultPath\":\"$.last\"" }
  }
  transitions("1,000 × Choice") { try choices(1_000) }
  transitions("1,000 × Wait") { try chain(1_000) { _ in "\"Type\":\"Wait\",\"Seconds\":10" } }
  transitions("1,000 × Task") { try chain(1_000) { _ in lambda + "ok\"" } }
  transitions("100 tasks that fail five times, then are caught") {
    try chain(101) { number in
      guard number < 100 else { return "\"Type\":\"Pass\"" }
      return lambda + "fails\",\"Retry\":[{\"ErrorEquals\":[\"Broken\"],\"MaxAttempts\":4}],"
        + "\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"ResultPath\":null,\"Next\":\"S\(number + 1)\"}]"
    }
  }
  transitions("Parallel, 10 branches × 10") {
    try chain(10) { number in
      let branches = (0..<10).map { pass("P\(number)-\($0)") }
      return "\"Type\":\"Parallel\",\"ResultPath\":null,\"Branches\":[\(branches.joined(separator: ","))]"
    }
  }
  transitions("Map, 1,000 items") {
    try chain(1) { _ in "\"Type\":\"Map\",\"ItemsPath\":\"$.items\",\"ItemProcessor\":\(pass("P"))" }
  }

  func waiting() throws -> (machine: StateMachine, execution: Execution) {
    let machine = try chain(100) { "\"Type\":\"\($0 == 99 ? "Wait\",\"Seconds\":60" : "Pass\"")" }
    let identity = ExecutionIdentity(stateMachineName: "Benchmark", name: "run")
    var execution = Execution(machine, input: input, identity: identity, seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 0))
    return (machine, execution)
  }
  Benchmark("write a snapshot") { benchmark in
    let execution = try waiting().execution
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(execution.snapshot().bytes) }
  }
  Benchmark("read a snapshot") { benchmark in
    let (machine, execution) = try waiting()
    let bytes = execution.snapshot().bytes
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(try Execution(restoring: ExecutionSnapshot(bytes: bytes), machine: machine))
    }
  }
  Benchmark("print a history") { benchmark in
    let history = run(try chain(1_000) { _ in "\"Type\":\"Pass\"" }).history
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var writer = ByteWriter(capacity: 1 << 20)
      history.writeHistory(to: &writer)
      blackHole(writer.count)
    }
  }
}
