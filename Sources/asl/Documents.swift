import OrderedJSON
import StatesLanguage

/// The inputs of commands: definitions from files, and JSON documents from files or the command line itself.
enum Documents {
  // MARK: Definitions

  /// Reads a definition; `-` is standard input.
  ///
  /// - Throws: if the file cannot be read, or is YAML or UTF-16 rather than JSON.
  static func definition(_ path: String) throws(FileProblem) -> SourceText {
    let bytes = try Files.read(path)
    if isUTF16(bytes) { throw FileProblem(message: "\(path): \(JSONMistake.utf16.advice)") }
    let source = SourceText(bytes: bytes, name: path)
    if isYAML(source, path) { throw FileProblem(message: "\(path): \(YAMLText.advice)") }
    return source
  }

  private static func isUTF16(_ bytes: [UInt8]) -> Bool { bytes.count > 1 && JSONMistake.isUTF16(bytes[0], bytes[1]) }

  /// Whether a text looks like YAML, or is named like YAML and is not JSON.
  private static func isYAML(_ source: SourceText, _ path: String) -> Bool {
    if YAMLText.isLikely(source) { return true }
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return false }
    var parser = JSONSyntaxParser()
    parser.readsPlaceholders = true
    do {
      _ = try parser.parse(source)
      return false
    } catch {
      return true
    }
  }

  // MARK: Other documents

  /// The document that an option names: a file, `-` for standard input, or literal JSON on the command line.
  ///
  /// - Parameters:
  ///   - argument: the option's value.
  ///   - option: the option, for messages.
  static func json(_ argument: String, option: String) throws(FileProblem) -> (value: JSON, text: String) {
    let isLiteral = isJSON(argument) && !Files.exists(argument)
    let bytes = isLiteral ? Array(argument.utf8) : try Files.read(argument)
    do {
      return (try JSON(parsing: bytes), String(decoding: bytes, as: UTF8.self))
    } catch {
      throw FileProblem(message: "\(isLiteral ? option : argument):\(error)")
    }
  }

  /// Whether the value of an option is meant as JSON: it starts like an object, array, string or number, or is one of
  /// the three literals.
  private static func isJSON(_ argument: String) -> Bool {
    let text = argument.utf8.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
    guard let first = text.first else { return false }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    case UInt8(ascii: "-"): return argument != "-"
    default: return argument == "true" || argument == "false" || argument == "null"
    }
  }
}
