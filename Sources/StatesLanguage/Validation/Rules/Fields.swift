import LanguageSupport
import OrderedJSON

// Which fields are present, and what type of value each has.

extension Inspection {
  /// Every name appears once in an object (ASL111).
  mutating func checkRepeated(_ view: ObjectView) {
    if view.hasRepeated || view.hasUnknown { checkRepeated(view.members) }
  }

  /// Every name appears once in an object (ASL111); for free-form objects.
  mutating func checkRepeated(_ members: [JSONSyntax.Member]) {
    guard members.count > 1 else { return }
    if members.count <= 8 {
      for place in 1..<members.count {
        for earlier in 0..<place where members[earlier].key.hasSameUTF8(as: members[place].key) {
          reportRepeated(members[place], first: members[earlier], in: members)
          break
        }
      }
      return
    }
    var seen = StateNames()
    for (place, member) in members.enumerated() {
      if let first = seen.add(member.key, scope: 0, state: place, keyRange: member.keyRange) {
        reportRepeated(member, first: members[first.state], in: members)
      }
    }
  }

  private mutating func reportRepeated(
    _ member: JSONSyntax.Member, first: JSONSyntax.Member, in members: [JSONSyntax.Member]
  ) {
    report(
      .repeatedName, DiagnosticText.repeated(member.key), at: Place(location: trail.location(), range: member.keyRange),
      notes: [Diagnostic.Note(message: "first here", range: first.keyRange)])
  }

  /// Only known fields of the right language, all required ones, and one of those that exclude each other.
  mutating func checkFields(_ view: ObjectView, _ table: FieldTable, _ language: QueryLanguage) {
    let allowed = table.allowed(language)
    if view.hasUnknown || !view.present.subtracting(allowed).isEmpty {
      reportStrangers(view, table, language, allowed)
    }
    let missing = table.required(language).subtracting(view.present)
    if !missing.isEmpty { reportMissing(missing, view, table) }
    for place in table.exclusive.indices {
      let present = view.present.intersection(table.exclusive[place].fields).count
      if present > 1 || (present == 0 && table.exclusive[place].isNeeded) {
        checkAlternatives(table.alternatives[place], view, allowed)
      }
    }
  }

  private mutating func reportStrangers(
    _ view: ObjectView, _ table: FieldTable, _ language: QueryLanguage, _ allowed: FieldSet
  ) {
    for member in view.members {
      let field = Field(member)
      if let field, allowed.contains(field) { continue }
      let place = Place(location: trail.location(), range: member.keyRange)
      if let field, table.known.contains(field) {
        report(
          wrongLanguageRule(table, language), DiagnosticText.wrongLanguage(member.key, isSetTo: language), at: place,
          fixes: removal(of: member, in: view))
        continue
      }
      var fixes: [Diagnostic.Fix] = []
      let candidates = view.members.count > 200 ? [] : allowed.subtracting(view.present).fields.map(\.name)
      if let near = Suggestions.nearest(to: member.key, among: candidates) { fixes = renaming(member, to: near) }
      fixes += removal(of: member, in: view)
      report(
        table.unknown ?? unknownFieldRule(field, table), DiagnosticText.notSupported(member.key), at: place,
        fixes: fixes)
    }
  }

  private func wrongLanguageRule(_ table: FieldTable, _ language: QueryLanguage) -> DiagnosticRule {
    if table.kind == FieldTable.catcher.kind { return .catcherFieldOfOtherLanguage }
    return language == .jsonata ? .jsonPathFieldInJSONataState : .jsonataFieldInJSONPathState
  }

  /// The rule that is violated by a field that this type of state or rule does not have.
  private func unknownFieldRule(_ field: Field?, _ table: FieldTable) -> DiagnosticRule {
    if table.kind == FieldTable.nestedRule.kind, field == .next || field == .assign { return .fieldNotInNestedRule }
    if table.kind == FieldTable.nestedRule.kind || table.kind == FieldTable.choiceRule.kind { return .unknownOperator }
    switch field {
    case .next, .end: return .transitionInTerminalOrChoice
    case .retry, .catch: return .retryOrCatchNotAList
    case .assign: return .assignInTerminalState
    case .inputPath, .outputPath, .resultPath, .parameters, .resultSelector, .result, .arguments, .output:
      return .dataFlowFieldOfOtherType
    default: return .unknownStateField
    }
  }

  private mutating func reportMissing(_ missing: FieldSet, _ view: ObjectView, _ table: FieldTable) {
    let fields = missing.fields
    guard let rule = fields.lazy.compactMap(table.missing).first else { return }
    report(rule, DiagnosticText.required(fields.map(\.name)), at: here(view.openingBrace))
  }

  private mutating func checkAlternatives(
    _ alternatives: FieldTable.Alternatives, _ view: ObjectView, _ allowed: FieldSet
  ) {
    let present = view.present.intersection(alternatives.fields)
    if present.isEmpty {
      guard let rule = alternatives.required else { return }
      report(rule, DiagnosticText.needsOne(of: alternatives.listing), at: here(view.openingBrace))
    } else if present.intersection(allowed).count > 1 {
      let members = view.members.filter { Field($0).map(present.contains) ?? false }
      guard let second = members.last, let first = members.first else { return }
      report(
        alternatives.rule, DiagnosticText.onlyOne(of: alternatives.listing),
        at: Place(location: trail.location(), range: second.keyRange),
        notes: [Diagnostic.Note(message: "\"\(first.key)\" is here", range: first.keyRange)],
        fixes: removal(of: second, in: view))
    }
  }

  /// `Comment` is a string.
  mutating func checkComment(_ view: ObjectView, _ rule: DiagnosticRule) {
    _ = string(.comment, of: view, rule)
  }
}

// MARK: Values

extension Inspection {
  /// Whether a string contains a `${Name}` that something else replaces later: then it fits any format.
  static func holdsPlaceholder(_ text: String) -> Bool {
    let found = text.utf8.withContiguousStorageIfAvailable { bytes -> Bool in
      var place = 0
      while let next = CLibrary.firstIndex(of: 0x24, in: bytes, from: place, to: bytes.count - 2) {
        place = next + 1
        if bytes[place] == UInt8(ascii: "{"), place + 1 < bytes.count, bytes[place + 1] != UInt8(ascii: "}") {
          return CLibrary.firstIndex(of: 0x7d, in: bytes, from: place, to: bytes.count) != nil
        }
      }
      return false
    }
    return found ?? false
  }

  /// Whether a string is, or was intended to be, a JSONata expression.
  static func isExpression(_ text: String) -> Bool { text.utf8.starts(with: "{%".utf8) }

  /// The value of a field that must be a string; `nil` if it is missing, something else, or contains a placeholder.
  mutating func string(_ field: Field, of view: ObjectView, _ rule: DiagnosticRule) -> String? {
    guard view.has(field) else { return nil }
    if let text = view.text(field) { return Self.holdsPlaceholder(text) ? nil : text }
    if let member = view[field] { report(rule, DiagnosticText.expected("String"), at: at(member)) }
    return nil
  }

  /// How the service reports that a word is not one of a list.
  enum WordText {
    /// With the field's name.
    case field
    /// Only the value.
    case value
  }

  /// A field that must be one of a list of words.
  mutating func word(
    _ field: Field, of view: ObjectView, _ list: @autoclosure () -> [String], _ rule: DiagnosticRule,
    says wording: WordText = .field
  ) -> String? {
    guard view.has(field) else { return nil }
    let values = list()
    guard let text = string(field, of: view, rule), let member = view[field] else { return nil }
    if values.contains(where: { $0.hasSameUTF8(as: text) }) { return text }
    let near = Suggestions.nearest(to: text, among: values)
    let message =
      switch wording {
      case .field: DiagnosticText.oneOf(field.name, values)
      case .value: DiagnosticText.valueOneOf(values)
      }
    report(
      rule, message, at: at(member),
      fixes: near.map { replacement(of: member.value, byText: $0) } ?? [])
    return nil
  }

  /// What a field may contain instead of a literal of its type.
  enum Instead {
    /// Nothing.
    case nothing
    /// A JSONata expression.
    case expression
  }

  /// An integer within bounds.
  @discardableResult
  mutating func integer(
    _ field: Field, of view: ObjectView, from minimum: Int64, to maximum: Int64, _ rule: DiagnosticRule,
    or instead: Instead = .nothing
  ) -> Int64? {
    guard view.has(field) else { return nil }
    if case .number(.integer(let value))? = view.value(field)?.content, minimum <= value, value <= maximum {
      return value
    }
    guard let member = view[field] else { return nil }
    guard let number = number(member, "Integer", rule, instead) else { return nil }
    guard case .integer(let value) = number else {
      let isHuge = number.doubleValue.magnitude >= 0x1p63 && number.doubleValue == number.doubleValue.rounded()
      let text =
        isHuge
        ? number.doubleValue < 0 ? DiagnosticText.minimum("\(minimum)") : DiagnosticText.maximum("\(maximum)")
        : DiagnosticText.expected("Integer")
      report(rule, text, at: at(member))
      return nil
    }
    if value < minimum {
      report(rule, DiagnosticText.minimum("\(minimum)"), at: at(member))
    } else if value > maximum {
      report(rule, DiagnosticText.maximum("\(maximum)"), at: at(member))
    } else {
      return value
    }
    return nil
  }

  /// A number within bounds.
  mutating func decimal(
    _ field: Field, of view: ObjectView, from minimum: Double, to maximum: Double, _ rule: DiagnosticRule,
    or instead: Instead = .nothing
  ) {
    guard view.has(field), let member = view[field] else { return }
    guard let number = number(member, "Number", rule, instead) else { return }
    let value = number.doubleValue
    if value < minimum {
      report(rule, DiagnosticText.minimum("\(minimum)"), at: at(member))
    } else if value > maximum {
      report(rule, DiagnosticText.maximum("\(maximum)"), at: at(member))
    }
  }

  private mutating func number(
    _ member: JSONSyntax.Member, _ kind: String, _ rule: DiagnosticRule, _ instead: Instead
  ) -> JSONNumber? {
    switch member.value.content {
    case .number(let number): return number
    case .string(let text) where Self.holdsPlaceholder(text): return nil
    case .string(let text) where instead == .expression && Self.isExpression(text): return nil
    case .null, .bool, .string, .array, .object:
      let rule = instead == .expression ? DiagnosticRule.expressionOrLiteralOfWrongKind : rule
      report(rule, DiagnosticText.expected(kind), at: at(member))
      return nil
    }
  }

  /// The object of a field that must be an object.
  mutating func object(_ field: Field, of view: ObjectView, _ rule: DiagnosticRule) -> JSONSyntax? {
    guard let member = view[field] else { return nil }
    if case .object = member.value.content { return member.value }
    if case .string(let text) = member.value.content, Self.holdsPlaceholder(text) { return nil }
    report(rule, DiagnosticText.expected("Object"), at: at(member))
    return nil
  }

  /// The elements of a field that must be an array.
  mutating func array(_ field: Field, of view: ObjectView, _ rule: DiagnosticRule) -> [JSONSyntax]? {
    guard let value = view.value(field) else { return nil }
    if case .array(let elements) = value.content { return elements }
    guard let member = view[field] else { return nil }
    if case .string(let text) = member.value.content, Self.holdsPlaceholder(text) { return nil }
    report(rule, DiagnosticText.expected("Array"), at: at(member))
    return nil
  }
}
