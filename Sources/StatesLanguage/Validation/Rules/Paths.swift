import JSONPath
import OrderedJSON

// Fields of JSONPath states that hold a path.

extension Inspection {
  /// `InputPath`, `OutputPath` (ASL501): a path of any kind, or null.
  mutating func checkInputOutputPath(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonPath, !member.value.isNull else { return }
    guard let text = pathText(member, .asl501) else { return }
    do throws(PathSyntaxError) {
      noteRoot(try paths.root(text), member, context)
    } catch {
      report(.asl501, DiagnosticText.mustBePath, at: at(member), notes: [note(error, member.value)])
    }
  }

  /// `ResultPath` (ASL502, ASL503): a reference path into the state's input, or null.
  mutating func checkResultPath(_ context: StateContext) {
    guard let member = context.view[.resultPath], context.language == .jsonPath, !member.value.isNull else { return }
    guard let text = pathText(member, .asl502), !isCall(text, member) else { return }
    do throws(PathSyntaxError) {
      switch try paths.referenceRoot(text) {
      case .input: return
      case .context: report(.asl503, DiagnosticText.resultPathContext, at: at(member))
      case .variable: report(.asl503, DiagnosticText.resultPathVariable, at: at(member))
      }
    } catch {
      report(.asl502, DiagnosticText.notReferencePath(error, text), at: at(member))
    }
  }

  /// The other fields that end in `Path` (ASL505): a reference path into the input or a variable; where a Map takes a
  /// number, not into the context object.
  mutating func checkReferencePath(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonPath else { return }
    guard let text = pathText(member, .asl505), !isCall(text, member) else { return }
    do throws(PathSyntaxError) {
      let root = try paths.referenceRoot(text)
      if root == .context, Self.mapNumbers.contains(field) {
        report(.asl505, DiagnosticText.noContextHere(field.name), at: at(member))
      }
      noteRoot(root, member, context)
    } catch {
      report(.asl505, DiagnosticText.notReferencePath(error, text), at: at(member))
    }
  }

  private static let mapNumbers: FieldSet = [
    .maxConcurrencyPath, .toleratedFailureCountPath, .toleratedFailurePercentagePath, .maxItemsPath,
    .maxItemsPerBatchPath, .maxInputBytesPerBatchPath,
  ]

  /// `ErrorPath`, `CausePath` (ASL504, ASL505): a reference path, or one of the functions that give a string.
  mutating func checkFailPath(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonPath else { return }
    guard let text = pathText(member, .asl505) else { return }
    guard text.hasPrefix("States.") else { return checkReferencePath(field, context) }
    let name = String(text.prefix { $0 != "(" })
    do throws(IntrinsicSyntaxError) {
      let call = try IntrinsicExpression(text)
      for variable in call.variableNames { noteRead(variable, at(member), context) }
      if !IntrinsicNames.givingText.contains(name) {
        report(.asl504, DiagnosticText.functionGivesNoText(name), at: at(member))
      }
    } catch {
      report(.asl504, DiagnosticText.templateValue(member.key), at: at(member), notes: [note(error, member.value)])
    }
  }

  /// `Variable` and the operands of the `…Path` operators (ASL505): a path that may read the context object.
  mutating func checkComparisonPath(_ member: JSONSyntax.Member, _ context: StateContext) {
    guard let text = pathText(member, .asl505), !isCall(text, member) else { return }
    do throws(PathSyntaxError) {
      noteRoot(try paths.root(text), member, context)
    } catch {
      report(.asl505, DiagnosticText.notReferencePath(error, text), at: at(member))
    }
  }

  /// The text of a path field; `nil` when it is none, which is told, or holds a placeholder.
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
    report(.asl504, DiagnosticText.noDollarRoot, at: at(member))
    return true
  }

  private mutating func noteRoot(_ root: PathRoot, _ member: JSONSyntax.Member, _ context: StateContext) {
    if case .variable(let name) = root { noteRead(name, at(member), context) }
  }

  /// A variable is looked at.
  mutating func noteRead(_ name: String, _ place: Place, _ context: StateContext) {
    reads.append((name, context.surroundings.scope, context.state, place))
  }

  /// Where in a path it goes wrong.
  func note(_ error: PathSyntaxError, _ value: JSONSyntax) -> Diagnostic.Note {
    Diagnostic.Note(message: error.message, range: place(error.offset, in: value))
  }

  /// Where in a call it goes wrong.
  func note(_ error: IntrinsicSyntaxError, _ value: JSONSyntax) -> Diagnostic.Note {
    Diagnostic.Note(message: error.message, range: place(error.offset, in: value))
  }

  /// The place of an offset into a string's text, where the string is written without escapes; else the whole string.
  func place(_ offset: Int, in value: JSONSyntax) -> SourceRange {
    let start = value.range.start + 1
    guard let text = value.stringValue, value.range.end - start - 1 == text.utf8.count, offset >= 0,
      offset <= text.utf8.count
    else { return value.range }
    return SourceRange(start: start + offset, end: min(start + offset + 1, value.range.end))
  }
}

/// The paths read last, by text: definitions name the same few over and over.
struct PathMemory {
  private struct Entry {
    var text = ""
    var root = PathRoot.input
  }

  private var full = [Entry](repeating: Entry(), count: 64)
  private var calls = [(text: String, variables: [String])](repeating: ("", []), count: 64)
  private var reference = [Entry](repeating: Entry(), count: 64)

  /// What a path starts from.
  mutating func root(_ text: String) throws(PathSyntaxError) -> PathRoot {
    let slot = Self.slot(text)
    if full[slot].text.hasSameUTF8(as: text), !text.isEmpty { return full[slot].root }
    let root = try PathExpression(text).root
    full[slot] = Entry(text: text, root: root)
    return root
  }

  /// What a reference path starts from.
  mutating func referenceRoot(_ text: String) throws(PathSyntaxError) -> PathRoot {
    let slot = Self.slot(text)
    if reference[slot].text.hasSameUTF8(as: text), !text.isEmpty { return reference[slot].root }
    let root = try ReferencePath(text).root
    reference[slot] = Entry(text: text, root: root)
    return root
  }

  /// The variables that a call of an intrinsic function looks at.
  mutating func variables(inCall text: String) throws(IntrinsicSyntaxError) -> [String] {
    let slot = Self.slot(text)
    if calls[slot].text.hasSameUTF8(as: text), !text.isEmpty { return calls[slot].variables }
    let variables = try IntrinsicExpression(text).variableNames
    calls[slot] = (text, variables)
    return variables
  }

  private static func slot(_ text: String) -> Int {
    let hash = text.utf8.withContiguousStorageIfAvailable { bytes -> Int in
      guard let last = bytes.last else { return 0 }
      return bytes.count &* 5 &+ Int(last) &+ Int(bytes[bytes.count / 2]) &* 3
    }
    return (hash ?? 0) & 63
  }
}
