import JSONPath
import OrderedJSON

// Fields of JSONPath states that hold a path.

extension Inspection {
  /// `InputPath`, `OutputPath` (ASL501): a path of any kind, or null.
  mutating func checkInputOutputPath(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonPath, !member.value.isNull else { return }
    guard let text = pathText(member, .asl501) else { return }
    do throws(PathSyntaxError) {
      notePath(try paths.path(text), member, context)
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
      notePath(try paths.path(text), member, context)
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

  private mutating func notePath(
    _ path: PathMemory.Path, _ member: JSONSyntax.Member, _ context: StateContext
  ) {
    noteRoot(path.root, member, context)
    if path.hasBareWord { warnOfBareWord(at(member)) }
  }

  /// ASLW22.
  mutating func warnOfBareWord(_ place: Place) { report(.aslw22, DiagnosticText.bareWord, at: place) }

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
  /// What is of interest in a path.
  struct Path {
    /// What it starts from.
    var root = PathRoot.input
    /// Whether a filter compares with a word without quotes.
    var hasBareWord = false
  }

  private var full = [(text: String, path: Path)](repeating: ("", Path()), count: 64)
  private var reference = [(text: String, root: PathRoot)](repeating: ("", .input), count: 64)
  private var calls = [(text: String, variables: [String])](repeating: ("", []), count: 64)

  /// Reads a path.
  mutating func path(_ text: String) throws(PathSyntaxError) -> Path {
    let slot = Self.slot(text)
    if full[slot].text.hasSameUTF8(as: text), !text.isEmpty { return full[slot].path }
    let path = try Self.read(text)
    full[slot] = (text, path)
    return path
  }

  /// Reads a reference path, and says what it starts from.
  mutating func referenceRoot(_ text: String) throws(PathSyntaxError) -> PathRoot {
    let slot = Self.slot(text)
    if reference[slot].text.hasSameUTF8(as: text), !text.isEmpty { return reference[slot].root }
    let root = try ReferencePath(text).root
    reference[slot] = (text, root)
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

  /// The service accepts words without quotes in the comparisons of a filter, as published samples have them, and
  /// finds nothing when the state runs.
  private static func read(_ text: String) throws(PathSyntaxError) -> Path {
    var attempt = text
    for _ in 0..<16 {
      do throws(PathSyntaxError) {
        return Path(root: try PathExpression(attempt).root, hasBareWord: attempt != text)
      } catch {
        guard let quoted = quotingWord(at: error.offset, in: attempt) else { break }
        attempt = quoted
      }
    }
    return Path(root: try PathExpression(text).root)
  }

  /// The path with the word at an offset in quotes, if one stands there behind a comparison of a filter.
  private static func quotingWord(at offset: Int, in text: String) -> String? {
    let bytes = Array(text.utf8)
    var start = offset
    while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    guard start > 0, start < bytes.count, isWordByte(bytes[start]) else { return nil }
    var before = start - 1
    while before > 0, bytes[before] == 0x20 { before -= 1 }
    guard [UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">")].contains(bytes[before]) else { return nil }
    var end = start
    while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
    let quoted = bytes[..<start] + [UInt8(ascii: "'")] + bytes[start..<end] + [UInt8(ascii: "'")] + bytes[end...]
    return String(decoding: quoted, as: UTF8.self)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a, UInt8(ascii: "-"), 0x80...: true
    default: false
    }
  }

  private static func slot(_ text: String) -> Int {
    let hash = text.utf8.withContiguousStorageIfAvailable { bytes -> Int in
      guard let last = bytes.last else { return 0 }
      return bytes.count &* 5 &+ Int(last) &+ Int(bytes[bytes.count / 2]) &* 3
    }
    return (hash ?? 0) & 63
  }
}
