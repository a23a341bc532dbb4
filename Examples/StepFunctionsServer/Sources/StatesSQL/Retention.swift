package import StatesRuntime

extension StoreRetention {
  /// When an ended execution may be removed, in milliseconds since 1970; `nil` for never, by its age.
  package func end(ofKeeping stopped: Int64) -> Int64? {
    guard let age else { return nil }
    let (end, overflow) = stopped.addingReportingOverflow(age.milliseconds)
    return overflow ? .max : end
  }

  /// Whether an execution that ended then has been kept long enough.
  package func isExpired(stopped: Int64, at now: Int64) -> Bool { end(ofKeeping: stopped).map { $0 <= now } ?? false }
}

extension Duration {
  /// Whole milliseconds, rounded down; the nearest that can be represented.
  package var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, exceeds) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return exceeds ? .max : sum
  }
}
