import LanguageSupport
import OrderedJSON
import StatesLanguage
import StatesTesting

/// `asl test`: runs suites of test cases.
struct TestCommand {
  static let usage = """
    Usage: asl test [OPTION]... FILE|DIR...
           asl test --init DEFINITION [--output FILE]
           asl test --schema

    Runs test suites, JSON files named *.asl-test.json, in virtual time. DIR means all suites in its directory tree.
    A suite names a definition and has cases: inputs, mocks of tasks, and what is expected:

      {"definition": "order.asl.json",
       "cases": [{"name": "ships", "input": {"order": 7},
                  "mocks": {"Charge": [{"throw": "Busy"}, {"return": {"paid": true}}]},
                  "expect": {"output": {"paid": true}, "path": ["Charge", "Ship"]}}]}

      --filter TEXT          run only cases with TEXT in 'FILE: NAME'
      --format FORMAT        text (default), json, or tap
      --junit FILE           also write a JUnit report
      --tap FILE             also write a TAP report
      --coverage FILE        also write what the cases reach of the definitions: JSON, LCOV (*.info, *.lcov),
                             Cobertura (*.xml), or a table; '-' is standard output. May be repeated
      --min-coverage PERCENT fail if they reach less than this of all definitions
      --jobs N               run so many cases at the same time (default: as many as there are processors)
      --watch                run again whenever a file changes, until interrupted
      --init DEFINITION      write a first suite for a definition that passes, with cases that reach its states
      --output FILE          where --init writes (default: beside the definition; '-' is standard output)
      --schema               print the JSON schema of suites, for editors

    Exit status: 0 all cases passed, 1 some did not, 2 incorrect usage or a suite that cannot be read.
    """

  enum Format: String, CaseIterable {
    case text, json, tap
  }

  private let operands: [String]
  private let format: Format
  private let filter: String?
  private let junit: String?
  private let tap: String?
  private let coverageFiles: [String]
  private let minimumCoverage: Double?
  private let jobs: Int

  static func run(_ arguments: [String]) async throws -> Int32 {
    let reader = try ArgumentReader(
      arguments,
      options: DefinitionOptions.names.union([
        "filter", "format", "junit", "tap", "coverage", "min-coverage", "jobs", "init", "output",
      ]),
      switches: ["watch", "schema"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    if reader.has("schema") {
      Output.line(JSONPrinter.pretty.string(TestSuite.schema))
      return 0
    }
    if let path = reader["init"] {
      guard reader.operands.isEmpty else { throw UsageError(message: "--init takes one definition and no suites") }
      return try SuiteInit.run(path, reader)
    }
    let command = try TestCommand(reader)
    return reader.has("watch") ? try await command.watch() : try await command.runOnce().status
  }

  private init(_ reader: ArgumentReader) throws(UsageError) {
    guard !reader.operands.isEmpty else { throw UsageError(message: "no suite given; name files or directories") }
    operands = reader.operands
    guard let format = Format(rawValue: reader["format"] ?? Format.text.rawValue) else {
      let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(message: "--format takes one of \(known), not '\(reader["format"] ?? "")'")
    }
    self.format = format
    filter = reader["filter"]
    junit = reader["junit"]
    tap = reader["tap"]
    coverageFiles = reader.all("coverage")
    minimumCoverage = try reader["min-coverage"].map { text throws(UsageError) in
      guard let percent = Double(text), (0...100).contains(percent) else {
        throw UsageError(message: "--min-coverage takes a percentage from 0 to 100, not '\(text)'")
      }
      return percent
    }
    let jobs = try reader.integer("jobs") ?? Files.processorCount
    guard jobs > 0 else { throw UsageError(message: "--jobs takes a number from 1 on, not '\(jobs)'") }
    self.jobs = jobs
  }

  // MARK: Running

  /// Runs all suites and writes all reports.
  ///
  /// - Returns: the exit status, and the files that were read.
  private func runOnce() async throws -> (status: Int32, files: Set<String>) {
    let files = SuiteFolder.Files()
    var suites: [LoadedSuite] = []
    for path in try paths() { suites.append(LoadedSuite(path, files)) }
    let collector = CoverageCollector(of: suites.compactMap(\.machine))
    await CoverageCollector.$current.withValue(collector) { await run(&suites) }
    let coverage = collector.coverage
    var reports = suites.map(\.report)
    for (index, suite) in suites.enumerated() {
      if let shortfall = suite.shortfall(coverage) { reports[index].problem = shortfall }
    }
    try write(reports, coverage)
    let status: Int32 =
      suites.contains { $0.report.problem != nil } ? 2 : reports.contains { $0.failed > 0 } ? 1 : 0
    if let minimumCoverage, coverage.fraction * 100 < minimumCoverage {
      Output.complain("test: the cases reach less than \(minimumCoverage) % of the definitions\n\(coverage)")
      return (max(status, 1), files.all)
    }
    return (status, files.all)
  }

  private func paths() throws(FileProblem) -> [String] {
    var paths: [String] = []
    for operand in operands {
      guard Files.isDirectory(operand) else {
        paths.append(operand)
        continue
      }
      let found = try Files.files(below: operand, endingIn: SuiteFolder.ending)
      if found.isEmpty { throw FileProblem(message: "\(operand): no *\(SuiteFolder.ending) files in this directory") }
      paths += found
    }
    return paths
  }

  /// Runs the cases of all suites, so many at a time.
  private func run(_ suites: inout [LoadedSuite]) async {
    var open: [(suite: Int, testCase: TestSuite.Case)] = []
    for index in suites.indices {
      for testCase in suites[index].cases where includes(testCase, suites[index].path) {
        open.append((index, testCase))
      }
    }
    let running = suites
    var outcomes = [SuiteOutcome?](repeating: nil, count: open.count)
    await withTaskGroup(of: (Int, SuiteOutcome?).self) { group in
      var next = 0
      func start() {
        guard next < open.count else { return }
        let (number, (suite, testCase)) = (next, open[next])
        next += 1
        group.addTask { (number, running[suite].run(testCase)) }
      }
      for _ in 0..<min(jobs, open.count) { start() }
      for await (number, outcome) in group {
        outcomes[number] = outcome
        start()
      }
    }
    for (number, outcome) in outcomes.enumerated() {
      if let outcome { suites[open[number].suite].report.outcomes.append(outcome) }
    }
  }

  private func includes(_ testCase: TestSuite.Case, _ path: String) -> Bool {
    filter.map { "\(path): \(testCase.name)".contains($0) } ?? true
  }

  // MARK: Reports

  private func write(_ reports: [SuiteReport], _ coverage: Coverage) throws(FileProblem) {
    switch format {
    case .text:
      for report in reports where !report.outcomes.isEmpty || report.problem != nil { Output.line(report.text()) }
      let failed = reports.reduce(0) { $0 + $1.failed }
      let skipped = reports.reduce(0) { $0 + $1.skipped }
      let passed = reports.reduce(0) { $0 + $1.passed }
      Output.line("\(passed) passed, \(failed) failed" + (skipped > 0 ? ", \(skipped) skipped" : ""))
    case .json: Output.line(JSONPrinter.pretty.string(.array(reports.map(\.json))))
    case .tap: Output.line(String(SuiteReport.tap(reports).dropLast()))
    }
    if let junit { try Files.write(SuiteReport.junit(reports), to: junit) }
    if let tap { try Files.write(SuiteReport.tap(reports), to: tap) }
    for file in coverageFiles {
      let format = file == "-" ? .text : CoverageFormat(fileName: file)
      try Files.write(coverage.report(format, relativeTo: Files.currentDirectory), to: file)
    }
  }

  // MARK: Watching

  /// Runs whenever one of the files, or the list of suites, has changed; does not return.
  private func watch() async throws -> Int32 {
    while true {
      var known: Set<String> = []
      do {
        known = try await runOnce().files
      } catch let problem as FileProblem {
        Output.complain("test: \(problem.message)")
      }
      Output.line("Waiting for changes; interrupt to end.")
      let before = stamps(known)
      repeat { try await Task.sleep(nanoseconds: 300_000_000) } while stamps(known) == before
    }
  }

  /// What tells whether files have changed.
  private func stamps(_ files: Set<String>) -> [String: String] {
    let all = files.union((try? paths()) ?? [])
    return Dictionary(uniqueKeysWithValues: all.map { ($0, Files.stamp($0)) })
  }
}

/// A suite that has been read, with its definition.
private struct LoadedSuite: Sendable {
  let path: String
  let machine: StateMachine?
  var report: SuiteReport
  private let suite: TestSuite?
  private let files: SuiteFiles

  init(_ path: String, _ known: SuiteFolder.Files) {
    self.path = path
    report = SuiteReport(file: path)
    files = SuiteFolder(of: path, known).files
    var suite: TestSuite?
    var machine: StateMachine?
    do {
      known.insert(path)
      let read = try TestSuite(parsing: SourceText(bytes: try Files.read(path), name: path))
      suite = read
      report.suite = read
      machine = try read.machine(files)
    } catch {
      report.problem = (error as? FileProblem)?.message ?? "\(error)"
    }
    self.suite = suite
    self.machine = machine
  }

  var cases: [TestSuite.Case] { machine == nil ? [] : suite?.cases ?? [] }

  func run(_ testCase: TestSuite.Case) -> SuiteOutcome? {
    guard let suite, let machine else { return nil }
    return suite.run(testCase, on: machine, files: files)
  }

  /// What the cases do not reach of the definition, if that is too much.
  func shortfall(_ coverage: Coverage) -> String? {
    guard let minimum = suite?.minimumCoverage, let machine else { return nil }
    guard let covered = coverage.definitions.first(where: { $0.isSame(as: machine) }) else { return nil }
    guard covered.ratio.fraction * 100 < minimum else { return nil }
    return "the cases reach \(covered.ratio.percent) of the definition, less than \(minimum) %"
  }
}
