/// The order in which a `java.util.HashMap`, or a `HashSet`, lists its elements after they have been added one by one.
///
/// The service keeps the template fields that it has to fill in such a map, so that they are output in this order,
/// after the constant ones; `States.ArrayUnique` keeps elements in such a set; and the validator's messages list the
/// names of fields in it (`[States, StartAt]`, the 39 comparison operators).
package enum JavaHashOrder {
  /// The names in the map's order; they are all different.
  package static func sorted(_ names: [String]) -> [String] { order(names).map { names[$0] } }

  /// The indexes of the keys in the map's order; the keys are all different.
  package static func order(_ keys: [String]) -> [Int] { order(hashes: keys.map(hash)) }

  /// The indexes of different keys in the map's order, by their hash codes.
  package static func order(hashes: [Int32]) -> [Int] {
    var buckets = 16
    // A map grows when it is more than three quarters full; within a bucket the order of insertion stays.
    while hashes.count * 4 > buckets * 3 { buckets *= 2 }
    let mask = UInt32(truncatingIfNeeded: buckets - 1)
    let slots = hashes.map { hash in
      let bits = UInt32(bitPattern: hash)
      return (bits ^ bits >> 16) & mask
    }
    return hashes.indices.sorted { (slots[$0], $0) < (slots[$1], $1) }
  }

  /// `String.hashCode()`.
  package static func hash(_ text: String) -> Int32 { text.utf16.reduce(Int32(0)) { 31 &* $0 &+ Int32($1) } }
}
