public import OrderedJSON
public import StatesEngine

/// A suspended execution with everything that belongs to it, as JSON: the children of its distributed Maps, the
/// executions that its tasks started, those that have ended and are still needed, and what its driver still had to do.
///
/// ```swift
/// let running = driver.start(execution)
/// let bytes = await running.suspend().bytes
/// // in another process
/// let resumed = try driver.resume(ExecutionTreeSnapshot(bytes: bytes), machine: machine)
/// ```
///
/// It does not contain the definitions: that of the root execution is passed to the driver that resumes it, and the
/// others must be in the driver's ``LiveDriver/stateMachines``.
public struct ExecutionTreeSnapshot: Sendable {
  /// The format that this version of the library writes and reads.
  public static let format = 1

  /// The content; its form is an implementation detail of the library.
  ///
  /// An object: `format`, a number; `now`, when it was taken, in milliseconds since 1970; `names`, the seed of the
  /// generator of names and how many numbers have been drawn, as strings; `started`, the number of executions that have
  /// started;
  /// `nodes`, the running executions, by their slots; `free`, the free slots; `ended`, the others that are still needed;
  /// `agenda`, what the driver still had to do, in order. Each execution is the JSON of an `ExecutionSnapshot`, and its state
  /// machine is `null` for that of the root execution, else the name under which a driver knows it.
  public let json: JSON

  init(json: JSON) { self.json = json }

  /// Reads the result of ``bytes``.
  ///
  /// - Throws: `SnapshotError` when the bytes are not JSON.
  public init(bytes: [UInt8]) throws(SnapshotError) {
    do {
      // A payload may be as deep as any value, and it is some levels below the top.
      json = try JSONParser(maximumDepth: 2_000).parse(bytes)
    } catch {
      throw SnapshotError(.damaged, "not JSON: \(error)")
    }
  }

  /// The content as JSON text in UTF-8.
  public var bytes: [UInt8] { JSONPrinter.compact.bytes(json) }
}
