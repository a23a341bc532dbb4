import WebText

/// The values of a query or of a form in the encoding `application/x-www-form-urlencoded`.
struct FormValues: Sendable {
  private var values: [String: String] = [:]

  /// How many values are read; further ones are ignored.
  private static let maximumCount = 200
  /// More than there is of anything, and little enough to calculate with.
  private static let maximumNumber = 1_000_000_000

  /// Reads values; of those with one name the first counts, those that are not encoded correctly are left out.
  init(_ text: some StringProtocol) {
    for pair in text.split(separator: "&", maxSplits: Self.maximumCount).prefix(Self.maximumCount) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(String(parts[0])), values[name] == nil,
        let value = PercentEncoding.decode(parts.count > 1 ? String(parts[1]) : "")
      else { continue }
      values[name] = value
    }
  }

  /// The value with a name; `nil` if there is none or if it is empty.
  subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The value with a name, also an empty one.
  func entered(_ name: String) -> String { values[name] ?? "" }

  /// The value with a name as a number of something that is counted; `nil` for what cannot be one.
  func number(_ name: String) -> Int? {
    self[name].flatMap { Int($0) }.flatMap { 0...Self.maximumNumber ~= $0 ? $0 : nil }
  }
}
