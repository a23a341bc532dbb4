/// A store whose objects are in memory.
public final class InMemoryDatasetStore: DatasetStore {
  private let objects: [String: [String: [UInt8]]]

  /// A store with these objects by bucket and key. What is written to it is accepted and not kept.
  public init(_ objects: [String: [String: [UInt8]]] = [:]) { self.objects = objects }

  public func object(bucket: String, key: String) throws(DatasetError) -> [UInt8]? { objects[bucket]?[key] }

  public func list(bucket: String, prefix: String) throws(DatasetError) -> [DatasetObject] {
    (objects[bucket] ?? [:]).filter { $0.key.hasPrefix(prefix) }.map { DatasetObject(key: $0.key, size: $0.value.count, etag: "") }.sorted { $0.key < $1.key }
  }

  public func put(_ bytes: [UInt8], bucket: String, key: String) throws(DatasetError) {}
}
