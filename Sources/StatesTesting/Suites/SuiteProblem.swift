public import OrderedJSON

/// Why a suite cannot be used.
public struct SuiteProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// The suite's file.
  public var file: String?
  /// The position in the file, if there is one.
  public var position: SourcePosition?

  /// Creates a problem.
  public init(message: String, file: String? = nil, position: SourcePosition? = nil) {
    self.message = message
    self.file = file
    self.position = position
  }

  /// `file:line:column: message`.
  public var description: String {
    let place = [file, position.map { "\($0)" }].compactMap { $0 }.joined(separator: ":")
    return place.isEmpty ? message : "\(place): \(message)"
  }
}
