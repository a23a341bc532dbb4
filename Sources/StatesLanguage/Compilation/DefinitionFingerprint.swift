import LanguageSupport
import OrderedJSON

/// The meaning of a definition in a comparable form: two definitions have equal fingerprints if they only differ in
/// white space, comments, and the order of states and of their fields.
///
/// The order of members inside payload templates, results and expressions counts, since it appears in outputs.
public struct DefinitionFingerprint: Sendable, Hashable {
  /// The machine itself, or one of its states, each field with a digest of its value.
  package struct Part: Sendable, Hashable {
    /// The state's name, or the empty string for the machine itself.
    package var name: String
    /// The fields by name, in the order of their names' UTF-8 bytes; each digest has 16 hexadecimal digits.
    package var fields: [Field]

    package init(name: String, fields: [Field]) {
      self.name = name
      self.fields = fields
    }
  }

  /// A field with the digest of its value.
  package struct Field: Sendable, Hashable {
    package var name: String
    package var digest: String

    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  /// A digest of everything, including the type of the state machine: 64 hexadecimal digits (SHA-256).
  public let digest: String
  /// The machine, then its states in the order of their names' UTF-8 bytes.
  package let parts: [Part]

  package init(digest: String, parts: [Part]) {
    self.digest = digest
    self.parts = parts
  }
}

extension DefinitionFingerprint {
  /// Computes the fingerprint of a compiled definition.
  init(of definition: SourceText, _ type: StateMachineType) {
    var outline = DefinitionOutline()
    // It has been read before, with the same parser.
    if let syntax = try? JSONSyntaxParser().parse(definition) { outline.addMachine(syntax, type) }
    self = outline.fingerprint
  }

  /// The first difference between another definition and this one, for messages; `nil` if they have the same meaning.
  ///
  /// States that are missing or new are reported before changed fields: they change other fields as well.
  ///
  /// - Parameter other: the fingerprint of the other definition.
  package func difference(to other: DefinitionFingerprint) -> String? {
    if digest == other.digest { return nil }
    let old = index
    let new = other.index
    if let missing = parts.first(where: { new.place(of: $0.name) == nil }) {
      return "\(missing.description) is missing"
    }
    if let added = other.parts.first(where: { old.place(of: $0.name) == nil }) { return "\(added.description) is new" }
    for part in parts {
      if let there = new[part.name], let field = Self.difference(part.fields, there) {
        return "\(part.description) has another \(field)"
      }
    }
    return "it is of another type"
  }

  /// The fields of each part, by its name.
  private var index: TextTable<[Field]> {
    var index = TextTable<[Field]>()
    for part in parts { index.set(part.name, part.fields) }
    return index
  }

  private static func difference(_ old: [Field], _ new: [Field]) -> String? {
    for field in old where !new.contains(field) { return field.name }
    return new.first { !old.contains($0) }?.name
  }
}

extension DefinitionFingerprint.Part {
  fileprivate var description: String { name.isEmpty ? "the state machine" : "the state '\(name)'" }
}

/// Collects the parts of a definition.
private struct DefinitionOutline {
  private var parts: [DefinitionFingerprint.Part] = []
  private var type = StateMachineType.standard

  var fingerprint: DefinitionFingerprint {
    var ordered = parts.sorted { Self.precedes($0.name, $1.name) }
    // The machine itself has no name and comes first.
    for index in ordered.indices { ordered[index].fields.sort { Self.precedes($0.name, $1.name) } }
    var text = Array(type.rawValue.utf8)
    for part in ordered {
      text.append(0x0a)
      append(part.name, to: &text)
      for field in part.fields {
        append(field.name, to: &text)
        text += field.digest.utf8
      }
    }
    return DefinitionFingerprint(digest: Digest.sha256.hexadecimal(of: text), parts: ordered)
  }

  /// A name can contain anything, so its length precedes it.
  private func append(_ name: String, to text: inout [UInt8]) {
    text += "\(name.utf8.count):".utf8
    text += name.utf8
  }

  private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  mutating func addMachine(_ syntax: JSONSyntax, _ type: StateMachineType) {
    self.type = type
    guard let members = syntax.members else { return }
    add("", scope(members))
  }

  private mutating func add(_ name: String, _ members: JSON.Object) {
    let fields = members.members.map { member in
      let text = JSONPrinter.compact.bytes(member.value)
      return DefinitionFingerprint.Field(
        name: member.key, digest: String(Digest.sha256.hexadecimal(of: text).prefix(16)))
    }
    parts.append(DefinitionFingerprint.Part(name: name, fields: fields))
  }

  /// The members of a machine, branch or item processor; its states become parts, and only their names are kept.
  private mutating func scope(_ members: [JSONSyntax.Member]) -> JSON.Object {
    var result = JSON.Object()
    for member in members where Field(member.key) != .comment {
      guard Field(member.key) == .states, let states = member.value.members else {
        result[member.key] = member.value.json
        continue
      }
      var names: [String] = []
      for state in states {
        names.append(state.key)
        add(state.key, self.state(state.value))
      }
      result[member.key] = .array(names.sorted(by: Self.precedes).map { .string($0) })
    }
    return Self.ordered(result)
  }

  private mutating func state(_ syntax: JSONSyntax) -> JSON.Object {
    var result = JSON.Object()
    for member in syntax.members ?? [] {
      switch Field(member.key) {
      case .comment: continue
      case .branches:
        var branches: [JSON] = []
        for branch in member.value.elements ?? [] { branches.append(.object(scope(branch.members ?? []))) }
        result[member.key] = .array(branches)
      case .itemProcessor, .iterator: result[member.key] = .object(scope(member.value.members ?? []))
      case .retry, .catch, .choices:
        result[member.key] = .array((member.value.elements ?? []).map { Self.rule($0) })
      default: result[member.key] = member.value.json
      }
    }
    return Self.ordered(result)
  }

  /// A retrier, a catcher, or a rule of a Choice state with the rules in it.
  private static func rule(_ syntax: JSONSyntax) -> JSON {
    guard let members = syntax.members else { return syntax.json }
    var result = JSON.Object()
    for member in members {
      switch Field(member.key) {
      case .comment: continue
      case .and, .or: result[member.key] = .array((member.value.elements ?? []).map { rule($0) })
      case .not: result[member.key] = rule(member.value)
      default: result[member.key] = member.value.json
      }
    }
    return .object(ordered(result))
  }

  private static func ordered(_ object: JSON.Object) -> JSON.Object {
    var result = JSON.Object(minimumCapacity: object.count)
    for member in object.members.sorted(by: { precedes($0.key, $1.key) }) { result[member.key] = member.value }
    return result
  }
}
