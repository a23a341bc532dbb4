/// Where the datasets of distributed Maps are read from and their results written to: buckets of objects by key.
public protocol DatasetStore: Sendable {
  /// The bytes of an object, or `nil` when there is none.
  func object(bucket: String, key: String) throws(DatasetError) -> [UInt8]?
  /// The objects of a bucket whose keys begin with a prefix, in the order of their keys' UTF-8 bytes.
  func list(bucket: String, prefix: String) throws(DatasetError) -> [DatasetObject]
  /// Writes an object.
  func put(_ bytes: [UInt8], bucket: String, key: String) throws(DatasetError)
}

/// An object in a listing.
public struct DatasetObject: Sendable, Hashable {
  /// Its key.
  public var key: String
  /// Its size in bytes.
  public var size: Int
  /// Its entity tag.
  public var etag: String
  /// When it was last changed, in seconds since 1970.
  public var lastModified: Int64

  /// An object.
  public init(key: String, size: Int, etag: String, lastModified: Int64 = 0) {
    self.key = key
    self.size = size
    self.etag = etag
    self.lastModified = lastModified
  }
}

/// Why a dataset cannot be read or written, as the Map state reports it.
public struct DatasetError: Error, Sendable, Hashable {
  /// The error's name, as `States.ItemReaderFailed`.
  public var error: String
  /// The cause.
  public var cause: String

  /// An error.
  public init(error: String, cause: String) {
    self.error = error
    self.cause = cause
  }
}
