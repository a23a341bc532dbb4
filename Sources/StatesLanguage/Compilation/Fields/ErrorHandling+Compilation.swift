import OrderedJSON

extension Compiler {
  mutating func retriers(_ fields: FieldReader) -> [Retrier] {
    guard let entries = fields[.retry]?.elements else { return [] }
    var result: [Retrier] = []
    result.reserveCapacity(entries.count)
    for entry in entries {
      guard let view = ObjectView(entry) else {
        fail(entry.range, DiagnosticText.expected("Object"))
        continue
      }
      result.append(retrier(FieldReader(view: view, language: fields.language)))
    }
    return result
  }

  private func retrier(_ fields: FieldReader) -> Retrier {
    Retrier(
      errorEquals: patterns(fields), intervalSeconds: fields.integer(.intervalSeconds) ?? 1,
      maxAttempts: fields.integer(.maxAttempts) ?? 3, backoffRate: fields[.backoffRate]?.numberValue?.doubleValue ?? 2,
      maxDelaySeconds: fields.integer(.maxDelaySeconds), hasFullJitter: fields.text(.jitterStrategy) == "FULL")
  }

  mutating func catchers(_ fields: FieldReader) -> [Catcher] {
    guard let entries = fields[.catch]?.elements else { return [] }
    var result: [Catcher] = []
    result.reserveCapacity(entries.count)
    for (place, entry) in entries.enumerated() {
      guard let view = ObjectView(entry) else {
        fail(entry.range, DiagnosticText.expected("Object"))
        continue
      }
      let part = FieldReader(view: view, language: fields.language)
      if let catcher = catcher(part, "Catch[\(place)]/") { result.append(catcher) }
    }
    return result
  }

  private mutating func catcher(_ fields: FieldReader, _ prefix: @autoclosure () -> String) -> Catcher? {
    guard let nextNode = fields[.next], let next = target(nextNode) else {
      fail(fields.range, DiagnosticText.required([Field.next.name]))
      return nil
    }
    let isJSONata = fields.language == .jsonata
    return Catcher(
      errorEquals: patterns(fields), next: next, resultPath: isJSONata ? .replace : resultPath(fields[.resultPath]),
      output: isJSONata ? fields[.output].flatMap { jsonata($0, prefix() + "Output") } : nil,
      assign: fields.has(.assign) ? assignments(fields, in: prefix()) : nil)
  }

  private func patterns(_ fields: FieldReader) -> [ErrorPattern] {
    guard let errors = fields[.errorEquals]?.elements else { return [] }
    var patterns: [ErrorPattern] = []
    patterns.reserveCapacity(errors.count)
    for error in errors { if case .string(let name) = error.content { patterns.append(ErrorPattern(name)) } }
    return patterns
  }
}
