import JSONata
import OrderedJSON

// JSONata expressions, wherever they stand in JSONata states.

extension Inspection {
  /// A field that holds an expression or a literal, at any depth (ASL601 to ASL605).
  mutating func checkValue(_ field: Field, _ context: StateContext, _ moment: Moment) {
    guard let member = context.view[field], context.language == .jsonata else { return }
    trail.push(.name(member.key))
    walkValue(member.value, context, moment)
    trail.pop()
    checkSize(member)
  }

  /// A field that takes one expression instead of its literal.
  mutating func checkExpression(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonata,
      case .string(let text) = member.value.content
    else { return }
    trail.push(.name(member.key))
    checkText(text, member.value, context, .before)
    trail.pop()
  }

  private mutating func walkValue(_ value: JSONSyntax, _ context: StateContext, _ moment: Moment) {
    switch value.content {
    case .null, .bool, .number: return
    case .string(let text): checkText(text, value, context, moment)
    case .array(let elements):
      for (place, element) in elements.enumerated() {
        trail.push(.index(place))
        walkValue(element, context, moment)
        trail.pop()
      }
    case .object(let members):
      checkRepeated(members)
      for member in members {
        trail.push(.name(member.key))
        if Self.isDynamic(member.key) {
          report(.aslw06, DiagnosticText.dollarName(member.key), at: here(member.keyRange))
        }
        walkValue(member.value, context, moment)
        trail.pop()
      }
    }
  }

  private mutating func checkText(_ text: String, _ value: JSONSyntax, _ context: StateContext, _ moment: Moment) {
    let opens = Self.isExpression(text)
    let closes = text.utf8.count >= 2 && text.hasSuffix("%}")
    guard opens || closes else {
      if text.hasPrefix("$states.") { report(.aslw06, DiagnosticText.meantAsExpression, at: here(value.range)) }
      return
    }
    guard opens, closes, text.utf8.count >= 4 else {
      if Self.holdsPlaceholder(text) { return }
      return report(.asl602, DiagnosticText.halfOpen(opens: opens), at: here(value.range))
    }
    // What a placeholder brings is anybody's guess.
    if Self.holdsPlaceholder(text) { return }
    checkExpression(String(decoding: text.utf8.dropFirst(2).dropLast(2), as: UTF8.self), value, context, moment)
  }

  /// ASL601, ASL604, ASL605, ASLW05, ASLW06, ASLW20: what stands between `{%` and `%}`.
  private mutating func checkExpression(
    _ text: String, _ value: JSONSyntax, _ context: StateContext, _ moment: Moment
  ) {
    switch expressions.outline(of: text) {
    case .broken(let message, let position):
      let notes = position.map {
        [Diagnostic.Note(message: "found here", range: place(inExpression: $0 - 1, of: value))]
      }
      report(.asl601, message, at: here(value.range), notes: notes ?? [])
    case .read(let outline):
      checkDocument(outline.topLevel, value)
      checkVariables(outline.variables, value, context, moment)
      for call in outline.unknownCalls {
        report(
          .aslw20, DiagnosticText.noSuchFunction(call.name),
          at: here(place(inExpression: call.position, of: value)))
      }
    }
  }

  /// ASL604, ASL605: there is no input document that names, `$` and `$$` could refer to.
  private mutating func checkDocument(_ references: [JSONataTopLevelReference], _ value: JSONSyntax) {
    var told: [String] = []
    for reference in references {
      let place = here(place(inExpression: reference.position, of: value))
      switch reference.kind {
      case .name(let name):
        if told.contains(name) { continue }
        told.append(name)
        report(.asl604, DiagnosticText.topLevel(name), at: place)
      case .root: report(.asl605, DiagnosticText.topLevel("$$"), at: place)
      case .context: report(.aslw06, DiagnosticText.noDocument("$"), at: place)
      case .wildcard: report(.aslw06, DiagnosticText.noDocument("*"), at: place)
      case .descendants: report(.aslw06, DiagnosticText.noDocument("**"), at: place)
      }
    }
  }

  /// ASL605: `$states` has what the moment gives; ASLW05: other variables are assigned before.
  private mutating func checkVariables(
    _ references: [JSONataVariableReference], _ value: JSONSyntax, _ context: StateContext, _ moment: Moment
  ) {
    for reference in references {
      let place = here(place(inExpression: reference.position, of: value))
      guard reference.name == "states" else {
        noteRead(reference.name, place, context)
        continue
      }
      guard let field = reference.firstField, !moment.fields.contains(field) else { continue }
      report(.asl605, DiagnosticText.noSuchStatesField("$states.\(field)"), at: place)
    }
  }

  /// The place of an offset into an expression, where its string is written without escapes; else the whole string.
  private func place(inExpression offset: Int, of value: JSONSyntax) -> SourceRange {
    place(offset + 2, in: value)
  }
}

/// What expressions refer to, by their text: machines made by programs say the same thing over and over.
struct ExpressionMemory {
  /// What is of interest in an expression.
  struct Outline {
    let topLevel: [JSONataTopLevelReference]
    /// Variables, without the functions that are called by name.
    let variables: [JSONataVariableReference]
    let unknownCalls: [JSONataFunctionReference]
  }

  enum Entry {
    /// The expression does not parse: why, and behind which UTF-16 unit.
    case broken(String, Int?)
    case read(Outline)
  }

  private static let most = 1_024
  private var entries: [String: (text: String, entry: Entry)] = [:]

  mutating func outline(of text: String) -> Entry {
    // Equal texts may be written with other bytes; then they are two.
    if let known = entries[text], known.text.hasSameUTF8(as: text) { return known.entry }
    let entry = Self.read(text)
    if entries.count >= Self.most { entries.removeAll(keepingCapacity: true) }
    entries[text] = (text, entry)
    return entry
  }

  private static func read(_ text: String) -> Entry {
    do throws(JSONataError) {
      let expression = try JSONataExpression(text, dialect: .service)
      let unknown = expression.calledFunctions.filter { !$0.isBuiltIn && !$0.isLocal }
      let variables = expression.freeVariables.filter { variable in
        !unknown.contains { $0.name == variable.name }
      }
      return .read(
        Outline(topLevel: expression.topLevelReferences, variables: variables, unknownCalls: unknown))
    } catch {
      return .broken(error.message, error.position)
    }
  }
}
