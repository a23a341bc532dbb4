import OrderedJSON
import StatesLanguage

/// Identifies the definition of a snapshot: a digest of its meaning, and an outline for reporting how another one
/// differs.
struct SnapshotDefinition: SnapshotRecord {
  /// The machine and its states, each a digest of every field.
  struct Outline {
    var machine: JSON.Object
    var states: JSON.Object
  }

  var digest: String
  var outline: Outline?

  static var isKeyed: Bool { true }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let digest = try coder.field("digest", value) { $0.digest }
    let machine = try coder.field("machine", value) { $0.outline?.machine }
    let states = try coder.field("states", value) { $0.outline?.states }
    guard let machine, let states else { return SnapshotDefinition(digest: digest) }
    return SnapshotDefinition(digest: digest, outline: Outline(machine: machine, states: states))
  }
}

extension SnapshotDefinition {
  init(_ fingerprint: DefinitionFingerprint, outline: Bool) {
    digest = fingerprint.digest
    guard outline else { return }
    var machine = JSON.Object()
    var states = JSON.Object()
    for part in fingerprint.parts {
      var fields = JSON.Object(minimumCapacity: part.fields.count)
      for field in part.fields { fields[field.name] = .string(field.digest) }
      if part.name.isEmpty { machine = fields } else { states[part.name] = .object(fields) }
    }
    self.outline = Outline(machine: machine, states: states)
  }

  /// Refuses a definition with a different meaning.
  ///
  /// - Parameters:
  ///   - other: the fingerprint of the given definition.
  ///   - original: that of the snapshot's own definition, if known.
  func check(_ other: DefinitionFingerprint, original: DefinitionFingerprint?) throws(SnapshotError) {
    guard digest != other.digest else { return }
    let known = original?.digest == digest ? original : fingerprint
    let difference = known.flatMap { $0.difference(to: other) } ?? "its digest is \(digest), here it is \(other.digest)"
    throw SnapshotError(.otherDefinition, "the snapshot is of another definition: \(difference)")
  }

  private var fingerprint: DefinitionFingerprint? {
    outline.map { outline in
      var parts = [Self.part("", outline.machine)]
      for state in outline.states.members { parts.append(Self.part(state.key, state.value.objectValue ?? [:])) }
      return DefinitionFingerprint(digest: digest, parts: parts)
    }
  }

  private static func part(_ name: String, _ fields: JSON.Object) -> DefinitionFingerprint.Part {
    DefinitionFingerprint.Part(
      name: name,
      fields: fields.members.map { DefinitionFingerprint.Field(name: $0.key, digest: $0.value.stringValue ?? "") })
  }
}

extension ExecutionSnapshot {
  /// The format of a document, if this version of the library can read it.
  static func checkedFormat(of document: JSON) throws(SnapshotError) -> Int {
    guard let format = document["version"]?.integerValue else { throw SnapshotError(.damaged, "not a snapshot") }
    guard format >= oldestFormatVersion, format <= formatVersion else {
      throw SnapshotError(
        .otherFormat,
        "the snapshot has format \(format); formats \(oldestFormatVersion) to \(formatVersion) can be read")
    }
    guard format > 3 else { return Int(format) }
    guard let behavior = document["behavior"]?.integerValue else { throw SnapshotError(.damaged, "not a snapshot") }
    guard behavior == behaviorVersion else {
      throw SnapshotError(
        .otherBehavior,
        "the snapshot is of an engine of behavior \(behavior); this one has behavior \(behaviorVersion)")
    }
    return Int(format)
  }
}
