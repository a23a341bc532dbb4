import OrderedJSON

/// All states of a definition by name, so that the target of a transition is found without visiting the others.
struct StateNames {
  /// The definition of a name.
  struct Entry {
    let name: String
    let scope: Int
    let state: Int
    let keyRange: SourceRange
    /// Another entry with the same name, defined earlier.
    let earlier: Int?
  }

  private(set) var entries: [Entry] = []
  /// The latest entry for each name.
  private var latest = TextTable<Int>()

  /// Reserves capacity for `count` more names.
  mutating func reserveCapacity(more count: Int) { latest.reserveCapacity(latest.count + count) }

  /// Adds a name and returns the previous entry with the same name.
  mutating func add(_ name: String, scope: Int, state: Int, keyRange: SourceRange) -> Entry? {
    let earlier = latest.replace(name, entries.count)
    entries.append(Entry(name: name, scope: scope, state: state, keyRange: keyRange, earlier: earlier))
    return earlier.map { entries[$0] }
  }

  /// The state with the given name in a scope; if there are two, the later one.
  func state(named name: String, in scope: Int) -> Int? {
    var next = latest[name]
    while let index = next {
      if entries[index].scope == scope { return entries[index].state }
      next = entries[index].earlier
    }
    return nil
  }

  /// Any state with the given name in any scope.
  func anyState(named name: String) -> Entry? { latest[name].map { entries[$0] } }
}
