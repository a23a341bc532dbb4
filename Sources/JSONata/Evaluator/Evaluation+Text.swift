internal import OrderedJSON

extension Evaluator {
  /// `$eval`: parses a string and evaluates it with the variables in scope.
  ///
  /// - Parameter surroundings: the variables around the call, if it is written as `$eval(…)`.
  mutating func evaluateText(_ arguments: [Value], _ input: Value, _ surroundings: (ScopeNames?, Frame)?)
    throws(JSONataError) -> Value
  {
    guard let place = NativeFunction.place(of: "eval", dialect: .reference) else { return .undefined }
    let validated = try NativeFunction.all[place].signature.validate(arguments, context: input)
    guard let text = validated.first?.string else { return .undefined }
    try charge(text.utf8.count)
    var input = input
    if validated.count > 1, !validated[1].isUndefined {
      input = validated[1]
      if input.isArray, !input.isSequence { input = .list(List([input], [.sequence, .outerWrapper])) }
    }
    let program: Program
    do {
      program = try Program(
        text, dialect: dialect, maximumHeight: 500, outer: surroundings?.0, globalBase: globals.count)
    } catch {
      throw JSONataError(.evalSyntax, value: Self.quoted(error))
    }
    addGlobals(program)
    // The conditionals of the string are none of the expression.
    let arms = takenArms
    takenArms = nil
    defer { takenArms = arms }
    let frame = Frame.make(parent: surroundings?.1, count: program.scope.names.count)
    do {
      return try evaluate(program.root, input, frame)
    } catch {
      throw JSONataError(.evalDynamic, value: Self.quoted(error))
    }
  }

  /// The message of an error inside another one; truncated, because repeated quoting doubles its escapes.
  private static func quoted(_ error: JSONataError) -> JSON {
    .string(String(String.UnicodeScalarView(error.message.unicodeScalars.prefix(1_000))))
  }
}
