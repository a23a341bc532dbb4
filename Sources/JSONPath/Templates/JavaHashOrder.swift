/// The order in which a `java.util.HashMap` lists its keys.
///
/// The service keeps the fields of a template that it has to fill in such a map, so that they come out in this order,
/// behind the constant ones.
enum JavaHashOrder {
  /// The places of the keys in the map's order; keys are put in one after the other.
  static func order(_ keys: [String]) -> [Int] {
    var buckets = 16
    // A map grows when it is more than three quarters full.
    while keys.count * 4 > buckets * 3 { buckets *= 2 }
    let mask = UInt32(buckets - 1)
    let places = keys.map { key in
      let hash = key.utf16.reduce(UInt32(0)) { 31 &* $0 &+ UInt32($1) }
      return (hash ^ hash >> 16) & mask
    }
    return keys.indices.sorted { (places[$0], $0) < (places[$1], $1) }
  }
}
