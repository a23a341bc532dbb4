import JSONPath
import OrderedJSON
import StatesLanguage

extension Execution {
  // Methods that only read are also `mutating` here: called from a mutating function, a nonmutating method would
  // receive a copy of the whole execution.

  /// The effective input of the state: its input after `InputPath`.
  mutating func effectiveInput(_ b: Int, _ state: StateMachine.State) throws(StateError) -> Payload {
    if state.dataFlow.takesWholeInput { return branches[b].input }
    return try select(state.dataFlow.inputPath, from: branches[b].input, in: b)
  }

  private mutating func select(
    _ selection: DocumentSelection, from document: Payload, in b: Int
  ) throws(StateError) -> Payload {
    switch selection {
    case .whole: return document
    case .nothing: return .emptyObject
    case .path(let path):
      let found: JSON
      do throws(PathError) {
        found = try find(path, in: document, b)
      } catch {
        throw runtimeError(b, ErrorText.invalidPath(path.text, error.message))
      }
      return try payload(found, bound: depthBound(of: document, in: b) + 1, in: b)
    }
  }

  /// Places a result according to `ResultPath`.
  mutating func merge(
    _ result: Payload, into input: Payload, at place: ResultPath, in b: Int
  ) throws(StateError) -> Payload {
    switch place {
    case .replace: return result
    case .discard: return input
    case .path(let path):
      let combined: JSON
      do throws(ReferencePathError) {
        combined = try path.setting(result.json, in: input.json)
      } catch {
        throw StateError(.ordinary, name: ErrorName.referencePathConflict, cause: error.message)
      }
      return try payload(
        combined, bound: max(input.depthBound, result.depthBound + path.steps.count), in: b)
    }
  }

  /// The output of a state without its own result: Choice, Wait, Succeed.
  mutating func passedThrough(_ b: Int, _ state: StateMachine.State, _ effective: Payload) throws(StateError) -> Payload
  {
    if state.dataFlow.givesWholeOutput { return effective }
    return try select(state.dataFlow.outputPath, from: effective, in: b)
  }

  /// The last steps of a state with a result: ResultPath and OutputPath.
  mutating func output(_ b: Int, _ state: StateMachine.State, result: Payload) throws(StateError) -> Payload {
    if observed != nil { observed?.result = result }
    var combined = result
    if !state.dataFlow.replacesInput {
      combined = try merge(result, into: branches[b].input, at: state.dataFlow.resultPath, in: b)
    }
    if observed != nil { observed?.combined = combined }
    if state.dataFlow.givesWholeOutput { return combined }
    return try select(state.dataFlow.outputPath, from: combined, in: b)
  }

  /// Finishes a Task, Parallel or Map state with the result of its work.
  mutating func finishWork(_ b: Int, _ state: StateMachine.State, result: Payload) throws(StateError) -> Step {
    let output: Payload
    let assigned: JSON.Object?
    switch state.queryLanguage {
    case .jsonPath:
      assigned = try assignments(state.assign, in: b, document: result, result: nil, errorOutput: nil)
      var selected = result
      if let selector = state.dataFlow.resultSelector { selected = try fill(selector, in: b, document: result) }
      output = try self.output(b, state, result: selected)
    case .jsonata:
      if let template = state.dataFlow.output {
        output = try fill(template, in: b, result: result.json, errorOutput: nil)
      } else {
        output = result
      }
      assigned = try assignments(
        state.assign, in: b, document: result, result: result.json, errorOutput: nil)
    }
    return try leave(b, state, output: output, assigned: assigned, to: state.transition)
  }

  /// Finishes a state without a result in JSONata: `Output`, or the input.
  mutating func jsonataOutput(_ b: Int, _ template: JSONataTemplate?) throws(StateError) -> Payload {
    guard let template else { return branches[b].input }
    return try fill(template, in: b, result: nil, errorOutput: nil)
  }

  // MARK: Numbers

  /// A field with an integer number of seconds from 1 on; `nil` if the field is absent.
  mutating func seconds(
    _ source: NumberSource?, _ field: String, in b: Int, document: Payload
  ) throws(StateError) -> Int? {
    switch source {
    case nil: return nil
    case .literal(let number): return number.integerValue.flatMap { Int(exactly: $0) }
    case .path(let path):
      let found: JSON
      do throws(PathError) {
        found = try find(path, in: document, b)
      } catch {
        throw runtimeError(b, ErrorText.invalidPath(path.text, error.message))
      }
      guard let value = Self.wholeNumber(found) else {
        throw runtimeError(b, ErrorText.notLong(field + "Path", path.text, found))
      }
      guard value > 0 else { throw runtimeError(b, ErrorText.negative(field + "Path", path.text, found)) }
      guard value <= 99_999_999 else { throw runtimeError(b, ErrorText.tooLong(field + "Path", path.text, found)) }
      return Int(value)
    case .expression(let expression): return try wholeNumber(expression, field, in: b)
    }
  }

  /// The value of an expression where an integer from 0 to 99,999,999 is required.
  mutating func wholeNumber(
    _ expression: StateExpression, _ field: String, in b: Int
  ) throws(StateError) -> Int {
    let value = try evaluate(expression, in: b)
    guard let number = value.numberValue else {
      throw evaluationError(b, expression, ErrorText.unexpectedResult("number", value))
    }
    guard let whole = number.integerValue else {
      throw evaluationError(b, location: field, ErrorText.fieldNotInteger(field, value.description))
    }
    guard (0...99_999_999).contains(whole) else {
      throw evaluationError(b, location: field, ErrorText.outOfRange(field, value.description))
    }
    return Int(whole)
  }

  /// An integer, or one written as a string.
  static func wholeNumber(_ value: JSON) -> Int64? {
    switch value {
    case .number(let number):
      if case .integer(let whole) = number { return whole }
      return number.integerValue
    case .string(let text): return Int64(text)
    case .null, .bool, .array, .object: return nil
    }
  }
}
