public import OrderedJSON
import Yams

/// A definition in YAML, converted to JSON, and the mapping from each position in the JSON to its position in the YAML.
///
/// Plain scalars are read by YAML's core schema: `null`, `true`, whole and decimal numbers; everything else, and
/// anything in quotes, is a string. Aliases are expanded, up to a limit. A tag that YAML does not define, such as
/// CloudFormation's `!Sub` or `!GetAtt`, represents a value that is filled in later.
public struct YAMLDefinition: Sendable {
  /// The definition as JSON.
  public let json: SourceText
  /// Where each value and name starts: its offset in the JSON, in order, and its position in the YAML.
  private let places: [(offset: Int, position: SourcePosition)]

  /// Reads YAML.
  ///
  /// - Parameters:
  ///   - yaml: the text.
  ///   - maximumBytes: how many bytes the JSON may have: a few aliases of aliases can expand to more than any memory
  ///     can hold.
  /// - Throws: ``YAMLProblem`` for the first thing that is not YAML, or has no equivalent in JSON.
  public init(parsing yaml: String, maximumBytes: Int = 2 << 20) throws(YAMLProblem) {
    var writer = NodeWriter(maximumBytes: maximumBytes)
    if let root = try Self.root(of: yaml) { try writer.write(root, depth: 0) }
    json = SourceText(bytes: writer.bytes)
    places = writer.places
  }

  private static func root(of yaml: String) throws(YAMLProblem) -> Node? {
    do {
      return try Parser(yaml: yaml, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw YAMLProblem(error)
    } catch {
      throw YAMLProblem("\(error)", at: SourcePosition(line: 1, column: 1))
    }
  }

  /// The position in the YAML of an offset in the JSON: the start of the value or name that contains the offset.
  public func position(ofJSON offset: Int) -> SourcePosition {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? SourcePosition(line: 1, column: 1) : places[low - 1].position
  }
}

/// Why a document is not a YAML definition, and where.
public struct YAMLProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// Where.
  public var position: SourcePosition
  /// Whether a name appears twice in a mapping.
  public var isRepeatedName = false

  /// `line:column: message`.
  public var description: String { "\(position): \(message)" }

  init(_ message: String, at position: SourcePosition) {
    self.message = message
    self.position = position
  }

  init(_ message: String, at mark: Mark?) {
    self.init(message, at: SourcePosition(mark))
  }

  init(_ error: YamlError) {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let before = context.map { $0.text.trimmed + ", " } ?? ""
      self.init("The text is not YAML: \(before)\(problem)", at: mark)
    case .duplicatedKeysInMapping(let names, let context):
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      self.init("Duplicate field \(list)", at: context.mark)
      isRepeatedName = true
    case .reader(let problem, _, _, _): self.init("The text is not YAML: \(problem)", at: nil)
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      self.init("The text is not YAML", at: nil)
    }
  }
}

extension SourcePosition {
  init(_ mark: Mark?) { self.init(line: mark?.line ?? 1, column: mark?.column ?? 1) }
}

extension String {
  fileprivate var trimmed: String {
    let blanks: [Character] = [" ", "\n", "\r", "\t"]
    return String(drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }
}
