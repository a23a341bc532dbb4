public import OrderedJSON

extension Execution {
  /// A JSON value on its way through an execution. Passing it on costs nothing; its text is only created when needed.
  public final class Payload: Sendable {
    /// The value.
    public let json: JSON
    /// The original text of a value from outside, verbatim. It is kept as long as states only pass on the value; what
    /// they create is compact.
    let source: String?
    /// An upper bound of the depth of its arrays and objects: exact for values from outside, a bound for created ones.
    let depthBound: Int
    /// The length of the compact text if payloads are limited; -1 if it is not needed.
    let byteCount: Int

    init(_ json: JSON, depthBound: Int, byteCount: Int = -1, source: String? = nil) {
      self.json = json
      self.depthBound = depthBound
      self.byteCount = byteCount
      self.source = source
    }

    /// The value as JSON text.
    public var text: String { source ?? JSONPrinter.compact.string(json) }

    /// Appends the value's JSON text to a writer.
    public func write(to writer: inout ByteWriter) {
      if let source { writer.append(source) } else { JSONPrinter.compact.write(json, to: &writer) }
    }

    /// `{}`.
    static let emptyObject = Execution.Payload(.object(JSON.Object()), depthBound: 1, byteCount: 2)
  }
}
