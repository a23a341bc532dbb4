/// The order in which a `java.util.HashMap`, or a `HashSet`, lists what has been put into it one after the other.
///
/// The service keeps the fields of a template that it has to fill in such a map, so that they come out in this order,
/// behind the constant ones; `States.ArrayUnique` keeps elements in such a set.
enum JavaHashOrder {
  /// The places of the keys in the map's order; the keys are all different.
  static func order(_ keys: [String]) -> [Int] { order(hashes: keys.map(hash)) }

  /// The places of different keys in the map's order, by their hash codes.
  static func order(hashes: [Int32]) -> [Int] {
    var buckets = 16
    // A map grows when it is more than three quarters full; within a bucket the order of insertion stays.
    while hashes.count * 4 > buckets * 3 { buckets *= 2 }
    let mask = UInt32(truncatingIfNeeded: buckets - 1)
    let places = hashes.map { hash in
      let bits = UInt32(bitPattern: hash)
      return (bits ^ bits >> 16) & mask
    }
    return hashes.indices.sorted { (places[$0], $0) < (places[$1], $1) }
  }

  /// `String.hashCode()`.
  static func hash(_ text: String) -> Int32 { text.utf16.reduce(Int32(0)) { 31 &* $0 &+ Int32($1) } }
}
