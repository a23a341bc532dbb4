import LanguageSupport
import JSONPath
import JSONata
import OrderedJSON
import StatesLanguage

/// The bindings of the expressions in one phase of a state.
struct QueryBindings {
  /// `$states.result`.
  let result: JSON?
  /// `$states.errorOutput`.
  let errorOutput: JSON?
  /// The item that `$states.context.Map.Item` shows.
  var item: MapItemContext?
  /// `$states.context`, once an expression has used it.
  fileprivate var context: JSON?

  init(result: JSON?, errorOutput: JSON?, item: MapItemContext? = nil) {
    self.result = result
    self.errorOutput = errorOutput
    self.item = item
  }
}

extension Execution {
  // MARK: JSONPath

  /// The data that paths and templates can access.
  mutating func scope(_ b: Int, _ document: JSON, needsContext: Bool, item: MapItemContext? = nil) -> Scope {
    Scope(
      input: document, context: needsContext ? contextObject(b, item: item) : .null, variables: branches[b].variables,
      maximumTextBytes: maximumValueBytes, maximumPathSteps: quotas.maximumPathSteps)
  }

  /// The value of a path, or the reason why there is none.
  mutating func find(_ path: PathExpression, in document: Payload, _ b: Int) throws(PathError) -> JSON {
    try path.evaluate(in: scope(b, document.json, needsContext: path.root == .context))
  }

  /// The same for a field that identifies one node: an element outside its array does not exist.
  mutating func findNode(_ path: PathExpression, in document: Payload, _ b: Int) throws(PathError) -> JSON {
    try path.evaluateExisting(in: scope(b, document.json, needsContext: path.root == .context))
  }

  /// Fills a payload template.
  mutating func fill(
    _ template: PayloadTemplate, in b: Int, document: Payload, item: MapItemContext? = nil
  ) throws(StateError) -> Payload {
    let scope = scope(b, document.json, needsContext: template.usesContext, item: item)
    let value: JSON
    do throws(TemplateError) {
      value = try template.fill(in: scope, random: &random)
    } catch {
      throw runtimeError(b, error.message)
    }
    let item = item.map { $0.value.depth(upTo: quotas.maximumDepth) + 4 } ?? 0
    return try payload(
      value, bound: template.nestingDepth + max(depthBound(of: document, in: b), item) + 2, in: b)
  }

  // MARK: JSONata

  /// Fills a JSON value with expressions.
  mutating func fill(
    _ template: JSONataTemplate, in b: Int, result: JSON?, errorOutput: JSON?, item: MapItemContext? = nil
  ) throws(StateError) -> Payload {
    var bindings = QueryBindings(result: result, errorOutput: errorOutput, item: item)
    return try fill(template, in: b, &bindings)
  }

  /// Fills a JSON value with expressions, some of whose bindings may be known from others.
  mutating func fill(
    _ template: JSONataTemplate, in b: Int, _ bindings: inout QueryBindings
  ) throws(StateError) -> Payload {
    let value = try template.fill { (expression) throws(StateError) in
      try evaluate(expression, in: b, &bindings)
    }
    // The depth of what an expression creates is not known in advance, so it is measured.
    return try payload(value, bound: value.depth(upTo: quotas.maximumDepth + 1), in: b)
  }

  /// The value of an expression; undefined and functions are failures.
  mutating func evaluate(
    _ expression: StateExpression, in b: Int, result: JSON? = nil, errorOutput: JSON? = nil,
    item: MapItemContext? = nil
  ) throws(StateError) -> JSON {
    var bindings = QueryBindings(result: result, errorOutput: errorOutput, item: item)
    return try evaluate(expression, in: b, &bindings)
  }

  private mutating func evaluate(
    _ expression: StateExpression, in b: Int, _ bindings: inout QueryBindings
  ) throws(StateError) -> JSON {
    let states = states(for: expression, in: b, &bindings)
    var environment = JSONataEnvironment(
      now: now.milliseconds, random: JSONataRandom(random.split()), limits: .service)
    if coverage != nil { environment.takenArms = JSONataArms() }
    defer {
      if let arms = environment.takenArms { cover(arms, of: expression, in: b) }
    }
    let outcome: JSONataResult
    do throws(JSONataError) {
      outcome = try expression.expression.evaluate(
        nil, bindings: branches[b].variables, composed: states, environment: &environment)
    } catch {
      let ending =
        error.isInternal
        ? ErrorText.threwInternally(random.uuid(version: 4)) : ErrorText.threw(code: error.code, error.message)
      throw evaluationError(b, expression, ending)
    }
    switch outcome {
    case .value(let value): return value
    case .undefined: throw evaluationError(b, expression, ErrorText.returnedNothing)
    case .function: throw evaluationError(b, expression, ErrorText.unsupportedResult)
    }
  }

  @inline(never)
  private mutating func cover(_ arms: JSONataArms, of expression: StateExpression, in b: Int) {
    for (arm, count) in arms.counts {
      let state = Int(branches[b].state)
      coverage?.add(.arm(state: state, field: expression.field, position: arm.position, holds: arm.holds), count)
    }
  }

  /// `$states` with the fields that the expression may read, if it uses it.
  private mutating func states(
    for expression: StateExpression, in b: Int, _ bindings: inout QueryBindings
  ) -> JSONataBinding? {
    guard let fields = expression.statesFields else { return nil }
    var states = JSONataBinding(name: "states")
    if fields.contains(.input) { states.add("input", branches[b].input.json) }
    if fields.contains(.context) { states.add("context", context(b, &bindings)) }
    if fields.contains(.result), let result = bindings.result { states.add("result", result) }
    if fields.contains(.errorOutput), let error = bindings.errorOutput { states.add("errorOutput", error) }
    return states
  }

  private mutating func context(_ b: Int, _ bindings: inout QueryBindings) -> JSON {
    if let context = bindings.context { return context }
    let context = contextObject(b, item: bindings.item)
    bindings.context = context
    return context
  }

  /// The value of an expression where a string is required.
  mutating func text(_ expression: StateExpression, in b: Int) throws(StateError) -> String {
    let value = try evaluate(expression, in: b)
    guard let text = value.stringValue else {
      throw evaluationError(b, expression, ErrorText.unexpectedResult("string", value))
    }
    return text
  }

  // MARK: Errors

  /// `States.Runtime` about the state of a branch.
  func runtimeError(_ b: Int, _ text: String) -> StateError {
    StateError(.terminal, name: ErrorName.runtime, cause: inState(b, text))
  }

  /// `States.QueryEvaluationError` about an expression.
  func evaluationError(_ b: Int, _ expression: StateExpression, _ ending: String) -> StateError {
    evaluationError(
      b, location: expression.field, ErrorText.expression(expression.text, expression.field, ending))
  }

  /// `States.QueryEvaluationError` about a field.
  func evaluationError(_ b: Int, location: String?, _ text: String) -> StateError {
    StateError(.evaluation(location: location), name: ErrorName.queryEvaluationError, cause: inState(b, text))
  }

  private func inState(_ b: Int, _ text: String) -> String {
    let state = machine.states[Int(branches[b].state)]
    return ErrorText.inState(state.name, enteredAt: branches[b].enteredEvent, text)
  }
}
