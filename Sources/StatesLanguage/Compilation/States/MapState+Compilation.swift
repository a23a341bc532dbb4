import JSONPath
import OrderedJSON

extension Compiler {
  mutating func map(_ fields: FieldReader) -> MapState? {
    guard let part = part(fields.has(.itemProcessor) ? .itemProcessor : .iterator, of: fields) else {
      fail(fields.range, DiagnosticText.required([Field.itemProcessor.name]))
      return nil
    }
    guard let processor = compileScope(part.view) else { return nil }
    let selector: ArgumentTemplate?
    if fields.has(.itemSelector) {
      selector = argument(fields, .itemSelector)
    } else {
      selector = fields.language == .jsonPath ? argument(fields, .parameters) : nil
    }
    return MapState(
      processor: processor, mode: mode(part), items: items(fields), itemSelector: selector,
      maxConcurrency: number(fields, .maxConcurrency, path: .maxConcurrencyPath), distributed: distributed(fields))
  }

  private mutating func mode(_ processor: FieldReader) -> MapMode {
    guard let config = part(.processorConfig, of: processor), config.text(.mode) == "DISTRIBUTED" else {
      return .inline
    }
    return .distributed(config.text(.executionType).flatMap(StateMachineType.init) ?? .standard)
  }

  private mutating func items(_ fields: FieldReader) -> MapItems {
    switch fields.language {
    case .jsonPath:
      guard let node = fields[.itemsPath], let path = path(node) else { return .input }
      return .path(path, try? ReferencePath(path.text))
    case .jsonata:
      guard let node = fields[.items], let template = jsonata(node, Field.items.name) else { return .input }
      return .template(template)
    }
  }

  private mutating func distributed(_ fields: FieldReader) -> DistributedMapFields {
    var result = DistributedMapFields()
    result.label = fields.text(.label)
    result.toleratedFailureCount = number(fields, .toleratedFailureCount, path: .toleratedFailureCountPath)
    result.toleratedFailurePercentage = number(
      fields, .toleratedFailurePercentage, path: .toleratedFailurePercentagePath)
    result.itemReader = part(.itemReader, of: fields).map { itemReader($0) }
    result.itemBatcher = part(.itemBatcher, of: fields).map { itemBatcher($0) }
    result.resultWriter = part(.resultWriter, of: fields).map { resultWriter($0) }
    return result
  }

  private mutating func itemReader(_ fields: FieldReader) -> ItemReader {
    var reader = ItemReader(
      resource: fields.text(.resource) ?? "",
      arguments: argument(
        fields, fields.language == .jsonPath ? .parameters : .arguments, jsonata: "ItemReader/Arguments"),
      config: fields[.readerConfig]?.json.objectValue ?? [:])
    if let config = part(.readerConfig, of: fields) {
      reader.maxItems = number(config, .maxItems, path: .maxItemsPath, name: "ItemReader/ReaderConfig/MaxItems")
      reader.itemsPointer = text(config, .itemsPointer, path: nil, name: "ItemReader/ReaderConfig/ItemsPointer")
    }
    return reader
  }

  private mutating func itemBatcher(_ fields: FieldReader) -> ItemBatcher {
    ItemBatcher(
      maxItemsPerBatch: number(
        fields, .maxItemsPerBatch, path: .maxItemsPerBatchPath, name: "ItemBatcher/MaxItemsPerBatch"),
      maxInputBytesPerBatch: number(
        fields, .maxInputBytesPerBatch, path: .maxInputBytesPerBatchPath, name: "ItemBatcher/MaxInputBytesPerBatch"),
      batchInput: argument(fields, .batchInput, jsonata: "ItemBatcher/BatchInput"))
  }

  private mutating func resultWriter(_ fields: FieldReader) -> ResultWriter {
    let config = part(.writerConfig, of: fields)
    return ResultWriter(
      resource: fields.text(.resource),
      arguments: argument(
        fields, fields.language == .jsonPath ? .parameters : .arguments, jsonata: "ResultWriter/Arguments"),
      transformation: config?.text(.transformation), outputType: config?.text(.outputType))
  }
}
