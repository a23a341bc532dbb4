import OrderedJSON

// Retriers, catchers and the errors they name.

extension Inspection {
  /// `Retry` (ASL901 to ASL910).
  mutating func checkRetriers(_ context: StateContext) {
    guard let entries = entries(.retry, context) else { return }
    trail.push(.name(Field.retry.name))
    for (place, entry) in entries.enumerated() {
      trail.push(.index(place))
      if let part = errorEntry(entry, context, table: .retrier) {
        checkErrorEquals(part.view, isLast: place == entries.count - 1)
        checkRetrierNumbers(part.view)
      }
      trail.pop()
    }
    checkHiddenErrors(entries, isRetry: true)
    trail.pop()
  }

  private mutating func checkRetrierNumbers(_ view: ObjectView) {
    integer(.intervalSeconds, of: view, from: 1, to: StatesLimits.seconds, .asl905)
    integer(.maxAttempts, of: view, from: 0, to: StatesLimits.attempts, .asl906)
    decimal(.backoffRate, of: view, from: 1, to: .infinity, .asl907)
    integer(.maxDelaySeconds, of: view, from: 1, to: StatesLimits.delaySeconds, .asl908)
    _ = word(.jitterStrategy, of: view, ["FULL", "NONE"], .asl909)
  }

  /// `Catch` (ASL901 to ASL904, ASL911 to ASL913).
  mutating func checkCatchers(_ context: StateContext) {
    guard let entries = entries(.catch, context) else { return }
    trail.push(.name(Field.catch.name))
    for (place, entry) in entries.enumerated() {
      trail.push(.index(place))
      if let part = errorEntry(entry, context, table: .catcher) {
        checkErrorEquals(part.view, isLast: place == entries.count - 1)
        checkTarget(.next, of: part.view, context, .asl212)
        checkResultPath(part)
        checkValue(.output, part, .caught)
        checkAssign(part, .caught)
        warnIfSwallowing(part.view, context)
      }
      trail.pop()
    }
    checkHiddenErrors(entries, isRetry: false)
    trail.pop()
  }

  private mutating func entries(_ field: Field, _ context: StateContext) -> [JSONSyntax]? {
    array(field, of: context.view, .asl901)
  }

  private mutating func errorEntry(
    _ entry: JSONSyntax, _ context: StateContext, table: FieldTable
  ) -> StateContext? {
    guard let view = ObjectView(entry) else {
      if let text = entry.stringValue, Self.holdsPlaceholder(text) { return nil }
      report(.asl901, DiagnosticText.expected("Object"), at: here(entry.range))
      return nil
    }
    checkRepeated(view)
    checkFields(view, table, context.language)
    checkComment(view, .asl207)
    var part = context
    part.view = view
    return part
  }

  /// ASL903, ASL904.
  private mutating func checkErrorEquals(_ view: ObjectView, isLast: Bool) {
    guard let member = view[.errorEquals], let errors = array(.errorEquals, of: view, .asl903) else { return }
    if errors.isEmpty { return report(.asl903, DiagnosticText.empty, at: at(member)) }
    trail.push(.name(member.key))
    for (place, error) in errors.enumerated() {
      guard case .string(let name) = error.content else {
        trail.push(.index(place))
        report(.asl903, DiagnosticText.expected("String"), at: here(error.range))
        trail.pop()
        continue
      }
      guard name == "States.ALL", errors.count > 1 || !isLast else { continue }
      trail.push(.index(place))
      report(.asl904, DiagnosticText.allNotAlone, at: here(error.range))
      trail.pop()
    }
    trail.pop()
  }

  /// ASLW08, ASLW13, ASLW16: entries, and names of entries, that never act.
  private mutating func checkHiddenErrors(_ entries: [JSONSyntax], isRetry: Bool) {
    guard settings.warnings != .never, entries.count <= 256 else { return }
    var seen: [(name: String, range: SourceRange)] = []
    for (place, entry) in entries.enumerated() {
      guard let errors = entry[Field.errorEquals.name]?.elements else { continue }
      for (index, error) in errors.enumerated() {
        guard let name = error.stringValue, seen.count <= 256 else { continue }
        let earlier = seen.first { $0.name.hasSameUTF8(as: name) }
        if earlier != nil || name.utf8.first == UInt8(ascii: "S") || name.utf8.first == UInt8(ascii: "s") {
          trail.push(.index(place))
          trail.push(.name(Field.errorEquals.name))
          trail.push(.index(index))
          checkErrorName(name, error, earlier?.range)
          for _ in 0..<3 { trail.pop() }
        }
        if earlier == nil { seen.append((name, error.range)) }
      }
    }
    guard isRetry, let last = entries.last, let member = last.member(Field.maxAttempts.name),
      member.value.numberValue?.integerValue == 0
    else { return }
    trail.push(.index(entries.count - 1))
    report(.aslw16, DiagnosticText.noAttempts, at: at(member))
    trail.pop()
  }

  private mutating func checkErrorName(_ name: String, _ error: JSONSyntax, _ earlier: SourceRange?) {
    if let earlier {
      report(
        .aslw08, DiagnosticText.errorTakenBefore(name), at: here(error.range),
        notes: [Diagnostic.Note(message: "named here", range: earlier)])
    } else if name == "States.Runtime" {
      report(.aslw13, DiagnosticText.neverOffered(name), at: here(error.range))
    } else if let meant = ErrorNames.misspelt(name) {
      report(
        .aslw08, DiagnosticText.noSuchError(name), at: here(error.range),
        fixes: replacement(of: error, byText: meant))
    }
  }

  /// ASLW14: a catcher of everything that leaves no trace of the error and goes where success would go.
  private mutating func warnIfSwallowing(_ view: ObjectView, _ context: StateContext) {
    guard let errors = view[.errorEquals]?.value.elements, errors.count == 1, errors[0].stringValue == "States.ALL",
      let path = view[.resultPath], path.value.isNull, view[.assign] == nil,
      let next = view[.next]?.value.stringValue, let usual = context.view[.next]?.value.stringValue,
      next.hasSameUTF8(as: usual)
    else { return }
    report(.aslw14, DiagnosticText.swallowed, at: Place(location: trail.location(), range: path.value.range))
  }
}

/// The names of errors that the language reserves.
enum ErrorNames {
  /// The usual ones first.
  static let reserved = [
    "States.ALL", "States.TaskFailed", "States.Timeout", "States.BranchFailed", "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout", "States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed",
    "States.NoChoiceMatched", "States.ParameterPathFailure", "States.Permissions", "States.QueryEvaluationError",
    "States.ReferencePathConflict", "States.ResultPathMatchFailure", "States.ResultWriterFailed", "States.Runtime",
  ]

  /// The reserved name that a name was probably meant to be; `nil` when it is one, or none at all.
  static func misspelt(_ name: String) -> String? {
    if reserved.contains(where: { $0.hasSameUTF8(as: name) }) || name.hasPrefix("States.Http.StatusCode.") {
      return nil
    }
    let start = name.lowercased()
    guard start.hasPrefix("states.") || start.hasPrefix("state.") else { return nil }
    return Suggestions.nearest(to: name, among: reserved)
  }
}
