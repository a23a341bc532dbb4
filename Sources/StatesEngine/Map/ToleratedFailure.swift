/// How many failures a map run tolerates.
///
/// A threshold of zero counts as not set if the other one is set; without any, nothing is tolerated.
struct ToleratedFailure: Sendable {
  var count: Int?
  var percentage: Double?

  /// Whether the total number of items matters.
  var needsTotal: Bool { (percentage ?? 0) > 0 }

  func isExceeded(failed: Int, of total: Int) -> Bool {
    guard failed > 0 else { return false }
    let count = count ?? 0
    let percentage = percentage ?? 0
    if percentage > 0, 100 * Double(failed) / Double(max(total, 1)) > percentage { return true }
    if count > 0, failed > count { return true }
    return count == 0 && percentage == 0
  }
}
