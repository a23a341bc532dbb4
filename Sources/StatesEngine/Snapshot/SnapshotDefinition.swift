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
    let (machine, states) = fingerprint.outline
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
    outline.map { DefinitionFingerprint(digest: digest, machine: $0.machine, states: $0.states) }
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
