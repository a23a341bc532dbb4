import OrderedJSON

// Retriers, catchers and the errors they name.

extension Inspection {
  /// `Retry` (ASL901 to ASL910).
  mutating func checkRetriers(_ context: StateContext) {
    guard let entries = entries(.retry, context) else { return }
    var seen = SeenErrors()
    trail.push(.name(Field.retry.name))
    for (place, entry) in entries.enumerated() {
      trail.push(.index(place))
      if let part = errorEntry(entry, context, table: .retrier) {
        let isLast = place == entries.count - 1
        checkErrorEquals(part.view, isLast: isLast, &seen)
        checkRetrierNumbers(part.view, isLast: isLast)
      }
      trail.pop()
    }
    trail.pop()
  }

  private mutating func checkRetrierNumbers(_ view: ObjectView, isLast: Bool) {
    integer(.intervalSeconds, of: view, from: 0, to: StatesLimits.seconds, .intervalOutOfRange)
    let attempts = integer(.maxAttempts, of: view, from: 0, to: StatesLimits.attempts, .maxAttemptsOutOfRange)
    if attempts == 0, isLast, let member = view[.maxAttempts] {
      report(.retrierWithoutAttempts, DiagnosticText.noAttempts, at: at(member))
    }
    decimal(.backoffRate, of: view, from: 1, to: .infinity, .backoffRateOutOfRange)
    integer(.maxDelaySeconds, of: view, from: 1, to: StatesLimits.delaySeconds, .maxDelayOutOfRange)
    _ = word(.jitterStrategy, of: view, ["NONE", "FULL"], .unknownJitterStrategy, says: .value)
  }

  /// `Catch` (ASL901 to ASL904, ASL911 to ASL913).
  mutating func checkCatchers(_ context: StateContext) {
    if isOpenTransition(context.view.value(.catch), context.surroundings.scope) { return }
    guard let entries = entries(.catch, context) else { return }
    var seen = SeenErrors()
    trail.push(.name(Field.catch.name))
    for (place, entry) in entries.enumerated() {
      trail.push(.index(place))
      if let part = errorEntry(entry, context, table: .catcher) {
        checkErrorEquals(part.view, isLast: place == entries.count - 1, &seen)
        checkTarget(.next, of: part.view, context, .nextNotAString)
        checkResultPath(part)
        checkValue(.output, part, .caught)
        checkAssign(part, .caught)
        warnIfSwallowing(part.view, context)
      }
      trail.pop()
    }
    trail.pop()
  }

  private mutating func entries(_ field: Field, _ context: StateContext) -> [JSONSyntax]? {
    array(field, of: context.view, .retryOrCatchNotAList)
  }

  private mutating func errorEntry(
    _ entry: JSONSyntax, _ context: StateContext, table: FieldTable
  ) -> StateContext? {
    guard let view = ObjectView(entry) else {
      if isOpenTransition(entry, context.surroundings.scope) { return nil }
      report(.retryOrCatchNotAList, DiagnosticText.expected("Object"), at: here(entry.range))
      return nil
    }
    checkRepeated(view)
    checkFields(view, table, context.language)
    checkComment(view, .commentNotAString)
    var part = context
    part.view = view
    return part
  }

  /// ASL903, ASL904, and ASLW08, ASLW13: names that never apply.
  private mutating func checkErrorEquals(_ view: ObjectView, isLast: Bool, _ seen: inout SeenErrors) {
    guard let member = view[.errorEquals], let errors = array(.errorEquals, of: view, .errorEqualsNotAListOfStrings)
    else { return }
    if errors.isEmpty { return report(.errorEqualsNotAListOfStrings, DiagnosticText.empty, at: at(member)) }
    trail.push(.name(member.key))
    for (place, error) in errors.enumerated() {
      trail.push(.index(place))
      if case .string(let name) = error.content {
        if name == "States.ALL", errors.count > 1 || !isLast {
          report(.statesAllNotAloneAndLast, DiagnosticText.allNotAlone, at: here(error.range))
        }
        if settings.warnings != .never { checkErrorName(name, error, seen.add(name, error.range)) }
      } else {
        report(.errorEqualsNotAListOfStrings, DiagnosticText.expected("String"), at: here(error.range))
      }
      trail.pop()
    }
    trail.pop()
  }

  private mutating func checkErrorName(_ name: String, _ error: JSONSyntax, _ earlier: SourceRange?) {
    if let earlier {
      report(
        .handlerNeverActs, DiagnosticText.errorTakenBefore(name), at: here(error.range),
        notes: [Diagnostic.Note(message: "named here", range: earlier)])
    } else if name == "States.Runtime" {
      report(.errorNeverOffered, DiagnosticText.neverOffered(name), at: here(error.range))
    } else if let meant = ErrorNames.misspelled(name) {
      report(
        .handlerNeverActs, DiagnosticText.noSuchError(name), at: here(error.range),
        fixes: replacement(of: error, byText: meant))
    }
  }

  /// ASLW14: a catcher of all errors that leaves no trace of the error and goes where success would go.
  private mutating func warnIfSwallowing(_ view: ObjectView, _ context: StateContext) {
    guard let errors = view[.errorEquals]?.value.elements, errors.count == 1, errors[0].stringValue == "States.ALL",
      let path = view[.resultPath], path.value.isNull, view[.assign] == nil,
      let next = view[.next]?.value.stringValue, let usual = context.view[.next]?.value.stringValue,
      next.hasSameUTF8(as: usual)
    else { return }
    report(.errorSwallowed, DiagnosticText.swallowed, at: Place(location: trail.location(), range: path.value.range))
  }
}

/// The names of errors that the language reserves.
enum ErrorNames {
  /// The common ones first.
  static let reserved = [
    "States.ALL", "States.TaskFailed", "States.Timeout", "States.BranchFailed", "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout", "States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed",
    "States.NoChoiceMatched", "States.ParameterPathFailure", "States.Permissions", "States.QueryEvaluationError",
    "States.ReferencePathConflict", "States.ResultPathMatchFailure", "States.ResultWriterFailed", "States.Runtime",
  ]

  /// The reserved name that a misspelled name was probably meant to be; `nil` if it is reserved, or not similar to any.
  static func misspelled(_ name: String) -> String? {
    guard name.utf8.first == UInt8(ascii: "S") || name.utf8.first == UInt8(ascii: "s") else { return nil }
    if reserved.contains(where: { $0.hasSameUTF8(as: name) }) || name.hasPrefix("States.Http.StatusCode.") {
      return nil
    }
    let start = name.lowercased()
    guard start.hasPrefix("states.") || start.hasPrefix("state.") else { return nil }
    return Suggestions.nearest(to: name, among: reserved)
  }
}

/// The names that the entries of a `Retry` or `Catch` have used so far; no more than people write.
private struct SeenErrors {
  private var names: [(name: String, range: SourceRange)] = []

  /// Records a name, and returns the range of its previous occurrence, if there is one.
  mutating func add(_ name: String, _ range: SourceRange) -> SourceRange? {
    for seen in names where seen.name.hasSameUTF8(as: name) { return seen.range }
    if names.count < 256 { names.append((name, range)) }
    return nil
  }
}
