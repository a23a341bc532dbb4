import OrderedJSON
import Testing

@testable import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct DatasetStoreTests {
  @Test func keepsInMemoryWhatIsWritten() {
    let store = InMemoryDatasetStore(texts: ["b": ["k": "old"]])
    store.put(Array("new".utf8), bucket: "b", key: "k")
    store.put([1], bucket: "c", key: "x/y")
    #expect(store.object(bucket: "b", key: "k") == Array("new".utf8))
    #expect(store.object(bucket: "c", key: "x/y") == [1])
    #expect(store.object(bucket: "c", key: "x") == nil)
    #expect(store.list(bucket: "nowhere", prefix: "").isEmpty)
  }

  @Test func tellsObjectsApartByTheirTags() {
    let store = InMemoryDatasetStore(texts: ["b": ["1": "a", "2": "b", "3": "a"]])
    let tags = store.list(bucket: "b", prefix: "").map(\.etag)
    #expect(tags.count == 3)
    #expect(tags.first == tags.last)
    #expect(Set(tags).count == 2)
    #expect(tags.allSatisfy { $0.utf8.count == 34 })
  }

  @Test func takesManyWritersAtOnce() async {
    let store = InMemoryDatasetStore()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 { group.addTask { store.put([UInt8(number % 256)], bucket: "b", key: "\(number)") } }
    }
    #expect(store.list(bucket: "b", prefix: "").count == 200)
    #expect(store.object(bucket: "b", key: "199") == [199])
  }

  @Test func keepsInAFolderWhatIsWritten() throws {
    try withFolder { root in
      let store = FolderDatasetStore(root: root)
      #expect(try store.object(bucket: "b", key: "k") == nil)
      try store.put(Array("one".utf8), bucket: "b", key: "deep/er/k")
      try store.put(Array("two!".utf8), bucket: "b", key: "deep/er/k")
      try store.put([], bucket: "b", key: "deep.txt")
      #expect(try store.object(bucket: "b", key: "deep/er/k") == Array("two!".utf8))
      #expect(try store.object(bucket: "b", key: "deep.txt") == [])
      #expect(try store.object(bucket: "b", key: "deep") == nil)
      #expect(try store.list(bucket: "b", prefix: "").map(\.key) == ["deep.txt", "deep/er/k"])
      #expect(try store.list(bucket: "b", prefix: "deep/e").map(\.key) == ["deep/er/k"])
      #expect(try store.list(bucket: "b", prefix: "deep/er/k").map(\.size) == [4])
      #expect(try store.list(bucket: "b", prefix: "x").isEmpty)
      #expect(try store.list(bucket: "other", prefix: "").isEmpty)
    }
  }

  @Test(arguments: [
    ("..", "k"), (".", "k"), ("", "k"), ("a/b", "k"), ("b", ".."), ("b", "../k"), ("b", "x/../../k"),
    ("b", "/etc/passwd"),
    ("b", "x//y"), ("b", "./k"), ("b", ""), ("b", "a\0b"), ("b", "folder/"),
  ])
  func refusesNamesThatLeadElsewhere(bucket: String, key: String) throws {
    try withFolder { root in
      let store = FolderDatasetStore(root: root)
      #expect(throws: DatasetError.self) { try store.object(bucket: bucket, key: key) }
      #expect(throws: DatasetError.self) { try store.put([1], bucket: bucket, key: key) }
    }
  }

  @Test func followsNoLinks() throws {
    try withFolder { root in
      let store = FolderDatasetStore(root: root)
      try store.put([1], bucket: "b", key: "real")
      #expect(symlink("\(root)/b/real", "\(root)/b/link") == 0)
      #expect(throws: DatasetError.self) { try store.object(bucket: "b", key: "link") }
      #expect(try store.list(bucket: "b", prefix: "").map(\.key) == ["real"])
    }
  }

  /// Opening a pipe would block until another process writes to it, and a device might never end.
  @Test func readsNothingButFiles() throws {
    try withFolder { root in
      let store = FolderDatasetStore(root: root)
      try store.put([1], bucket: "b", key: "file")
      #expect(mkfifo("\(root)/b/pipe", 0o600) == 0)
      let first = #expect(throws: DatasetError.self) { try store.object(bucket: "b", key: "pipe") }
      #expect(first == .itemReaderFailed("\(root)/b/pipe is not a file"))
      let second = #expect(throws: DatasetError.self) { try store.reader(bucket: "b", key: "pipe") }
      #expect(second == .itemReaderFailed("\(root)/b/pipe is not a file"))
      #expect(try store.list(bucket: "b", prefix: "").map(\.key) == ["file"])
      #expect(try store.reader(bucket: "b", key: "pipe/inside") == nil)
    }
    let devices = FolderDatasetStore(root: "/")
    #expect(throws: DatasetError.itemReaderFailed("//dev/null is not a file")) {
      try devices.reader(bucket: "dev", key: "null")
    }
  }

  @Test func readsAsAWholeOnlyWhatIsNotTooLong() throws {
    try withFolder { root in
      var store = FolderDatasetStore(root: root)
      try store.put([1, 2, 3], bucket: "b", key: "k")
      store.maximumObjectBytes = 2
      #expect(throws: DatasetError.itemReaderFailed("\(root)/b/k is longer than 2 bytes")) {
        try store.object(bucket: "b", key: "k")
      }
      store.maximumObjectBytes = 3
      #expect(try store.object(bucket: "b", key: "k") == [1, 2, 3])
    }
  }

  @Test(arguments: [
    (1_789_180_622, "1.789180622E9"), (1_700_000_000, "1.7E9"), (10_000_000, "1.0E7"), (9_999_999, "9999999.0"),
    (0, "0.0"), (-12_345_678, "-1.2345678E7"), (Int64.min, "-9.223372036854775808E18"),
  ])
  func listingsShowDatesAsJavaDoes(seconds: Int64, text: String) {
    let object = DatasetObject(key: "a", size: 2, etag: "\"401b\"", lastModified: seconds)
    #expect(
      object.item.description
        == #"{"Etag":"\"401b\"","Key":"a","LastModified":\#(text),"Size":2,"StorageClass":"STANDARD"}"#)
  }

  @Test func saysWhyAFileCannotBeWritten() throws {
    try withFolder { root in
      let store = FolderDatasetStore(root: root)
      try store.put([1], bucket: "b", key: "file")
      let error = #expect(throws: DatasetError.self) { try store.put([1], bucket: "b", key: "file/inside") }
      #expect(error?.error == "States.ResultWriterFailed")
      #expect(error?.cause.hasPrefix("\(root)/b/file/inside: ") == true)
    }
  }

  @Test func readsAFilePieceByPiece() throws {
    try withFolder { root in
      let store = FolderDatasetStore(root: root)
      try store.put([1, 2, 3, 4, 5], bucket: "b", key: "k")
      var reader = try #require(try store.reader(bucket: "b", key: "k"))
      #expect(try reader.next(2) == [1, 2])
      #expect(try reader.next(9) == [3, 4, 5])
      #expect(try reader.next(9) == [])
      let missing = try store.reader(bucket: "b", key: "none")
      #expect(missing == nil)
      #expect(throws: DatasetError.self) { try store.reader(bucket: "b", key: "../k") }
    }
  }

  /// Gives `body` a new folder, which is removed with all that has been put into it.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array("\(parent)/datasets-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let root = String(cString: made)
    defer { remove(tree: root) }
    try body(root)
  }

  private func remove(tree path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { remove(tree: "\(path)/\(name)") }
      }
      closedir(stream)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
