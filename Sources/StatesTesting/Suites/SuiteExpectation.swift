public import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Something that is not as a case expects.
public struct SuiteFailure: Sendable, Hashable, CustomStringConvertible {
  /// What it is about, by the members of the expectation: `states/Charge/output`.
  public let what: String
  /// What is wrong.
  public let message: String
  /// Where the suite expects it.
  public let position: SourcePosition?

  /// `output: at /total: expected 5, got 6`.
  public var description: String { "\(what): \(message)" }
}

/// Compares an execution with what a case expects.
struct SuiteExpectation {
  private let suite: TestSuite
  private let node: JSONSyntax?
  private let result: ExecutionResult
  private(set) var failures: [SuiteFailure] = []

  init(suite: TestSuite, node: JSONSyntax?, result: ExecutionResult) {
    self.suite = suite
    self.node = node
    self.result = result
    checkEnding()
    checkValue("output", result.output, of: node)
    checkPath()
    checkBranches()
    checkStates()
    checkCalls()
    checkDuration()
    checkPredicates()
  }

  private mutating func fail(_ what: String, _ range: SourceRange?, _ message: String) {
    failures.append(
      SuiteFailure(
        what: what, message: message, position: range.map { suite.source.position(of: $0.start) }))
  }

  /// Notes a difference, at the position of the part of the expected value where it is.
  private mutating func compare(_ what: String, _ expected: JSONSyntax, _ actual: JSON?, isPartial: Bool = false) {
    guard let difference = JSONDifference(expected: expected.json, actual: actual, isPartial: isPartial) else { return }
    var place = expected
    for token in difference.location.tokens {
      guard
        let next = place[token]
          ?? Int(token).flatMap({ place.elements?.indices.contains($0) == true ? place.elements?[$0] : nil })
      else { break }
      place = next
    }
    fail(what, place.range, difference.description)
  }

  // MARK: The end

  private mutating func checkEnding() {
    let expectsError = ["error", "cause", "causeIncludes"].contains { node?[$0] != nil }
    let expected = node?["status"]?.stringValue ?? (expectsError ? nil : "SUCCEEDED")
    if let expected, expected != result.status.rawValue {
      fail("status", (node?["status"] ?? node)?.range, "expected \(expected), got \(result.summary)")
    } else if expected == nil, result.status == .succeeded || result.status == .running {
      fail("status", node?.range, "expected an error, got \(result.summary)")
    }
    if let error = node?["error"] { compare("error", error, result.error.map(JSON.string)) }
    if let cause = node?["cause"] { compare("cause", cause, result.cause.map(JSON.string)) }
    if let part = node?["causeIncludes"], let text = part.stringValue, result.cause?.contains(text) != true {
      let found = result.cause.map { JSONDifference.short(.string($0)) } ?? "none"
      fail("causeIncludes", part.range, "expected a cause that contains \(JSON.string(text)), got \(found)")
    }
  }

  /// Compares a value with `name` and `nameIncludes` of an expectation.
  private mutating func checkValue(_ name: String, _ value: JSON?, of node: JSONSyntax?, in owner: String = "") {
    if let expected = node?[name] { compare(owner + name, expected, value) }
    let partial = name + "Includes"
    if let expected = node?[partial] { compare(owner + partial, expected, value, isPartial: true) }
  }

  // MARK: The way

  private mutating func checkPath() {
    let path = result.path
    if let expected = node?["path"] { compare("path", expected, .array(path.map(JSON.string))) }
    let all = result.path(including: .all)
    if let wanted = node?["pathIncludes"] {
      var rest = all[...]
      for name in wanted.elements ?? [wanted] {
        guard let text = checked(name, "pathIncludes") else { continue }
        guard let index = rest.firstIndex(where: { $0.hasSameUTF8(as: text) }) else {
          let isEarlier = all.contains { $0.hasSameUTF8(as: text) }
          fail(
            "pathIncludes", name.range, "'\(text)' was not entered" + (isEarlier ? " after the states before it" : ""))
          break
        }
        rest = rest[(index + 1)...]
      }
    }
    if let unwanted = node?["pathExcludes"] {
      for name in unwanted.elements ?? [unwanted] {
        guard let text = checked(name, "pathExcludes"), all.contains(where: { $0.hasSameUTF8(as: text) }) else {
          continue
        }
        fail("pathExcludes", name.range, "'\(text)' was entered")
      }
    }
  }

  /// The name of a state, if there is such a state.
  private mutating func checked(_ name: JSONSyntax, _ what: String) -> String? {
    guard let text = name.stringValue else { return nil }
    do throws(UnknownState) {
      _ = try result.visits(text)
      return text
    } catch {
      fail(what, name.range, error.description)
      return nil
    }
  }

  private mutating func checkBranches() {
    for member in node?["branches"]?.members ?? [] {
      do throws(UnknownState) {
        guard let visit = try result.visits(member.key).last else {
          fail("branches/\(member.key)", member.keyRange, "'\(member.key)' was not entered")
          continue
        }
        let paths = result.paths(inBranchesOf: visit)
        compare("branches/\(member.key)", member.value, .array(paths.map { .array($0.map(JSON.string)) }))
      } catch {
        fail("branches/\(member.key)", member.keyRange, error.description)
      }
    }
  }

  // MARK: States

  private mutating func checkStates() {
    for member in node?["states"]?.members ?? [] {
      let what = "states/\(member.key)/"
      do throws(UnknownState) {
        check(try result.visits(member.key), member.value, what, member.keyRange)
      } catch {
        fail("states/\(member.key)", member.keyRange, error.description)
      }
    }
  }

  private mutating func check(_ visits: [StateVisit], _ node: JSONSyntax, _ what: String, _ range: SourceRange) {
    if let count = node["visits"] { compare(what + "visits", count, .integer(visits.count)) }
    let isAboutVisit = node.members?.contains { !["visits", "inputs", "outputs"].contains($0.key) } ?? false
    if isAboutVisit, visits.isEmpty { return fail(String(what.dropLast()), range, "the state was not entered") }
    if let count = node["attempts"] { compare(what + "attempts", count, .integer(visits.last?.attempts.count ?? 0)) }
    checkValue("input", visits.last?.input, of: node, in: what)
    checkValue("output", visits.last?.output, of: node, in: what)
    if let error = node["error"] { compare(what + "error", error, visits.last?.error.map(JSON.string)) }
    if let inputs = node["inputs"] { compare(what + "inputs", inputs, .array(visits.map(\.input))) }
    if let outputs = node["outputs"] { compare(what + "outputs", outputs, .array(visits.compactMap(\.output))) }
  }

  private mutating func checkCalls() {
    for member in node?["calls"]?.members ?? [] {
      do throws(UnknownState) {
        compare("calls/\(member.key)", member.value, .array(try result.calls(of: member.key)))
      } catch {
        fail("calls/\(member.key)", member.keyRange, error.description)
      }
    }
  }

  // MARK: The rest

  private mutating func checkDuration() {
    guard let expected = node?["duration"] else { return }
    let duration = result.duration
    guard expected.members != nil else { return compare("duration", expected, .double(duration)) }
    if let least = expected["atLeast"], let seconds = least.numberValue?.doubleValue, duration < seconds {
      fail("duration", least.range, "expected at least \(seconds) seconds, got \(duration)")
    }
    if let most = expected["atMost"], let seconds = most.numberValue?.doubleValue, duration > seconds {
      fail("duration", most.range, "expected at most \(seconds) seconds, got \(duration)")
    }
  }

  private mutating func checkPredicates() {
    guard let predicates = node?["satisfies"] else { return }
    var variables: JSON.Object = [
      "input": result.execution.input.json, "status": .string(result.status.rawValue),
      "path": .array(result.path.map(JSON.string)), "duration": .double(result.duration),
    ]
    if let output = result.output { variables["output"] = output }
    if let error = result.error { variables["error"] = .string(error) }
    if let cause = result.cause { variables["cause"] = .string(cause) }
    for predicate in predicates.elements ?? [predicates] {
      guard let text = predicate.stringValue else { continue }
      do throws(SuiteProblem) {
        let expression = try SuiteExpression(text, predicate.range, suite)
        switch expression.value(variables) {
        case .value(.bool(true)): break
        case .value(let value):
          fail("satisfies", predicate.range, "\(expression.text) is \(JSONDifference.short(value)), not true")
        case .none(let reason): fail("satisfies", predicate.range, "\(expression.text): \(reason)")
        }
      } catch {
        fail("satisfies", predicate.range, error.message)
      }
    }
  }
}

extension ExecutionResult {
  /// The names of the states that were entered in each branch of a visit of a Parallel state.
  fileprivate func paths(inBranchesOf visit: StateVisit) -> [[String]] {
    guard let index = execution.machine.index(ofState: visit.state),
      case .parallel(let parallel) = execution.machine.states[index].kind
    else { return [] }
    var paths = [[String]](repeating: [], count: parallel.branches.count)
    let all = visits
    let start = all.lastIndex { $0.state.hasSameUTF8(as: visit.state) && $0.execution == visit.execution }
    for other in all[(start ?? all.endIndex)...]
    where other.execution == visit.execution && other.branch.count == visit.branch.count + 1
      && other.branch.starts(with: visit.branch) && other.iteration == visit.iteration
    {
      guard let index = other.branch.last, paths.indices.contains(index) else { continue }
      paths[index].append(other.state)
    }
    return paths
  }
}
