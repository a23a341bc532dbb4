private import Foundation
import StatesTesting
public import Testing

/// Collects what the tests of a suite reach of their definitions, and reports it when the suite has ended.
///
/// ```swift
/// @Suite(.coverage(of: "order.asl.json", atLeast: 1, reports: ["coverage/orders.xml"]))
/// struct OrderTests {
///   @Test func ships() throws {
///     #expect(try WorkflowTest(definitionFile: "order.asl.json").run().status == .succeeded)
///   }
/// }
/// ```
///
/// Runs of `WorkflowTest` count, those in parallel tests too. A run outside the task of its test, in a detached task for
/// instance, does not.
public struct CoverageTrait: SuiteTrait, TestTrait, TestScoping {
  fileprivate var definitions: [String]
  fileprivate var minimum: Double
  fileprivate var reports: [String]
  fileprivate var source: String

  /// Runs the tests, then writes the reports. An issue is recorded if less than the minimum was reached, or a file cannot
  /// be read or written.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    var machines: [StateMachine] = []
    for path in definitions { machines.append(try WorkflowTest(definitionFile: path, relativeTo: source).machine) }
    let collector = machines.isEmpty ? CoverageCollector() : CoverageCollector(of: machines)
    try await CoverageCollector.$current.withValue(collector) { try await function() }
    let coverage = collector.coverage
    for path in reports { try write(coverage, to: path) }
    if coverage.fraction < minimum {
      let needed = (minimum * 1_000).rounded() / 10
      Issue.record(
        "the tests reach less than \(needed) % of the definitions\n\(coverage)", sourceLocation: test.sourceLocation)
    }
  }

  /// Writes a report, and the folders on its way.
  private func write(_ coverage: Coverage, to path: String) throws {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    let file = URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let text = coverage.report(
      CoverageFormat(fileName: file.lastPathComponent), relativeTo: FileManager.default.currentDirectoryPath,
      at: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))
    try Data(text.utf8).write(to: file)
  }
}

extension Trait where Self == CoverageTrait {
  /// Collects what the tests of a suite reach of definitions.
  ///
  /// - Parameters:
  ///   - definitions: the files of the definitions; relative paths start in the folder of the test's own source file.
  ///     Without any, all definitions that are run.
  ///   - minimum: the fraction of all parts, from 0 to 1, that must be reached.
  ///   - reports: files to write; relative paths start in the folder of the test's own source file. The ending decides
  ///     the form: `.json`, `.info` or `.lcov` (LCOV), `.xml` (Cobertura), others a table as text.
  ///   - source: the test's source file; omit it.
  public static func coverage(
    of definitions: String..., atLeast minimum: Double = 0, reports: [String] = [],
    relativeTo source: String = #filePath
  ) -> CoverageTrait {
    CoverageTrait(definitions: definitions, minimum: minimum, reports: reports, source: source)
  }
}
