import JSONPath
import OrderedJSON

// Payload templates of JSONPath states, and literals that look like paths.

extension Inspection {
  /// A payload template of a JSONPath state (ASL506 to ASL510, ASLW01).
  mutating func checkTemplate(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonPath else { return }
    switch member.value.content {
    case .object:
      let range = member.value.range
      // Generated machines repeat the same templates many times.
      let template = range.end - range.start <= 1_024 ? source.text(in: range) : nil
      if let template, cleanTemplates.place(of: template) != nil { return }
      let before = (problems.count, warnings.count, reads.count)
      walkTemplate(member.value, in: member, context)
      checkSize(member)
      if let template, before == (problems.count, warnings.count, reads.count) { cleanTemplates.set(template, ()) }
    case .string(let text) where Self.holdsPlaceholder(text): return
    case .string(let text) where field == .parameters: warnIfDynamic(text, member, in: nil)
    case .array where field == .parameters: walkTemplate(member.value, in: member, context)
    case .null, .bool, .number, .string, .array:
      // `Assign` and `Credentials` have rules of their own; `Parameters` takes any value.
      if field == .assign || field == .credentials || field == .parameters { return }
      report(.templateNotAnObject, DiagnosticText.expected("Object"), at: at(member))
    }
  }

  private mutating func walkTemplate(_ value: JSONSyntax, in field: JSONSyntax.Member, _ context: StateContext) {
    switch value.content {
    case .null, .bool, .number, .string: return
    case .array(let elements):
      for element in elements { walkTemplate(element, in: field, context) }
    case .object(let members):
      checkRepeated(members)
      let names = members.count > 32 ? Set(members.map(\.key)) : nil
      for member in members {
        if Self.isDynamic(member.key) {
          checkDynamic(member, in: field, context)
          checkClash(member, members, names, in: field)
        } else if case .string(let text) = member.value.content {
          warnIfDynamic(text, member, in: field)
        } else {
          walkTemplate(member.value, in: field, context)
        }
      }
    }
  }

  /// Whether a name ends in `.$`.
  static func isDynamic(_ name: String) -> Bool {
    var bytes = name.utf8.reversed().makeIterator()
    return bytes.next() == UInt8(ascii: "$") && bytes.next() == UInt8(ascii: ".")
  }

  /// ASL506, ASL509, ASL510: the value of a name that ends in `.$`.
  private mutating func checkDynamic(
    _ member: JSONSyntax.Member, in field: JSONSyntax.Member, _ context: StateContext
  ) {
    guard case .string(let text) = member.value.content else {
      return report(
        .templateNotAPathOrFunction, DiagnosticText.templateString(member.key, member.value),
        at: inTemplate(field, member.value.range))
    }
    if Self.holdsPlaceholder(text) { return }
    guard text.utf8.first == UInt8(ascii: "$") else { return checkCall(text, member, in: field, context) }
    do throws(PathSyntaxError) {
      let path = try texts.path(text)
      if let name = path.root.variableName { noteRead(name, inTemplate(field, member.value.range), context) }
      warnOfTraps(path, in: member.value, at: inTemplate(field, member.value.range))
    } catch {
      report(
        .templateNotAPathOrFunction, DiagnosticText.templateValue(member.key),
        at: inTemplate(field, member.value.range),
        notes: [note(error, member.value)])
    }
  }

  private mutating func checkCall(
    _ text: String, _ member: JSONSyntax.Member, in field: JSONSyntax.Member, _ context: StateContext
  ) {
    do throws(IntrinsicSyntaxError) {
      let call = try texts.call(text)
      for name in call.variableNames { noteRead(name, inTemplate(field, member.value.range), context) }
      warnOfTraps(call, at: inTemplate(field, member.value.range))
      warnOfRefusals(text, member, in: field)
    } catch {
      var rule = DiagnosticRule.templateNotAPathOrFunction
      var fixes = renaming(member, to: String(member.key.dropLast(2)))
      if text.hasPrefix("States.") {
        let name = String(text.prefix { $0 != "(" && $0 != " " })
        rule = IntrinsicNames.all.contains(name) ? .functionCallSyntax : .unknownFunctionOrArgumentCount
        let near =
          rule == .unknownFunctionOrArgumentCount ? Suggestions.nearest(to: name, among: IntrinsicNames.all) : nil
        fixes = near.map { replacement(of: member.value, byText: $0 + text.dropFirst(name.count)) } ?? []
      }
      report(
        rule, DiagnosticText.templateValue(member.key), at: inTemplate(field, member.value.range),
        notes: [note(error, member.value)], fixes: fixes)
    }
  }

  /// ASLW21: the call parses, and fails when the state runs.
  private mutating func warnOfRefusals(_ text: String, _ member: JSONSyntax.Member, in field: JSONSyntax.Member) {
    guard settings.warnings != .never else { return }
    for refusal in IntrinsicCallReader.refusals(of: text) {
      report(.functionArgumentsRefused, DiagnosticText.refusedCall(refusal), at: inTemplate(field, member.value.range))
    }
  }

  /// ASL507: `a` and `a.$` together.
  private mutating func checkClash(
    _ member: JSONSyntax.Member, _ members: [JSONSyntax.Member], _ names: Set<String>?, in field: JSONSyntax.Member
  ) {
    guard members.count > 1 else { return }
    let name = String(member.key.dropLast(2))
    if let names, !names.contains(name) { return }
    guard let other = members.first(where: { $0.key.hasSameUTF8(as: name) }) else { return }
    report(
      .templateNamesClash, DiagnosticText.clash(name), at: inTemplate(field, member.keyRange),
      notes: [Diagnostic.Note(message: "\"\(other.key)\" is here", range: other.keyRange)])
  }

  /// The service reports problems of a template at the template's field, however deep they are.
  private func inTemplate(_ field: JSONSyntax.Member, _ range: SourceRange) -> Place {
    Place(location: trail.location(.name(field.key)), range: range)
  }
}

/// The names of the intrinsic functions.
enum IntrinsicNames {
  static let all: [String] = [
    "Format", "StringToJson", "JsonToString", "Array", "ArrayPartition", "ArrayContains", "ArrayRange", "ArrayGetItem",
    "ArrayLength", "ArrayUnique", "Base64Encode", "Base64Decode", "Hash", "JsonMerge", "MathRandom", "MathAdd",
    "StringSplit", "UUID",
  ].map { "States." + $0 }

  /// Those that `ErrorPath` and `CausePath` accept.
  static let givingText: Set<String> = [
    "States.Format", "States.JsonToString", "States.ArrayGetItem", "States.Base64Encode", "States.Base64Decode",
    "States.Hash", "States.UUID",
  ]
}

// MARK: Literals that look like paths

extension Inspection {
  /// Whether a string looks like a path or a call, so that `.$` was probably intended.
  static func looksDynamic(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "$"): looksLikePath(text)
    case UInt8(ascii: "S"): looksLikeCall(text)
    default: false
    }
  }

  private static func looksLikePath(_ text: String) -> Bool {
    var rest = text.utf8.dropFirst()
    if rest.first == UInt8(ascii: "$") { rest = rest.dropFirst() }
    guard let next = rest.first, next == UInt8(ascii: ".") || next == UInt8(ascii: "[") else { return false }
    do throws(PathSyntaxError) {
      _ = try PathExpression(text)
      return true
    } catch {
      return false
    }
  }

  private static func looksLikeCall(_ text: String) -> Bool {
    guard text.hasPrefix("States."), text.hasSuffix(")") else { return false }
    return IntrinsicNames.all.contains(String(text.prefix { $0 != "(" }))
  }

  /// ASLW01: the name lacks `.$`.
  private mutating func warnIfDynamic(_ text: String, _ member: JSONSyntax.Member, in field: JSONSyntax.Member?) {
    guard Self.looksDynamic(text) else { return }
    let place = field.map { inTemplate($0, member.value.range) } ?? at(member)
    report(
      .dollarMissing, DiagnosticText.noDollar(member.key), at: place, fixes: renaming(member, to: member.key + ".$"))
  }

  /// ASLW02: the name of the field lacks `Path`.
  mutating func warnIfPath(_ text: String, _ member: JSONSyntax.Member) {
    guard text.utf8.first == UInt8(ascii: "$"), Self.looksLikePath(text) else { return }
    report(
      .pathSuffixMissing, DiagnosticText.noPath(member.key), at: at(member),
      fixes: renaming(member, to: member.key + "Path"))
  }

  /// ASLW03: `Result` of a Pass is used as it is.
  mutating func checkStaticResult(_ member: JSONSyntax.Member) {
    if let found = firstDynamic(member.value) {
      report(.resultIsStatic, DiagnosticText.staticResult, at: Place(location: at(member).location, range: found))
    }
    checkSize(member)
    checkRepeatedDeep(member.value)
  }

  private func firstDynamic(_ value: JSONSyntax) -> SourceRange? {
    switch value.content {
    case .null, .bool, .number: return nil
    case .string(let text): return Self.looksDynamic(text) ? value.range : nil
    case .array(let elements):
      for element in elements { if let found = firstDynamic(element) { return found } }
    case .object(let members):
      for member in members {
        if Self.isDynamic(member.key) { return member.keyRange }
        if let found = firstDynamic(member.value) { return found }
      }
    }
    return nil
  }

  /// ASL111 inside free-form values.
  mutating func checkRepeatedDeep(_ value: JSONSyntax) {
    switch value.content {
    case .null, .bool, .number, .string: return
    case .array(let elements): for element in elements { checkRepeatedDeep(element) }
    case .object(let members):
      checkRepeated(members)
      for member in members { checkRepeatedDeep(member.value) }
    }
  }

  /// ASLW18: a literal that the service cannot pass on.
  mutating func checkSize(_ member: JSONSyntax.Member) {
    let range = member.value.range
    guard range.end - range.start > StatesLimits.payloadBytes else { return }
    let bytes = member.value.json.description.utf8.count
    if bytes > StatesLimits.payloadBytes { report(.payloadTooLarge, DiagnosticText.tooLong(bytes), at: at(member)) }
  }
}
