public import OrderedJSON
public import StatesLanguage

/// A suspended execution as JSON: written down, moved to another process, and resumed there.
///
/// ```swift
/// let bytes = execution.snapshot().bytes
/// var resumed = try Execution(restoring: ExecutionSnapshot(bytes: bytes), machine: machine)
/// ```
///
/// A snapshot knows its states by their names and its definition by a digest of what that means: white space, comments,
/// and the order of states and of their fields may change, nothing else.
public struct ExecutionSnapshot: Sendable {
  /// The form that this version of the library writes. It reads that of the version before, too.
  public static let formatVersion = 4
  /// The oldest form that this version of the library reads.
  public static let oldestFormatVersion = 3
  /// The behaviour of the engine: another number would make another history of the same inputs.
  public static let behaviourVersion = 1

  /// The content; its form belongs to the library and carries its number.
  public let json: JSON

  /// What ``json`` gave.
  package init(json: JSON) { self.json = json }

  /// Reads what ``bytes`` gave.
  ///
  /// - Throws: ``SnapshotError`` when the text is not JSON.
  public init(bytes: [UInt8]) throws(SnapshotError) {
    do {
      // A payload may be as deep as any value, and it stands a few levels down.
      json = try JSONParser(maximumDepth: 2_000).parse(bytes)
    } catch {
      throw SnapshotError(.damaged, "not JSON: \(error)")
    }
  }

  /// The content as JSON text in UTF-8.
  public var bytes: [UInt8] { JSONPrinter.compact.bytes(json) }

  /// The digest of the definition that the execution runs, as in ``DefinitionFingerprint/digest``; `nil` where the
  /// snapshot has none, as those of format 3.
  public var definitionDigest: String? { json["definition"]?["digest"]?.stringValue }
}

/// Why a snapshot cannot be restored.
public struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason there is.
  public enum Reason: Sendable, Hashable {
    /// The snapshot is not what an execution can be.
    case damaged
    /// It is of a format that this version of the library does not read.
    case otherFormat
    /// It was taken of an engine that behaves otherwise.
    case otherBehaviour
    /// It is of a definition that means something else.
    case otherDefinition
  }

  /// What kind of reason there is.
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
  /// The execution as it stands between two inputs.
  ///
  /// - Parameter outline: whether the snapshot holds an outline of the definition, from which an error can say what
  ///   differs in another one. It may be left out where the definition is kept beside the snapshot.
  public func snapshot(outline: Bool = true) -> ExecutionSnapshot {
    // Nothing is thrown where every value is given; what was not written would not be read.
    let document = try? SnapshotCoder.document(of: self, outline: outline)
    return ExecutionSnapshot(json: document ?? .null)
  }

  /// Restores an execution.
  ///
  /// - Parameters:
  ///   - snapshot: what ``snapshot(outline:)`` gave, in this process or another.
  ///   - machine: the definition that the execution started with.
  ///   - original: the fingerprint of that definition where it is known and the snapshot has no outline: an error then
  ///     says what differs in `machine`.
  /// - Throws: ``SnapshotError`` when the snapshot is of another format, damaged, of an engine that behaves otherwise, or of
  ///   a definition that means something else.
  public init(
    restoring snapshot: ExecutionSnapshot, machine: StateMachine, original: DefinitionFingerprint? = nil
  ) throws(SnapshotError) {
    self = try SnapshotCoder.execution(of: snapshot.json, machine: machine, original: original)
  }
}
