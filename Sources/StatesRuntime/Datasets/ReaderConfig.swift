import OrderedJSON
import StatesEngine

/// `ReaderConfig`, read and checked.
///
/// - SeeAlso: Step Functions, "ItemReader (Map)".
struct ReaderConfig {
  /// `InputType`: the format of an object.
  enum InputType: String {
    case csv = "CSV"
    case json = "JSON"
    case jsonLines = "JSONL"
    case parquet = "PARQUET"
    case manifest = "MANIFEST"
  }

  /// `ManifestType`: the source of a manifest's list of files.
  enum ManifestType: String {
    case athenaData = "ATHENA_DATA"
    case s3Inventory = "S3_INVENTORY"
  }

  /// `Transformation` of a listing: the objects' descriptions, or their contents.
  enum Transformation: String {
    case none = "NONE"
    case loadAndFlatten = "LOAD_AND_FLATTEN"
  }

  /// The location of the names of CSV columns.
  enum Header {
    /// In the first record of every file.
    case firstRow
    /// In the definition.
    case given([String])
  }

  var inputType: InputType?
  var manifestType: ManifestType?
  var transformation = Transformation.none
  var delimiter: UInt8 = 0x2c
  var itemsPointer: JSONPointer?
  private let fields: JSON.Object

  init(_ fields: JSON.Object) throws(DatasetError) {
    self.fields = fields
    inputType = try Self.choice(fields, "InputType", InputType.init)
    manifestType = try Self.choice(fields, "ManifestType", ManifestType.init)
    transformation = try Self.choice(fields, "Transformation", Transformation.init) ?? .none
    delimiter = try Self.choice(fields, "CSVDelimiter", Self.delimiter) ?? 0x2c
    if let text = fields["ItemsPointer"]?.stringValue {
      guard let pointer = JSONPointer(text) else { throw .itemReaderFailed(DatasetText.pointerMatchesNothing) }
      itemsPointer = pointer
    }
  }

  /// `CSVHeaderLocation` and `CSVHeaders`; only required for CSV.
  func header() throws(DatasetError) -> Header {
    switch fields["CSVHeaderLocation"]?.stringValue {
    case "FIRST_ROW": return .firstRow
    case "GIVEN":
      guard case .array(let names) = fields["CSVHeaders"], !names.isEmpty else {
        throw .itemReaderFailed("ReaderConfig.CSVHeaders is required when CSVHeaderLocation is GIVEN.")
      }
      var header: [String] = []
      for name in names {
        guard let text = name.stringValue else {
          throw .itemReaderFailed("ReaderConfig.CSVHeaders must be an array of strings, but one is \(name).")
        }
        header.append(text)
      }
      return .given(header)
    default:
      throw .itemReaderFailed("ReaderConfig.CSVHeaderLocation must be FIRST_ROW or GIVEN when InputType is CSV.")
    }
  }

  private static func choice<Value>(
    _ fields: JSON.Object, _ name: String, _ read: (String) -> Value?
  ) throws(DatasetError) -> Value? {
    guard let field = fields[name] else { return nil }
    guard let text = field.stringValue, let value = read(text) else {
      throw .itemReaderFailed("ReaderConfig.\(name) cannot be \(field).")
    }
    return value
  }

  private static func delimiter(_ name: String) -> UInt8? {
    switch name {
    case "COMMA": 0x2c
    case "PIPE": 0x7c
    case "SEMICOLON": 0x3b
    case "SPACE": 0x20
    case "TAB": 0x09
    default: nil
    }
  }
}

/// The service's own messages about datasets.
enum DatasetText {
  static let duplicateHeaders = "CSV headers cannot contain duplicates."
  static let maxItemsNotPositive = "field MaxItems must be positive"
  static let notIterable = "Attempting to map over non-iterable node."
  static let parquetVersion = "S3 Version ID selection is not currently supported for PARQUET files"
  static let pointerMatchesNothing =
    "The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure."
}
