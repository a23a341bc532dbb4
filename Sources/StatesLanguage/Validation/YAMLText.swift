package import OrderedJSON

/// Definitions in YAML, which are recognized but not read.
package enum YAMLText {
  /// What to do with a definition in YAML.
  package static let advice =
    "YAML is not read here: convert it to JSON, or use Examples/YAMLDefinitions of swift-states-language, which reads it"

  /// Whether a text is clearly YAML: its first line that is neither blank nor a comment is `---`, a directive, or
  /// starts with a plain name and a colon.
  package static func isLikely(_ source: SourceText) -> Bool {
    for number in 1...min(source.lineCount, 1_000) {
      let line = source.line(number).utf8.drop { $0 == 0x20 || $0 == 0x09 }
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      if line.elementsEqual("---".utf8) || line.starts(with: "--- ".utf8) || line.starts(with: "%YAML".utf8) {
        return true
      }
      let rest = line.drop(while: isNameByte)
      guard rest.startIndex > line.startIndex, rest.first == UInt8(ascii: ":") else { return false }
      return rest.dropFirst().first.map { $0 == 0x20 || $0 == 0x09 } ?? true
    }
    return false
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
