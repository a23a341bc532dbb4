import OrderedJSON
import StatesLanguage

/// The output of Athena's UNLOAD: the files it has written, one per line.
struct AthenaManifest {
  let files: [ObjectLocation]

  init(_ bytes: [UInt8], _ location: ObjectLocation) throws(DatasetError) {
    var files: [ObjectLocation] = []
    for line in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
      let text = String(decoding: line.filter { $0 != 0x22 }, as: UTF8.self)
      guard let file = ObjectLocation(uri: text) else {
        throw .itemReaderFailed("The manifest \(location) is not a list of s3:// URIs: '\(text)'")
      }
      files.append(file)
    }
    self.files = files
  }
}

/// `manifest.json` of an S3 inventory: the names of the columns, and the files with the rows.
struct InventoryManifest {
  let columns: [String]
  let files: [ObjectLocation]

  init(_ bytes: [UInt8], _ location: ObjectLocation) throws(DatasetError) {
    guard let manifest = try? JSON(parsing: bytes), let schema = manifest["fileSchema"]?.stringValue,
      case .array(let entries) = manifest["files"]
    else {
      throw .itemReaderFailed("\(location) is not the manifest of an S3 inventory: it needs fileSchema and files.")
    }
    let format = manifest["fileFormat"]?.stringValue ?? "CSV"
    guard format == "CSV" else {
      throw .itemReaderFailed("The inventory \(location) has the format \(format); only CSV can be read.")
    }
    columns = schema.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    // An ARN, arn:aws:s3:::bucket.
    let destination = manifest["destinationBucket"]?.stringValue.map { ARNParts($0).map { String($0.resource) } ?? $0 }
    var files: [ObjectLocation] = []
    for entry in entries {
      guard let key = entry["key"]?.stringValue else {
        throw .itemReaderFailed("The manifest \(location) has a file without key.")
      }
      files.append(ObjectLocation(bucket: destination ?? location.bucket, key: key))
    }
    self.files = files
  }
}
