/// A row does not hold what the store writes.
package struct DamagedRow: Error {
  package let reason: String

  package init(_ reason: String) { self.reason = reason }
}
