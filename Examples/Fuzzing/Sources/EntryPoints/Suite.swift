import OrderedJSON
import StatesTesting

/// A suite, whose cases are run on a definition of this file; and perhaps a definition, for which a first suite is
/// written.
func fuzzSuite(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let text = parts.next() else { return }
  if let definition = parts.last(), let machine = try? StateMachine(parsing: definition) { try checkStarter(machine) }
  guard let suite = try readSuite(text), let machine = SuiteWorld.machine else { return }
  let first = try written(suite, machine)
  let second = try written(suite, machine)
  try promise(first == second, "the same suite is reported otherwise the second time")
}

private func readSuite(_ text: [UInt8]) throws(BrokenPromise) -> TestSuite? {
  do throws(SuiteProblem) {
    return try TestSuite(parsing: SourceText(bytes: text, name: "m.asl-test.json"))
  } catch {
    try promise(!error.message.isEmpty, "a problem that says nothing")
    try promise(error.position.map { $0.line >= 1 && $0.column >= 1 } ?? false, "\(error): no position")
    return nil
  }
}

/// Runs the first cases, and writes every report on them.
private func written(_ suite: TestSuite, _ machine: StateMachine) throws(BrokenPromise) -> [String] {
  let collector = CoverageCollector(of: [machine])
  let outcomes = CoverageCollector.$current.withValue(collector) {
    suite.cases.prefix(4).map { suite.run($0, on: machine, files: SuiteWorld.files) }
  }
  for failure in outcomes.flatMap(\.failures) { try promise(!failure.message.isEmpty, "a failure that says nothing") }
  let report = SuiteReport(file: "m.asl-test.json", suite: suite, outcomes: outcomes)
  try promise(report.passed + report.failed + report.skipped == outcomes.count, "cases that are not counted")
  let tap = SuiteReport.tap([report])
  let lines = tap.utf8.split(separator: 0x0a).count { $0.starts(with: "ok ".utf8) || $0.starts(with: "not ok ".utf8) }
  try promise(lines == outcomes.count, "TAP has \(lines) results of \(outcomes.count) cases")
  let junit = SuiteReport.junit([report])
  let forms = CoverageFormat.allCases.map { collector.coverage.report($0) }
  let texts = [report.text(), JSONPrinter.compact.string(report.json), tap, junit] + forms
  for text in texts {
    try promise(!text.isEmpty, "a report that says nothing")
    try promise(text.utf8.count <= 1 << 20 + 64 * suite.source.bytes.count, "a report of \(text.utf8.count) bytes")
  }
  for text in [junit, collector.coverage.report(.cobertura)] {
    try promise(text.unicodeScalars.allSatisfy(isXML), "a character that XML does not have")
  }
  return texts
}

/// - SeeAlso: XML 1.0, production 2, "Char".
private func isXML(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0a, 0x0d, 0x20...0xd7ff, 0xe000...0xfffd, 0x1_0000...0x10_ffff: true
  default: false
  }
}

/// A first suite for a definition can be read, names only states that there are, and is always the same.
private func checkStarter(_ machine: StateMachine) throws(BrokenPromise) {
  guard machine.states.count <= 12 else { return }
  let starter = TestSuite.starter(for: machine, definition: "m.asl.json")
  let again = TestSuite.starter(for: machine, definition: "m.asl.json")
  try promise(starter.suite == again.suite && starter.missing == again.missing, "two first suites for one definition")
  try promise(
    starter.missing.allSatisfy { machine.index(ofState: $0) != nil }, "a state that the definition does not have")
  let text = JSONPrinter.pretty.bytes(starter.suite)
  guard let suite = try readSuite(text) else { throw BrokenPromise("its first suite cannot be read") }
  try promise(suite.cases.count <= 200, "\(suite.cases.count) cases in a first suite")
  for testCase in suite.cases.prefix(8) {
    let outcome = suite.run(testCase, on: machine, files: SuiteWorld.files)
    try promise(outcome.hasPassed, "'\(testCase.name)' of its first suite fails: \(outcome.failures)")
  }
}

/// What suites are about here.
private enum SuiteWorld {
  static let machine = try? StateMachine(parsing: definition)

  static let files = SuiteFiles(
    machine: { file, _ throws(BrokenPromise) in
      guard let machine, !file.isEmpty else { throw BrokenPromise("no such definition") }
      return machine
    },
    bytes: { file throws(BrokenPromise) in
      switch file {
      case "input.json": return Array(#"{"lines":[9]}"#.utf8)
      case "mocks.json": return Array(mocks.utf8)
      default: throw BrokenPromise("no such file")
      }
    })

  private static let mocks = """
    {"StateMachines":{"M":{"TestCases":{"C":{"Charge":"R"}}}},"MockedResponses":{"R":{"0":{"Return":{"lines":[1]}}}}}
    """

  private static let definition = """
    {"StartAt":"Charge","States":{
      "Charge":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:charge","TimeoutSeconds":900,
        "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Refund"}],
        "Next":"Both"},
      "Both":{"Type":"Parallel","Next":"Each","ResultPath":null,"Branches":[
        {"StartAt":"Left","States":{"Left":{"Type":"Choice","Choices":[
          {"Variable":"$.express","IsPresent":true,"Next":"Fast"}],"Default":"Slow"},
          "Fast":{"Type":"Pass","End":true},"Slow":{"Type":"Wait","Seconds":5,"End":true}}},
        {"StartAt":"Right","States":{"Right":{"Type":"Pass","QueryLanguage":"JSONata",
          "Output":"{% $exists($states.input.lines) ? 'some' : 'none' %}","End":true}}}]},
      "Each":{"Type":"Map","ItemsPath":"$.lines","ResultPath":"$.shipped","Next":"Read","ItemProcessor":{
        "StartAt":"Ship","States":{"Ship":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "TimeoutSeconds":60,"Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}},
      "Read":{"Type":"Map","ResultPath":null,"Next":"Start","ToleratedFailurePercentage":100,"ItemReader":{
        "Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"},
        "Parameters":{"Bucket":"b","Key":"k"}},"ItemProcessor":{
          "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Row","States":{
            "Row":{"Type":"Pass","End":true}}}},
      "Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","TimeoutSeconds":60,
        "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Child","Input":{"n":1}},
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Refund"}],"End":true},
      "Refund":{"Type":"Fail","Error":"Refunded","Cause":"no money left"}}}
    """
}
