public import OrderedJSON
public import StatesLanguage

/// A suspended execution as JSON: saved, moved to another process, and resumed there.
///
/// ```swift
/// let bytes = execution.snapshot().bytes
/// var resumed = try Execution(restoring: ExecutionSnapshot(bytes: bytes), machine: machine)
/// ```
///
/// A snapshot refers to states by name and to its definition by a digest of its meaning: white space, comments, and the
/// order of states and of their fields may change, nothing else.
public struct ExecutionSnapshot: Sendable {
  /// The format that this version of the library writes. It also reads the previous one.
  public static let formatVersion = 4
  /// The oldest format that this version of the library reads.
  public static let oldestFormatVersion = 3
  /// The version of the engine's behavior: another number would produce another history from the same inputs.
  public static let behaviorVersion = 1

  /// The content; its format is private to the library and versioned.
  public let json: JSON

  /// What ``json`` gave.
  package init(json: JSON) { self.json = json }

  /// Reads the content of ``bytes``.
  ///
  /// - Throws: ``SnapshotError`` if the text is not JSON.
  public init(bytes: [UInt8]) throws(SnapshotError) {
    do {
      // A payload may be as deep as any value, and it is a few levels down.
      json = try JSONParser(maximumDepth: 2_000).parse(bytes)
    } catch {
      throw SnapshotError(.damaged, "not JSON: \(error)")
    }
  }

  /// The content as JSON text in UTF-8.
  public var bytes: [UInt8] { JSONPrinter.compact.bytes(json) }

  /// The digest of the definition that the execution runs, as in ``DefinitionFingerprint/digest``; `nil` if the
  /// snapshot has none, as in format 3.
  public var definitionDigest: String? { json["definition"]?["digest"]?.stringValue }
}

/// Why a snapshot cannot be restored.
public struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of reason.
  public enum Reason: Sendable, Hashable {
    /// The snapshot does not describe a possible execution.
    case damaged
    /// It is of a format that this version of the library does not read.
    case otherFormat
    /// It was taken by an engine with a different behavior.
    case otherBehavior
    /// It belongs to a definition with a different meaning.
    case otherDefinition
  }

  /// The kind of reason.
  public var reason: Reason
  /// What is wrong.
  public var message: String
  /// The message.
  public var description: String { message }

  package init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}

extension Execution {
  /// Takes a snapshot of the execution between two inputs.
  ///
  /// - Parameter outline: whether the snapshot contains an outline of the definition, from which an error can report
  ///   how another definition differs. It may be omitted if the definition is stored with the snapshot.
  public func snapshot(outline: Bool = true) -> ExecutionSnapshot {
    // Nothing is thrown if every value is given; a value that was not written would not be read.
    let document = try? SnapshotCoder.document(of: self, outline: outline)
    return ExecutionSnapshot(json: document ?? .null)
  }

  /// Restores an execution.
  ///
  /// - Parameters:
  ///   - snapshot: a result of ``snapshot(outline:)``, from this process or another.
  ///   - machine: the definition with which the execution was started.
  ///   - original: the fingerprint of that definition if it is known and the snapshot has no outline: an error then
  ///     reports how `machine` differs.
  /// - Throws: ``SnapshotError`` if the snapshot has another format, is damaged, was taken by an engine with a
  ///   different behavior, or belongs to a definition with a different meaning.
  public init(
    restoring snapshot: ExecutionSnapshot, machine: StateMachine, original: DefinitionFingerprint? = nil
  ) throws(SnapshotError) {
    self = try SnapshotCoder.execution(of: snapshot.json, machine: machine, original: original)
  }
}
