public import OrderedJSON

extension Map {
  /// Where the items of a distributed Map are read from.
  public struct ItemReader: DefinitionPart {
    /// The reader's fields.
    public var fields: JSON.Object

    /// Creates a reader from its fields.
    public init(fields: JSON.Object) { self.fields = fields }

    /// Creates a reader.
    ///
    /// - Parameter resource: `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`.
    public init(resource: String) { fields = ["Resource": .string(resource)] }

    /// Sets the request. JSONPath only.
    public func parameters(_ parameters: Payload) -> Self { setting("Parameters", parameters.json) }

    /// Sets the request. JSONata only.
    public func arguments(_ arguments: Payload) -> Self { setting("Arguments", arguments.json) }

    /// Sets the format of the data.
    public func readerConfig(_ config: ReaderConfig) -> Self { setting("ReaderConfig", .object(config.fields)) }
  }

  /// The format of the data that items are read from.
  public struct ReaderConfig: DefinitionPart {
    /// The fields.
    public var fields: JSON.Object

    /// Creates the description of a format from its fields.
    public init(fields: JSON.Object) { self.fields = fields }

    /// Creates the description of a format without fields.
    public init() { fields = [:] }

    /// Creates the description of a format.
    public init(_ type: InputType) { fields = ["InputType": .string(type.rawValue)] }

    /// A format of data.
    public enum InputType: String, Sendable, Hashable, CaseIterable {
      /// Comma-separated values, or values separated by another character.
      case csv = "CSV"
      /// A JSON array or object.
      case json = "JSON"
      /// A JSON value on each line.
      case jsonLines = "JSONL"
      /// The list of other files.
      case manifest = "MANIFEST"
      /// Apache Parquet.
      case parquet = "PARQUET"
    }

    /// Where the names of columns come from.
    public enum HeaderLocation: String, Sendable, Hashable, CaseIterable {
      /// The first row of the data.
      case firstRow = "FIRST_ROW"
      /// ``Map/ReaderConfig/csvHeaders(_:)``.
      case given = "GIVEN"
    }

    /// What separates columns.
    public enum Delimiter: String, Sendable, Hashable, CaseIterable {
      /// A comma.
      case comma = "COMMA"
      /// A vertical bar.
      case pipe = "PIPE"
      /// A semicolon.
      case semicolon = "SEMICOLON"
      /// A space.
      case space = "SPACE"
      /// A tabulator.
      case tab = "TAB"
    }

    /// What a manifest is of.
    public enum ManifestType: String, Sendable, Hashable, CaseIterable {
      /// The results of a query of Athena.
      case athenaData = "ATHENA_DATA"
      /// An inventory of S3.
      case s3Inventory = "S3_INVENTORY"
    }

    /// What becomes of the objects that a listing finds.
    public enum Transformation: String, Sendable, Hashable, CaseIterable {
      /// The items are the descriptions of the objects.
      case none = "NONE"
      /// The items are those in the objects.
      case loadAndFlatten = "LOAD_AND_FLATTEN"
    }

    /// Sets where the names of columns come from.
    public func csvHeaderLocation(_ location: HeaderLocation) -> Self {
      setting("CSVHeaderLocation", .string(location.rawValue))
    }

    /// Sets the names of columns.
    public func csvHeaders(_ names: [String]) -> Self { setting("CSVHeaders", .array(names.map(JSON.string))) }

    /// Sets what separates columns.
    public func csvDelimiter(_ delimiter: Delimiter) -> Self { setting("CSVDelimiter", .string(delimiter.rawValue)) }

    /// Sets how many items are read at most.
    public func maxItems(_ count: Int) -> Self { setting("MaxItems", .integer(count)) }

    /// Sets how many items are read at most, as a JSONata expression.
    public func maxItems(expression: String) -> Self { setting("MaxItems", .expression(expression)) }

    /// Sets where in the input to find how many items are read at most. JSONPath only.
    public func maxItemsPath(_ path: String) -> Self { setting("MaxItemsPath", .string(path)) }

    /// Sets where in a JSON document the items are.
    public func itemsPointer(_ pointer: String) -> Self { setting("ItemsPointer", .string(pointer)) }

    /// Sets what the manifest is of.
    public func manifestType(_ type: ManifestType) -> Self { setting("ManifestType", .string(type.rawValue)) }

    /// Sets what becomes of the objects that a listing finds.
    public func transformation(_ transformation: Transformation) -> Self {
      setting("Transformation", .string(transformation.rawValue))
    }
  }

  /// How the items of a distributed Map are put together into batches.
  public struct ItemBatcher: DefinitionPart {
    /// The batcher's fields.
    public var fields: JSON.Object

    /// Creates a batcher from its fields.
    public init(fields: JSON.Object) { self.fields = fields }

    /// Creates a batcher; it needs a limit.
    public init() { fields = [:] }

    /// Sets how many items a batch has at most.
    public func maxItemsPerBatch(_ count: Int) -> Self { setting("MaxItemsPerBatch", .integer(count)) }

    /// Sets how many items a batch has at most, as a JSONata expression.
    public func maxItemsPerBatch(expression: String) -> Self { setting("MaxItemsPerBatch", .expression(expression)) }

    /// Sets where in the input to find how many items a batch has at most. JSONPath only.
    public func maxItemsPerBatchPath(_ path: String) -> Self { setting("MaxItemsPerBatchPath", .string(path)) }

    /// Sets how many bytes a batch has at most.
    public func maxInputBytesPerBatch(_ count: Int) -> Self { setting("MaxInputBytesPerBatch", .integer(count)) }

    /// Sets how many bytes a batch has at most, as a JSONata expression.
    public func maxInputBytesPerBatch(expression: String) -> Self {
      setting("MaxInputBytesPerBatch", .expression(expression))
    }

    /// Sets where in the input to find how many bytes a batch has at most. JSONPath only.
    public func maxInputBytesPerBatchPath(_ path: String) -> Self {
      setting("MaxInputBytesPerBatchPath", .string(path))
    }

    /// Sets what every batch has besides its items.
    public func batchInput(_ input: Payload) -> Self { setting("BatchInput", input.json) }
  }

  /// Where and how the results of a distributed Map are written.
  public struct ResultWriter: DefinitionPart {
    /// The writer's fields.
    public var fields: JSON.Object

    /// Creates a writer from its fields.
    public init(fields: JSON.Object) { self.fields = fields }

    /// Creates a writer that only changes the form of the results.
    public init() { fields = [:] }

    /// Creates a writer.
    ///
    /// - Parameter resource: `arn:aws:states:::s3:putObject`.
    public init(resource: String) { fields = ["Resource": .string(resource)] }

    /// Sets the request. JSONPath only.
    public func parameters(_ parameters: Payload) -> Self { setting("Parameters", parameters.json) }

    /// Sets the request. JSONata only.
    public func arguments(_ arguments: Payload) -> Self { setting("Arguments", arguments.json) }

    /// Sets the form of the results.
    public func writerConfig(_ config: WriterConfig) -> Self { setting("WriterConfig", .object(config.fields)) }
  }

  /// The form in which results are written.
  public struct WriterConfig: DefinitionPart {
    /// The fields.
    public var fields: JSON.Object

    /// Creates the description of a form from its fields.
    public init(fields: JSON.Object) { self.fields = fields }

    /// Creates the description of a form without fields.
    public init() { fields = [:] }

    /// What is written of each child execution.
    public enum Transformation: String, Sendable, Hashable, CaseIterable {
      /// Its output and what DescribeExecution says.
      case none = "NONE"
      /// Its output.
      case compact = "COMPACT"
      /// Its output; the elements of arrays one by one.
      case flatten = "FLATTEN"
    }

    /// The format of the files.
    public enum OutputType: String, Sendable, Hashable, CaseIterable {
      /// A JSON array.
      case json = "JSON"
      /// A JSON value on each line.
      case jsonLines = "JSONL"
    }

    /// Sets the format of the files.
    public func outputType(_ type: OutputType) -> Self { setting("OutputType", .string(type.rawValue)) }

    /// Sets what is written of each child execution.
    public func transformation(_ transformation: Transformation) -> Self {
      setting("Transformation", .string(transformation.rawValue))
    }
  }
}
