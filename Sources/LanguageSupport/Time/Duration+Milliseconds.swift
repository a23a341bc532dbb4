extension Duration {
  /// The duration in milliseconds, cut off; stops at the ends of what can be said.
  package var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, second) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return second ? (sum < 0 ? .max : .min) : sum
  }
}
