public import OrderedJSON
public import StatesEngine

/// A suspended execution with all that belongs to it, as JSON: the children of its distributed Maps, the executions that
/// its tasks started, what is kept of those that have ended, and what its driver had before it.
///
/// ```swift
/// let running = driver.start(execution)
/// let bytes = await running.suspend().bytes
/// // in another process
/// let resumed = try driver.resume(ExecutionTreeSnapshot(bytes: bytes), machine: machine)
/// ```
///
/// It does not hold the definitions: the driver that goes on with it is given the one of the execution at the top, and
/// knows the others as ``LiveDriver/stateMachines``.
public struct ExecutionTreeSnapshot: Sendable {
  /// The format that this version of the library writes and reads.
  public static let format = 1

  /// The content; its form belongs to the library.
  ///
  /// An object: `format`, a number; `now`, when it was taken, in milliseconds since 1970; `names`, the state of the generator
  /// of names, as a string; `started`, how many executions there have been; `nodes`, the executions that go on, by their
  /// places; `free`, the places that have none; `ended`, what is kept of others; `agenda`, what the driver had before it, in
  /// order. Each execution is an `ExecutionSnapshot`'s JSON; `machine` is `null` for the definition at the top, else the name
  /// under which a driver knows it.
  public let json: JSON

  init(json: JSON) { self.json = json }

  /// Reads what ``bytes`` gave.
  ///
  /// - Throws: `SnapshotError` when the bytes are not JSON.
  public init(bytes: [UInt8]) throws(SnapshotError) {
    do {
      // A payload may be as deep as any value, and it stands some levels down.
      json = try JSONParser(maximumDepth: 2_000).parse(bytes)
    } catch {
      throw SnapshotError(.damaged, "not JSON: \(error)")
    }
  }

  /// The content as JSON text in UTF-8.
  public var bytes: [UInt8] { JSONPrinter.compact.bytes(json) }
}
