public import OrderedJSON

extension Execution {
  /// A JSON value on its way through an execution. Passing it on costs nothing; its text is made only when asked for.
  public final class Payload: Sendable {
    /// The value.
    public let json: JSON
    /// The text as it came from outside, letter by letter. It stays as long as states only pass the value on; what they
    /// make is compact.
    let source: String?
    /// At most so deeply are arrays and objects nested in it: exact for what came from outside, a bound for what was built.
    let depthBound: Int
    /// The length of the compact text where payloads are limited; -1 where nobody asks.
    let byteCount: Int

    init(_ json: JSON, depthBound: Int, byteCount: Int = -1, source: String? = nil) {
      self.json = json
      self.depthBound = depthBound
      self.byteCount = byteCount
      self.source = source
    }

    /// The value as JSON text.
    public var text: String { source ?? JSONPrinter.compact.string(json) }

    /// Appends the value's JSON text to what has been written.
    public func write(to writer: inout ByteWriter) {
      if let source { writer.append(source) } else { JSONPrinter.compact.write(json, to: &writer) }
    }

    /// `{}`.
    static let emptyObject = Execution.Payload(.object(JSON.Object()), depthBound: 1, byteCount: 2)
  }
}
