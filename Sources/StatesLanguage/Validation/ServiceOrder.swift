/// The order in which the service's messages list names of fields.
///
/// Its recorded lists (`[States, StartAt]`, `[SecondsPath, Seconds, TimestampPath, Timestamp]`, the 39 comparison
/// operators) follow the buckets of a hash table over the names: smallest power of two that holds them three quarters
/// full, 16 at least; hash 31·h + c, its halves folded together. Names of one bucket keep the order given.
enum ServiceOrder {
  static func sorted(_ names: [String]) -> [String] {
    var capacity: UInt32 = 16
    while names.count * 4 > Int(capacity) * 3 { capacity *= 2 }
    let buckets = names.enumerated().map { (bucket: hash($0.element) & (capacity - 1), place: $0.offset) }
    return buckets.sorted { ($0.bucket, $0.place) < ($1.bucket, $1.place) }.map { names[$0.place] }
  }

  private static func hash(_ name: String) -> UInt32 {
    var hash: UInt32 = 0
    for unit in name.utf16 { hash = hash &* 31 &+ UInt32(unit) }
    return hash ^ (hash >> 16)
  }
}
