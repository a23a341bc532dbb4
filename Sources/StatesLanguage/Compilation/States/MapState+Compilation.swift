import JSONPath
import OrderedJSON

extension Compiler {
  mutating func map(_ fields: Fields) -> MapState? {
    guard let processorNode = fields["ItemProcessor"] ?? fields["Iterator"] else {
      fail(fields.node, "These fields are required: [ItemProcessor]")
      return nil
    }
    guard let processor = compileScope(processorNode) else { return nil }
    let selector: ArgumentTemplate?
    if fields["ItemSelector"] != nil {
      selector = argument(fields, "ItemSelector")
    } else {
      selector = fields.language == .jsonPath ? argument(fields, "Parameters") : nil
    }
    return MapState(
      processor: processor, mode: mode(processorNode["ProcessorConfig"]), items: items(fields), itemSelector: selector,
      maxConcurrency: number(fields, "MaxConcurrency"), distributed: distributed(fields))
  }

  private func mode(_ config: JSONSyntax?) -> MapMode {
    guard config?["Mode"]?.stringValue == "DISTRIBUTED" else { return .inline }
    return .distributed(config?["ExecutionType"]?.stringValue.flatMap(StateMachineType.init) ?? .standard)
  }

  private mutating func items(_ fields: Fields) -> MapItems {
    switch fields.language {
    case .jsonPath:
      guard let node = fields["ItemsPath"], let path = path(node) else { return .input }
      return .path(path, try? ReferencePath(path.text))
    case .jsonata:
      guard let node = fields["Items"], let template = jsonata(node, "Items") else { return .input }
      return .template(template)
    }
  }

  private mutating func distributed(_ fields: Fields) -> DistributedMapFields {
    var result = DistributedMapFields()
    result.label = fields["Label"]?.stringValue
    result.toleratedFailureCount = number(fields, "ToleratedFailureCount")
    result.toleratedFailurePercentage = number(fields, "ToleratedFailurePercentage")
    if let node = fields["ItemReader"] { result.itemReader = itemReader(Fields(node: node, language: fields.language)) }
    if let node = fields["ItemBatcher"] {
      result.itemBatcher = itemBatcher(Fields(node: node, language: fields.language))
    }
    if let node = fields["ResultWriter"] {
      result.resultWriter = resultWriter(Fields(node: node, language: fields.language))
    }
    return result
  }

  private mutating func itemReader(_ fields: Fields) -> ItemReader {
    let config = Fields(
      node: fields["ReaderConfig"] ?? JSONSyntax(.object([]), range: fields.node.range),
      language: fields.language)
    return ItemReader(
      resource: fields["Resource"]?.stringValue ?? "",
      arguments: argument(
        fields, fields.language == .jsonPath ? "Parameters" : "Arguments",
        jsonata: "ItemReader/Arguments"),
      config: config.node.json.objectValue ?? [:],
      maxItems: number(config, "MaxItems", field: "ItemReader/ReaderConfig/MaxItems"),
      itemsPointer: text(config, "ItemsPointer", field: "ItemReader/ReaderConfig/ItemsPointer"))
  }

  private mutating func itemBatcher(_ fields: Fields) -> ItemBatcher {
    ItemBatcher(
      maxItemsPerBatch: number(fields, "MaxItemsPerBatch", field: "ItemBatcher/MaxItemsPerBatch"),
      maxInputBytesPerBatch: number(fields, "MaxInputBytesPerBatch", field: "ItemBatcher/MaxInputBytesPerBatch"),
      batchInput: argument(fields, "BatchInput", jsonata: "ItemBatcher/BatchInput"))
  }

  private mutating func resultWriter(_ fields: Fields) -> ResultWriter {
    let config = fields["WriterConfig"]
    return ResultWriter(
      resource: fields["Resource"]?.stringValue,
      arguments: argument(
        fields, fields.language == .jsonPath ? "Parameters" : "Arguments",
        jsonata: "ResultWriter/Arguments"),
      transformation: config?["Transformation"]?.stringValue, outputType: config?["OutputType"]?.stringValue)
  }
}
