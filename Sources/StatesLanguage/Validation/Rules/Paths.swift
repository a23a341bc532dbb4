import JSONPath
import OrderedJSON

// Fields of JSONPath states that contain a path.

extension Inspection {
  /// `InputPath`, `OutputPath` (ASL501): a path of any kind, or null.
  mutating func checkInputOutputPath(_ field: Field, _ context: StateContext) {
    guard context.view.has(field), let member = context.view[field], context.language == .jsonPath,
      !member.value.isNull
    else { return }
    guard let text = pathText(member, .notAPath) else { return }
    do throws(PathSyntaxError) {
      notePath(try texts.path(text), member, context)
    } catch {
      report(.notAPath, DiagnosticText.mustBePath, at: at(member), notes: [note(error, member.value)])
    }
  }

  /// `ResultPath` (ASL502, ASL503): a reference path into the state's input, or null.
  mutating func checkResultPath(_ context: StateContext) {
    guard context.view.has(.resultPath), context.language == .jsonPath else { return }
    if let text = context.view.text(.resultPath), texts.isKnownInput(text) { return }
    guard let member = context.view[.resultPath], !member.value.isNull else { return }
    guard let text = pathText(member, .notAReferencePath), !isCall(text, member) else { return }
    do throws(PathSyntaxError) {
      switch try texts.root(ofReference: text) {
      case .input: return
      case .context: report(.resultPathNotWritable, DiagnosticText.resultPathContext, at: at(member))
      case .variable: report(.resultPathNotWritable, DiagnosticText.resultPathVariable, at: at(member))
      }
    } catch {
      report(.notAReferencePath, DiagnosticText.notReferencePath(error, text), at: at(member))
    }
  }

  /// The other fields that end in `Path` (ASL505): a reference path into the input or a variable; for the numbers of a
  /// Map, not into the context object.
  mutating func checkReferencePath(_ field: Field, _ context: StateContext) {
    guard context.view.has(field), let member = context.view[field], context.language == .jsonPath else { return }
    guard let text = pathText(member, .pathFieldNotAReferencePath), !isCall(text, member) else { return }
    do throws(PathSyntaxError) {
      let root = try texts.root(ofReference: text)
      if root == .context, Self.mapNumbers.contains(field) {
        report(.pathFieldNotAReferencePath, DiagnosticText.noContextHere(field.name), at: at(member))
      }
      noteRoot(root, member, context)
    } catch {
      report(.pathFieldNotAReferencePath, DiagnosticText.notReferencePath(error, text), at: at(member))
    }
  }

  private static let mapNumbers: FieldSet = [
    .maxConcurrencyPath, .toleratedFailureCountPath, .toleratedFailurePercentagePath, .maxItemsPath,
    .maxItemsPerBatchPath, .maxInputBytesPerBatchPath,
  ]

  /// `ErrorPath`, `CausePath` (ASL504, ASL505): a reference path, or one of the functions that give a string.
  mutating func checkFailPath(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonPath else { return }
    guard let text = pathText(member, .pathFieldNotAReferencePath) else { return }
    guard text.hasPrefix("States.") else { return checkReferencePath(field, context) }
    let name = String(text.prefix { $0 != "(" })
    do throws(IntrinsicSyntaxError) {
      let call = try texts.call(text)
      for variable in call.variableNames { noteRead(variable, at(member), context) }
      if !IntrinsicNames.givingText.contains(name) {
        report(.functionInPathField, DiagnosticText.functionGivesNoText(name), at: at(member))
      }
    } catch {
      report(
        .functionInPathField, DiagnosticText.templateValue(member.key), at: at(member),
        notes: [note(error, member.value)])
    }
  }

  /// `Variable` and the operands of the `…Path` operators (ASL505): a path that may read the context object.
  mutating func checkComparisonPath(_ field: Field, _ view: ObjectView, _ context: StateContext) {
    if let text = view.text(field), texts.isPlainInput(text) { return }
    guard let member = view[field] else { return }
    guard let text = pathText(member, .pathFieldNotAReferencePath), !isCall(text, member) else { return }
    do throws(PathSyntaxError) {
      notePath(try texts.path(text), member, context)
    } catch {
      report(
        .pathFieldNotAReferencePath, DiagnosticText.notReferencePath(referenceError(text) ?? error, text),
        at: at(member))
    }
  }

  /// The error of the parser of reference paths for a string.
  private mutating func referenceError(_ text: String) -> PathSyntaxError? {
    do throws(PathSyntaxError) {
      _ = try texts.reference(text)
      return nil
    } catch {
      return error
    }
  }

  /// The string value of a path field; `nil` if it is not a string, which is reported, or contains a placeholder.
  private mutating func pathText(_ member: JSONSyntax.Member, _ rule: DiagnosticRule) -> String? {
    guard case .string(let text) = member.value.content else {
      report(rule, DiagnosticText.expected("String"), at: at(member))
      return nil
    }
    return Self.holdsPlaceholder(text) ? nil : text
  }

  /// ASL504.
  private mutating func isCall(_ text: String, _ member: JSONSyntax.Member) -> Bool {
    guard text.utf8.first == UInt8(ascii: "S"), text.hasPrefix("States.") else { return false }
    report(.functionInPathField, DiagnosticText.noDollarRoot, at: at(member))
    return true
  }

  private mutating func noteRoot(_ root: PathRoot, _ member: JSONSyntax.Member, _ context: StateContext) {
    if let name = root.variableName { noteRead(name, at(member), context) }
  }

  private mutating func notePath(_ path: PathExpression, _ member: JSONSyntax.Member, _ context: StateContext) {
    noteRoot(path.root, member, context)
    warnOfTraps(path, in: member.value, at: at(member))
  }

  /// Records the reading of a variable.
  mutating func noteRead(_ name: String, _ place: Place, _ context: StateContext) {
    reads.append((name, context.surroundings.scope, context.state, place))
  }

  /// A note on where the error is in a path.
  func note(_ error: PathSyntaxError, _ value: JSONSyntax) -> Diagnostic.Note {
    Diagnostic.Note(message: error.message, range: place(error.offset, in: value))
  }

  /// A note on where the error is in a call.
  func note(_ error: IntrinsicSyntaxError, _ value: JSONSyntax) -> Diagnostic.Note {
    Diagnostic.Note(message: error.message, range: place(error.offset, in: value))
  }

  /// The source range of an offset in a string, if the string is written without escapes; otherwise the whole string.
  func place(_ offset: Int, in value: JSONSyntax) -> SourceRange {
    let start = value.range.start + 1
    guard let text = value.stringValue, value.range.end - start - 1 == text.utf8.count, offset >= 0,
      offset <= text.utf8.count
    else { return value.range }
    return SourceRange(start: start + offset, end: min(start + offset + 1, value.range.end))
  }
}
