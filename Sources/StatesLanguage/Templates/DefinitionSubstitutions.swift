public import OrderedJSON

/// Values for the placeholders of a definition, `${Name}`, which a deployment tool would fill in.
///
/// ```swift
/// let filled = try DefinitionSubstitutions(["Seconds": "30"]).filling(SourceText(#"{"TimeoutSeconds": ${Seconds}}"#))
/// ```
///
/// In a string the value's characters are escaped as JSON demands. In the position of a value it is inserted as it is if
/// it is JSON, and as a string if not. The positions of problems in the filled text are those before.
///
/// - SeeAlso: AWS CloudFormation, `AWS::StepFunctions::StateMachine`, `DefinitionSubstitutions`.
public struct DefinitionSubstitutions: Sendable, Hashable {
  /// The values by the names of the placeholders.
  public var values: [String: String]

  /// Creates substitutions from values by the names of the placeholders.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// Fills in the placeholders that have a value; the others remain.
  ///
  /// - Throws: ``TemplateProblem`` if the text gets longer than 64 MiB.
  public func filling(_ source: SourceText) throws(TemplateProblem) -> SourceText {
    try filled(source).text
  }

  /// The same, with the names that occur and the placeholders that remain.
  package func filled(_ source: SourceText) throws(TemplateProblem) -> FilledDefinition {
    let filled = try Self.filling(MappedText(all: source), of: source) { values[$0].map(Substitution.value) }
    return FilledDefinition(filled, of: source)
  }
}

/// A value for a placeholder.
enum Substitution: Sendable {
  /// Becomes part of the text as it is, as CloudFormation does it.
  case text(String)
  /// Remains one value: escaped in a string, quoted outside of one if it is not JSON.
  case value(String)
}

/// A placeholder in a string that has no value. Those in the position of a value are reported by the validator.
struct RemainingPlaceholder {
  var name: String
  /// Its range in the original of the text.
  var origin: SourceRange
}

/// A definition with its placeholders filled in.
package struct FilledDefinition: Sendable {
  /// The definition.
  package var text: SourceText
  /// The names of the placeholders that were filled in.
  package var used: Set<String>
  /// The placeholders in strings that have no value, with their positions; of very many the first.
  package var remaining: [(name: String, position: SourcePosition)]

  init(_ filled: DefinitionSubstitutions.Filled, of source: SourceText) {
    text = filled.used.isEmpty ? source : SourceText(filled.text, of: source)
    used = filled.used
    remaining = filled.remaining.prefix(TemplateLimits.notes).map { ($0.name, source.position(of: $0.origin.start)) }
  }
}

extension DefinitionSubstitutions {
  /// What filling in placeholders gives.
  struct Filled {
    var text = MappedText()
    /// The names that were filled in.
    var used: Set<String> = []
    /// Placeholders in strings that have no value, in order; of very many only the first.
    var remaining: [RemainingPlaceholder] = []
  }

  /// Fills in the placeholders for which there is a substitution.
  ///
  /// - Throws: ``TemplateProblem`` if the text gets too long.
  static func filling(
    _ source: MappedText, of original: SourceText, _ substitution: (String) -> Substitution?
  ) throws(TemplateProblem) -> Filled {
    var filled = Filled()
    let bytes = source.bytes
    var isInString = false
    var done = 0
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        isInString.toggle()
        place += 1
      case UInt8(ascii: "\\"): place += isInString ? 2 : 1
      case UInt8(ascii: "$"):
        guard let end = placeholderEnd(bytes, place) else {
          place += 1
          continue
        }
        let name = String(decoding: bytes[place + 2..<end - 1], as: UTF8.self)
        let origin = source.origin(of: place..<end)
        if let substitution = substitution(name) {
          filled.used.insert(name)
          filled.text.append(source, done..<place)
          filled.text.append(inserted(substitution, inString: isInString)[...], for: origin)
          done = end
          if filled.text.bytes.count > TemplateLimits.bytes {
            throw TemplateProblem(
              "with its placeholders filled in, the definition is longer than 64 MiB", at: origin, in: original)
          }
        } else if isInString, filled.remaining.count < TemplateLimits.notes {
          filled.remaining.append(RemainingPlaceholder(name: name, origin: origin))
        }
        place = end
      default: place += 1
      }
    }
    filled.text.append(source, done..<bytes.count)
    return filled
  }

  /// The end of the placeholder that starts at an offset; `nil` if there is none. It is on one line.
  private static func placeholderEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "{") else { return nil }
    var place = start + 2
    while place < bytes.count, place - start < 1_024 {
      switch bytes[place] {
      case UInt8(ascii: "}"): return place > start + 2 ? place + 1 : nil
      case 0..<0x20: return nil
      default: place += 1
      }
    }
    return nil
  }

  private static func inserted(_ substitution: Substitution, inString: Bool) -> [UInt8] {
    switch substitution {
    case .text(let text): return Array(text.utf8)
    case .value(let text):
      if inString { return Array(Inspection.quoted(text).utf8.dropFirst().dropLast()) }
      return (try? JSON(parsing: text)) == nil ? Array(Inspection.quoted(text).utf8) : Array(text.utf8)
    }
  }
}
