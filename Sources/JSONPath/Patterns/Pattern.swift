struct PatternSyntaxError: Error { var message: String }
struct Pattern: Sendable {
  init(_ text: String, flags: String) throws(PatternSyntaxError) {}
  func matches(_ text: String) throws(PathError) -> Bool { false }
}
