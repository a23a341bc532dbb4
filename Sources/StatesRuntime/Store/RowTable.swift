/// The executions of a store by ARN.
///
/// A hash table with open addressing: a slot takes twelve bytes, since the key is in the entry, and at most four fifths
/// of the slots are taken. Entries are boxed, so that free slots stay small and entries do not move.
struct RowTable: Sendable {
  typealias Entry = StoreTables.Entry

  /// The hashes of the ARNs, 0 in free slots: a probe looks at an entry only if the hash is equal.
  private var hashes: [UInt32] = []
  private var rows: [Boxed<Entry>?] = []
  private(set) var count = 0

  /// The execution with this ARN.
  subscript(key: ByteKey) -> Entry? { with(key) { $0 } }

  /// All executions, in no order.
  var all: some Sequence<Entry> { rows.lazy.compactMap { $0?.value } }

  /// The largest number of slots in a row that are taken, which bounds what a look-up costs.
  var longestRun: Int { hashes.split(separator: 0).map(\.count).max() ?? 0 }

  /// Looks at an execution where it is.
  func with<Answer>(_ key: ByteKey, _ body: (Entry) -> Answer) -> Answer? {
    guard let slot = slot(of: key), let row = rows[slot] else { return nil }
    return body(row.value)
  }

  /// Changes an execution, but not its ARN; nothing happens if there is none.
  mutating func update(_ key: ByteKey, _ change: (inout Entry) -> Void) {
    guard let slot = slot(of: key) else { return }
    rows[slot]?.update(change)
  }

  /// Changes every execution, but not its ARN.
  mutating func updateAll(_ change: (inout Entry) -> Void) {
    for slot in rows.indices { rows[slot]?.update(change) }
  }

  /// Adds an execution whose ARN no other has.
  mutating func insert(_ entry: Entry) {
    if count >= hashes.count / 5 * 4 { grow() }
    insert(Boxed(entry), Self.hash(ByteKey(entry.arn)))
    count += 1
  }

  /// Removes an execution, if it is there.
  @discardableResult
  mutating func remove(_ key: ByteKey) -> Entry? {
    guard var free = slot(of: key), let entry = rows[free]?.value else { return nil }
    count -= 1
    // Those after it move up, unless that is before where their probes begin.
    var slot = free
    while true {
      slot = next(slot)
      guard hashes[slot] != 0 else { break }
      let home = home(of: hashes[slot])
      let isBetween = free <= slot ? free < home && home <= slot : free < home || home <= slot
      if isBetween { continue }
      hashes[free] = hashes[slot]
      rows[free] = rows[slot]
      free = slot
    }
    hashes[free] = 0
    rows[free] = nil
    return entry
  }

  private mutating func grow() {
    let (oldHashes, oldRows) = (hashes, rows)
    let size = max(hashes.count * 2, 8)
    hashes = Array(repeating: 0, count: size)
    rows = Array(repeating: nil, count: size)
    for (hash, row) in zip(oldHashes, oldRows) {
      if let row { insert(row, hash) }
    }
  }

  private mutating func insert(_ row: Boxed<Entry>, _ hash: UInt32) {
    var slot = home(of: hash)
    while hashes[slot] != 0 { slot = next(slot) }
    hashes[slot] = hash
    rows[slot] = row
  }

  private func slot(of key: ByteKey) -> Int? {
    guard count > 0 else { return nil }
    let hash = Self.hash(key)
    var slot = home(of: hash)
    while hashes[slot] != 0 {
      if hashes[slot] == hash, let row = rows[slot], ByteKey(row.value.arn) == key { return slot }
      slot = next(slot)
    }
    return nil
  }

  private func next(_ slot: Int) -> Int { (slot + 1) & (hashes.count - 1) }

  /// Where a probe begins. Tables of different sizes order the same hashes differently: executions that come in the
  /// order of one table, as from a file that was copied, would otherwise be next to each other in another.
  private func home(of hash: UInt32) -> Int {
    let bits = hashes.count.trailingZeroBitCount
    let factor = 0x9e37_79b9_7f4a_7c15 &* UInt64(2 * bits + 1)
    return Int(truncatingIfNeeded: (UInt64(hash) &* factor) >> UInt64(64 - bits))
  }

  private static func hash(_ key: ByteKey) -> UInt32 { UInt32(truncatingIfNeeded: key.hashValue) | 1 << 31 }
}
