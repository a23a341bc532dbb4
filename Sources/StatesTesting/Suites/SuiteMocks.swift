import JSONata
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Makes mocks of what a suite says.
struct SuiteMocks {
  let suite: TestSuite

  /// Adds the mocks of a suite or a case.
  func add(_ node: JSONSyntax?, to test: inout WorkflowTest) throws(SuiteProblem) {
    for member in node?.members ?? [] {
      let (state, machine) = name(member.key, in: test)
      let entries = member.value.elements ?? [member.value]
      var plain: [MockAnswer] = []
      var conditional: [(condition: @Sendable (JSON) -> Bool, answers: [MockAnswer])] = []
      for entry in entries {
        let answer = try answer(entry)
        let count = try times(entry)
        if let condition = entry["when"] {
          conditional.append((try self.condition(condition), Array(repeating: answer, count: count)))
        } else {
          plain += Array(repeating: answer, count: count)
        }
      }
      do throws(WorkflowTest.UnknownTask) {
        if !plain.isEmpty { try test.mock(state, in: machine, answers: plain) }
        // Of several whose condition holds, the one that was added last counts; in a list the first one is meant.
        for (condition, answers) in conditional.reversed() {
          try test.mock(state, in: machine, when: condition, answers: answers)
        }
      } catch {
        throw suite.problem(member.keyRange, error.description)
      }
    }
  }

  /// The state and, if its name has one before a slash, the state machine.
  private func name(_ key: String, in test: WorkflowTest) -> (state: String, machine: String?) {
    if test.machine.index(ofState: key) != nil { return (key, nil) }
    for name in test.stateMachines.names {
      if key.hasPrefix(name + "/") { return (String(key.dropFirst(name.count + 1)), name) }
    }
    return (key, nil)
  }

  /// At most so many attempts have an answer of their own.
  private static let most = 10_000

  private func times(_ entry: JSONSyntax) throws(SuiteProblem) -> Int {
    guard let times = entry["times"], let number = times.numberValue else { return 1 }
    guard let count = Int(exactly: number.doubleValue), (1...Self.most).contains(count) else {
      throw suite.problem(times.range, "'times' is an integer from 1 to \(Self.most)")
    }
    return count
  }

  private static let outcomes = ["return", "evaluate", "throw", "hang"]

  private func answer(_ entry: JSONSyntax) throws(SuiteProblem) -> MockAnswer {
    let given = Self.outcomes.filter { entry[$0] != nil }
    guard given.count == 1, entry["hang"]?.boolValue != false else {
      throw suite.problem(entry.range, "an answer has one of \(Self.outcomes.joined(separator: ", "))")
    }
    if let cause = entry.member("cause"), entry["throw"] == nil {
      throw suite.problem(cause.keyRange, "'cause' belongs to 'throw'")
    }
    let seconds = entry["after"]?.numberValue?.doubleValue ?? 0
    var answer: MockAnswer
    if let result = entry["return"] {
      answer = .return(result.json, after: seconds)
    } else if let text = entry["evaluate"]?.stringValue {
      let expression = try SuiteExpression(text, entry.range, suite)
      answer = .call { input throws(TaskFailure) -> JSON in
        switch expression.value(["input": input]) {
        case .value(let value): return value
        case .none(let reason): throw TaskFailure("The expression of the mock", cause: reason)
        }
      }
      if seconds > 0 {
        throw suite.problem(entry.range, "'after' does not go with 'evaluate'")
      }
    } else if let error = entry["throw"]?.stringValue {
      answer = .throw(error, cause: entry["cause"]?.stringValue, after: seconds)
    } else {
      answer = .hang
    }
    if let submitted = entry["submitted"] { answer = answer.submitted(submitted.json) }
    if let worker = entry["worker"]?.stringValue { answer = answer.by(worker: worker) }
    return answer
  }

  /// Which inputs a conditional answer is for.
  private func condition(_ node: JSONSyntax) throws(SuiteProblem) -> @Sendable (JSON) -> Bool {
    if let text = node.stringValue, StateExpression.inside(text) != nil {
      let expression = try SuiteExpression(text, node.range, suite)
      return { input in
        if case .value(.bool(true)) = expression.value(["input": input]) { true } else { false }
      }
    }
    let part = node.json
    return { input in JSONDifference(expected: part, actual: input, isPartial: true) == nil }
  }
}

/// An expression of a suite.
struct SuiteExpression: Sendable {
  enum Value {
    case value(JSON)
    /// Why there is no value.
    case none(String)
  }

  let text: String
  private let expression: JSONataExpression

  init(_ text: String, _ range: SourceRange, _ suite: TestSuite) throws(SuiteProblem) {
    self.text = StateExpression.inside(text) ?? text
    do throws(JSONataError) { expression = try JSONataExpression(self.text, dialect: .service) } catch {
      throw suite.problem(range, error.message)
    }
  }

  /// Its value with some variables, under the limits of the service.
  func value(_ variables: JSON.Object) -> Value {
    var environment = JSONataEnvironment(now: 0, limits: .service)
    do throws(JSONataError) {
      switch try expression.evaluate(nil, bindings: variables, environment: &environment) {
      case .value(let value): return .value(value)
      case .undefined: return .none("it has no value")
      case .function: return .none("it is a function")
      }
    } catch {
      return .none(error.message)
    }
  }
}
