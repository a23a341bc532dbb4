import OrderedJSON
import StatesTesting

func fuzzDefinition(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let text = parts.next() else { return }
  let input = parts.document()
  let type: StateMachineType = parts.next()?.first == 0x45 ? .express : .standard
  let source = SourceText(bytes: text)
  let result = Validator(type: type).validate(source)
  try checkDiagnostics(result.diagnostics, of: text)
  let compiled = try? StateMachine(parsing: text, type: type)
  // A placeholder may be where a name is looked up: valid, but it cannot run.
  let hasPlaceholder = zip(text, text.dropFirst()).contains { $0 == 0x24 && $1 == 0x7b }
  try promise(
    result.isValid == (compiled != nil) || (result.isValid && hasPlaceholder), "valid and compiled are not the same")
  guard let machine = compiled else { return }
  try checkPictures(of: machine)
  try checkBuilder(text, type)
  let straight = Budget.run(machine, input: input)
  try promise(straight.history.count <= Budget.events, "more events than there may be")
  guard straight.history.count < 200 else { return }
  let suspended = Budget.run(machine, input: input, suspending: true)
  if let problem = suspended.snapshotProblem { throw BrokenPromise("its snapshot cannot be read: \(problem)") }
  try promise(Budget.text(suspended) == Budget.text(straight), "suspended at every step it runs otherwise")
  if straight.status != .succeeded, straight.status != .running { _ = Budget.redrive(straight) }
}

private func checkDiagnostics(_ diagnostics: [Diagnostic], of text: [UInt8]) throws(BrokenPromise) {
  var fixes: [Diagnostic.Fix] = []
  for diagnostic in diagnostics {
    for range in [diagnostic.range] + diagnostic.notes.map(\.range) + diagnostic.fixes.map(\.range) {
      try promise(
        range.start >= 0 && range.start <= range.end && range.end <= text.count, "\(diagnostic): no such range")
    }
    try promise(!diagnostic.message.isEmpty, "\(diagnostic.code) says nothing")
    fixes += diagnostic.fixes.prefix(1)
  }
  guard !fixes.isEmpty else { return }
  _ = Validator().validate(SourceText(bytes: SourceText(bytes: text).applying(fixes).bytes))
}

/// How executions are run here: with small quotas, and tasks that answer by their names.
enum Budget {
  static let events = 400

  static var quotas: ExecutionQuotas {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = events
    quotas.maximumPayloadBytes = 16_384
    quotas.maximumVariableBytes = 16_384
    quotas.maximumTotalVariableBytes = 65_536
    return quotas
  }

  static func driver(_ datasets: any DatasetStore = InMemoryDatasetStore()) -> VirtualTimeDriver {
    var resources = ResourceRouter()
    resources.otherwise(answer)
    return VirtualTimeDriver(resources: resources, datasets: datasets)
  }

  static func execution(_ machine: StateMachine, input: JSON) -> Execution {
    Execution(
      machine, input: input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(1),
      quotas: quotas)
  }

  static func run(
    _ machine: StateMachine, input: JSON, datasets: any DatasetStore = InMemoryDatasetStore(), suspending: Bool = false
  ) -> ExecutionResult {
    var driver = driver(datasets)
    driver.suspendsAtEveryStep = suspending
    return driver.run(execution(machine, input: input))
  }

  static func redrive(_ result: ExecutionResult) -> ExecutionResult? { try? driver().redrive(result) }

  static func text(_ result: ExecutionResult) -> [UInt8] {
    var writer = ByteWriter()
    result.history.writeHistory(to: &writer)
    return writer.bytes
  }

  /// Results, errors, late answers and none, by nothing but the task.
  @Sendable static func answer(_ task: TaskRequest) -> TaskReport {
    let name = task.stateName.utf8.reduce(0 as Int) { ($0 &* 31 &+ Int($1)) & 0xffff }
    switch (name &+ task.retryCount) % 7 {
    case 0: return TaskReport(.failed(error: "E", cause: "c"))
    case 1: return TaskReport(.failed(error: "States.TaskFailed", cause: nil), milliseconds: 3_000)
    case 2: return TaskReport(.never)
    case 3: return TaskReport(.succeeded(task.input), milliseconds: 1_000)
    default: return TaskReport(.succeeded(["n": 4, "list": [1, "x"], "flag": false]))
    }
  }
}
