import LanguageSupport

/// A store whose objects are in memory. Written objects can be read again; it may be used from many threads.
///
/// ```swift
/// let store = InMemoryDatasetStore(texts: ["data": ["orders.json": #"[{"id":1}]"#]])
/// ```
public final class InMemoryDatasetStore: DatasetStore {
  private let buckets: Locked<[String: [String: [UInt8]]]>

  /// Creates a store with these objects by bucket and key.
  public init(_ objects: [String: [String: [UInt8]]] = [:]) { buckets = Locked(objects) }

  /// Creates a store with these strings by bucket and key.
  public convenience init(texts: [String: [String: String]]) {
    self.init(texts.mapValues { $0.mapValues { Array($0.utf8) } })
  }

  /// The bytes of an object, or `nil` if there is none.
  public func object(bucket: String, key: String) -> [UInt8]? { buckets.withLock { $0[bucket]?[key] } }

  /// The objects whose keys start with a prefix; all with the time 0.
  public func list(bucket: String, prefix: String) -> [DatasetObject] {
    let found = buckets.withLock { buckets in
      (buckets[bucket] ?? [:]).filter { $0.key.utf8.starts(with: prefix.utf8) }
    }
    let keys = found.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return keys.map { key in
      let bytes = found[key] ?? []
      var tag = EntityTag()
      for byte in bytes { tag.combine(byte) }
      return DatasetObject(key: key, size: bytes.count, etag: tag.text)
    }
  }

  /// Writes an object; a bucket is created with its first one.
  public func put(_ bytes: [UInt8], bucket: String, key: String) {
    buckets.withLock { $0[bucket, default: [:]][key] = bytes }
  }
}
