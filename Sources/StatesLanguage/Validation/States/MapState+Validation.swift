import OrderedJSON

extension Inspection {
  /// A Map state.
  mutating func inspectMap(_ context: StateContext) {
    let view = context.view
    checkFields(view, .map, context.language)
    checkTransition(context)
    let mode = processorMode(view)
    checkDataFlow(context)
    checkItems(context)
    checkMapNumbers(context)
    checkLabel(view)
    inspectItemReader(context)
    inspectItemBatcher(context)
    inspectResultWriter(context)
    checkRetriers(context)
    checkCatchers(context)
    checkMapMode(mode, context)
    for field in [Field.itemProcessor, .iterator] { inspectProcessor(field, mode, context) }
  }

  /// The source of the items, and what each becomes.
  private mutating func checkItems(_ context: StateContext) {
    checkReferencePath(.itemsPath, context)
    checkTemplate(.itemSelector, context)
    checkValue(.itemSelector, context, .before)
    guard let member = context.view[.items], context.language == .jsonata else { return }
    switch member.value.content {
    case .array, .object: checkValue(.items, context, .before)
    case .string(let text):
      if Self.isExpression(text) || text.hasSuffix("%}") { return checkExpression(.items, context) }
      if !Self.holdsPlaceholder(text) {
        report(.expressionOrLiteralOfWrongKind, DiagnosticText.expected("Array"), at: at(member))
      }
    case .null, .bool, .number:
      report(.expressionOrLiteralOfWrongKind, DiagnosticText.expected("Array"), at: at(member))
    }
  }

  /// ASL864, ASL874: concurrency and tolerated failures.
  private mutating func checkMapNumbers(_ context: StateContext) {
    let view = context.view
    let instead: Instead = context.language == .jsonata ? .expression : .nothing
    integer(.maxConcurrency, of: view, from: 0, to: .max, .maxConcurrencyOutOfRange, or: instead)
    integer(.toleratedFailureCount, of: view, from: 0, to: .max, .toleratedFailuresOutOfRange, or: instead)
    decimal(.toleratedFailurePercentage, of: view, from: 0, to: 100, .toleratedFailuresOutOfRange, or: instead)
    for field in [Field.maxConcurrency, .toleratedFailureCount, .toleratedFailurePercentage] {
      checkExpression(field, context)
    }
    for field in [Field.maxConcurrencyPath, .toleratedFailureCountPath, .toleratedFailurePercentagePath] {
      checkReferencePath(field, context)
    }
  }
}

// MARK: The processor

/// The settings of a Map's `ProcessorConfig`.
struct ProcessorMode {
  /// Whether items become executions of their own.
  var isDistributed = false
  /// Whether those are Express executions.
  var isExpress = false
  /// Whether the mode is a placeholder: it may be either.
  var isOpen = false
}

extension Inspection {
  /// The mode of a Map's processor, without reporting problems.
  private func processorMode(_ view: ObjectView) -> ProcessorMode {
    var mode = ProcessorMode()
    guard let processor = (view[.itemProcessor] ?? view[.iterator])?.value else {
      mode.isOpen = true
      return mode
    }
    guard let config = processor[Field.processorConfig.name] else { return mode }
    let word = config[Field.mode.name]?.stringValue ?? ""
    mode.isDistributed = word == "DISTRIBUTED"
    mode.isOpen = config.members == nil || Self.holdsPlaceholder(word)
    mode.isExpress = config[Field.executionType.name]?.stringValue == "EXPRESS"
    return mode
  }

  private mutating func inspectProcessor(_ field: Field, _ mode: ProcessorMode, _ context: StateContext) {
    guard let member = context.view[field], let processor = object(field, of: context.view, .itemProcessorMissing),
      let view = ObjectView(processor), var surroundings = nested(context, member.keyRange)
    else { return }
    trail.push(.name(member.key))
    checkRepeated(view)
    checkFields(view, .itemProcessor, context.language)
    checkComment(view, .machineCommentNotAString)
    checkProcessorConfig(view)
    if mode.isDistributed {
      surroundings.isExpress = surroundings.isExpress || mode.isExpress
      surroundings.isInDistributedMap = true
    }
    inspectStates(
      view, in: surroundings, parent: (context.surroundings.scope, context.state), isSealed: mode.isDistributed)
    trail.pop()
  }

  /// ASL865, ASL866.
  private mutating func checkProcessorConfig(_ processor: ObjectView) {
    guard let member = processor[.processorConfig],
      let object = object(.processorConfig, of: processor, .unknownProcessorField), let view = ObjectView(object)
    else { return }
    trail.push(.name(member.key))
    defer { trail.pop() }
    checkRepeated(view)
    checkFields(view, .processorConfig, .jsonPath)
    let hasOpenMode = view[.mode]?.value.stringValue.map(Self.holdsPlaceholder) ?? false
    let mode = word(.mode, of: view, ["INLINE", "DISTRIBUTED"], .unknownMode)
    _ = word(.executionType, of: view, ["STANDARD", "EXPRESS"], .executionTypeAgainstMode, says: .value)
    if mode == "DISTRIBUTED", view[.executionType] == nil {
      report(
        .executionTypeAgainstMode, DiagnosticText.required([Field.executionType.name]), at: here(view.openingBrace),
        fixes: insertion(of: "ExecutionType", "\"STANDARD\"", into: view))
    } else if mode == "INLINE" || (view[.mode] == nil && !hasOpenMode), let type = view[.executionType] {
      report(
        .executionTypeAgainstMode, DiagnosticText.notSupported(type.key),
        at: Place(location: trail.location(), range: type.keyRange),
        fixes: removal(of: type, in: view))
    }
  }

  /// ASL820, ASLW09, ASLW10, ASLW17: what the mode allows.
  private mutating func checkMapMode(_ mode: ProcessorMode, _ context: StateContext) {
    let view = context.view
    if let iterator = view[.iterator], view[.itemProcessor] == nil {
      report(
        .olderMapName, DiagnosticText.olderName("Iterator", "ItemProcessor"),
        at: Place(location: trail.location(), range: iterator.keyRange), fixes: renaming(iterator, to: "ItemProcessor"))
    }
    if let parameters = view[.parameters], view[.itemSelector] == nil, context.language == .jsonPath {
      report(
        .olderMapName, DiagnosticText.olderName("Parameters", "ItemSelector"),
        at: Place(location: trail.location(), range: parameters.keyRange),
        fixes: renaming(parameters, to: "ItemSelector"))
    }
    if mode.isDistributed {
      checkDistributed(view, context)
    } else if !mode.isOpen {
      let fields: [Field] = [
        .itemReader, .itemBatcher, .resultWriter, .label, .toleratedFailureCount, .toleratedFailureCountPath,
        .toleratedFailurePercentage, .toleratedFailurePercentagePath,
      ]
      for field in fields {
        guard let member = view[field] else { continue }
        report(
          .distributedFieldInInlineMap, DiagnosticText.distributedOnly(member.key),
          at: Place(location: trail.location(), range: member.keyRange))
      }
    }
  }

  private mutating func checkDistributed(_ view: ObjectView, _ context: StateContext) {
    guard let processor = view[.itemProcessor] ?? view[.iterator] else { return }
    if context.surroundings.isExpress {
      let mode = processor.value[Field.processorConfig.name]?.member(Field.mode.name)
      let location = trail.location(.name(processor.key), .name("ProcessorConfig"), .name("Mode"))
      report(
        .notAllowedInExpress, DiagnosticText.expressDistributedMap,
        at: Place(location: location, range: mode?.value.range ?? processor.keyRange))
    }
    if view[.maxConcurrency] == nil, view[.maxConcurrencyPath] == nil, callsService(processor.value) {
      report(
        .unlimitedConcurrency, DiagnosticText.unlimitedMap,
        at: Place(location: trail.location(), range: processor.keyRange),
        fixes: insertion(of: "MaxConcurrency", "100", into: view))
    }
  }

  /// Whether a processor's own states have a Task.
  private func callsService(_ processor: JSONSyntax) -> Bool {
    let states = processor[Field.states.name]?.members ?? []
    return states.contains { $0.value[Field.type.name]?.stringValue == StateType.task.rawValue }
  }
}

// MARK: Reading, batching, writing

extension Inspection {
  /// ASL868 to ASL871.
  private mutating func inspectItemReader(_ context: StateContext) {
    guard let part = part(.itemReader, of: context, .itemReaderIncomplete, table: .itemReader) else { return }
    trail.push(.name(Field.itemReader.name))
    checkIntegration(part, .itemReaderIncomplete, ["s3:getObject", "s3:listObjectsV2"])
    checkTemplate(.parameters, part)
    checkValue(.arguments, part, .before)
    inspectReaderConfig(part)
    trail.pop()
  }

  private mutating func inspectReaderConfig(_ context: StateContext) {
    guard let part = part(.readerConfig, of: context, .readerConfigNotValid, table: .readerConfig) else { return }
    let view = part.view
    trail.push(.name(Field.readerConfig.name))
    defer { trail.pop() }
    let input = word(.inputType, of: view, ["MANIFEST", "JSON", "CSV", "JSONL", "PARQUET"], .readerConfigNotValid)
    let header = word(.csvHeaderLocation, of: view, ["FIRST_ROW", "GIVEN"], .readerConfigNotValid)
    _ = word(.csvDelimiter, of: view, ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"], .readerConfigNotValid)
    _ = word(.manifestType, of: view, ["ATHENA_DATA", "S3_INVENTORY"], .readerConfigNotValid)
    _ = word(.transformation, of: view, ["NONE", "LOAD_AND_FLATTEN"], .readerConfigNotValid)
    if let pointer = string(.itemsPointer, of: view, .readerConfigNotValid), let member = view[.itemsPointer],
      !pointer.isEmpty, !pointer.hasPrefix("/"), !(part.language == .jsonata && Self.isExpression(pointer))
    {
      report(
        .readerConfigNotValid, DiagnosticText.pointer(pointer), at: at(member),
        fixes: replacement(of: member.value, byText: "/" + pointer))
    }
    integer(
      .maxItems, of: view, from: 0, to: StatesLimits.readerItems, .readerConfigNotValid,
      or: part.language == .jsonata ? .expression : .nothing)
    checkExpression(.maxItems, part)
    checkReferencePath(.maxItemsPath, part)
    checkHeaders(view, input, header)
    warnIfReaderIsIncomplete(view)
  }

  /// ASLW32: the settings for how items are written require their format.
  private mutating func warnIfReaderIsIncomplete(_ view: ObjectView) {
    guard !view.has(.inputType) else { return }
    let fields: [Field] = [
      .csvHeaderLocation, .csvHeaders, .csvDelimiter, .itemsPointer, .manifestType, .transformation,
    ]
    for field in fields { warnIfAlone(field, view, needs: .inputType) }
  }

  /// ASLW32: a field that has no meaning without another one.
  private mutating func warnIfAlone(_ field: Field, _ view: ObjectView, needs other: Field) {
    guard let member = view[field], !view.has(other) else { return }
    report(
      .readerOrWriterConfigIncomplete, DiagnosticText.incomplete(field.name, needs: other.name),
      at: Place(location: trail.location(), range: member.keyRange))
  }

  /// ASL869, ASL870: a CSV reader specifies where the header is, and gives it if required.
  private mutating func checkHeaders(_ view: ObjectView, _ input: String?, _ header: String?) {
    if input == "JSON", let member = view[.csvHeaderLocation] {
      return report(
        .readerConfigNotValid, DiagnosticText.notSupported(member.key),
        at: Place(location: trail.location(), range: member.keyRange),
        fixes: removal(of: member, in: view))
    }
    if input == "CSV", view[.csvHeaderLocation] == nil {
      report(
        .readerConfigNotValid, DiagnosticText.requiredOne(Field.csvHeaderLocation.name), at: here(view.openingBrace),
        fixes: insertion(of: "CSVHeaderLocation", "\"FIRST_ROW\"", into: view))
    }
    if let headers = array(.csvHeaders, of: view, .readerConfigNotValid), let member = view[.csvHeaders] {
      if headers.contains(where: { $0.stringValue == nil }) {
        report(.readerConfigNotValid, DiagnosticText.expected("String"), at: at(member))
      } else if headers.isEmpty {
        report(.csvHeadersAgainstLocation, DiagnosticText.empty, at: at(member))
      }
      let isOpen = view[.csvHeaderLocation]?.value.stringValue.map(Self.holdsPlaceholder) ?? false
      if header != "GIVEN", !isOpen {
        report(
          .csvHeadersAgainstLocation, DiagnosticText.headersWithoutGiven,
          at: Place(location: trail.location(), range: member.keyRange), fixes: removal(of: member, in: view))
      }
    } else if header == "GIVEN", view[.csvHeaders] == nil {
      report(.csvHeadersAgainstLocation, DiagnosticText.required([Field.csvHeaders.name]), at: here(view.openingBrace))
    }
  }

  /// ASL872, ASL873, ASL875.
  private mutating func inspectItemBatcher(_ context: StateContext) {
    guard let part = part(.itemBatcher, of: context, .batcherWithoutLimit, table: .itemBatcher) else { return }
    let view = part.view
    let instead: Instead = part.language == .jsonata ? .expression : .nothing
    trail.push(.name(Field.itemBatcher.name))
    let limits: FieldSet = [
      .maxItemsPerBatch, .maxItemsPerBatchPath, .maxInputBytesPerBatch, .maxInputBytesPerBatchPath,
    ]
    if view.present.intersection(limits).isEmpty {
      report(.batcherWithoutLimit, DiagnosticText.batchWithoutLimit, at: here(view.openingBrace))
    }
    integer(.maxItemsPerBatch, of: view, from: 0, to: .max, .batcherWithoutLimit, or: instead)
    integer(.maxInputBytesPerBatch, of: view, from: 0, to: StatesLimits.batchBytes, .batchBytesOutOfRange, or: instead)
    checkExpression(.maxItemsPerBatch, part)
    checkExpression(.maxInputBytesPerBatch, part)
    checkReferencePath(.maxItemsPerBatchPath, part)
    checkReferencePath(.maxInputBytesPerBatchPath, part)
    checkTemplate(.batchInput, part)
    checkValue(.batchInput, part, .before)
    trail.pop()
  }

  /// ASL871, ASL876, ASL877, ASLW32.
  private mutating func inspectResultWriter(_ context: StateContext) {
    if lacksArguments(context) { return }
    guard let part = part(.resultWriter, of: context, .resultWriterIncomplete, table: .resultWriter) else { return }
    let view = part.view
    trail.push(.name(Field.resultWriter.name))
    if view[.resource] == nil,
      view[.writerConfig] == nil || !view.present.intersection([.parameters, .arguments]).isEmpty
    {
      report(.resultWriterIncomplete, DiagnosticText.required([Field.resource.name]), at: here(view.openingBrace))
    }
    checkIntegration(part, .resultWriterIncomplete, ["s3:putObject"])
    checkTemplate(.parameters, part)
    checkValue(.arguments, part, .before)
    if let config = self.part(.writerConfig, of: part, .writerConfigNotValid, table: .writerConfig) {
      trail.push(.name(Field.writerConfig.name))
      _ = word(.outputType, of: config.view, ["JSON", "JSONL"], .writerConfigNotValid)
      _ = word(.transformation, of: config.view, ["NONE", "COMPACT", "FLATTEN"], .writerConfigNotValid)
      warnIfAlone(.outputType, config.view, needs: .transformation)
      warnIfAlone(.transformation, config.view, needs: .outputType)
      trail.pop()
    }
    trail.pop()
  }

  /// ASL876: a writer with a `Resource` specifies a destination; if it does not, the service checks nothing else.
  private mutating func lacksArguments(_ context: StateContext) -> Bool {
    let field: Field = context.language == .jsonPath ? .parameters : .arguments
    guard let writer = context.view[.resultWriter], let view = ObjectView(writer.value), view.has(.resource),
      !view.has(field)
    else { return false }
    let location = trail.location(.name(writer.key))
    report(
      .resultWriterIncomplete, DiagnosticText.required([field.name]),
      at: Place(location: location, range: view.openingBrace))
    return true
  }

  /// A part of a state that is an object with its own fields, checked against its table.
  mutating func part(
    _ field: Field, of context: StateContext, _ rule: DiagnosticRule, table: FieldTable
  ) -> StateContext? {
    guard let object = object(field, of: context.view, rule), let view = ObjectView(object) else { return nil }
    var part = context
    part.view = view
    trail.push(.name(field.name))
    checkRepeated(view)
    checkFields(view, table, context.language)
    trail.pop()
    return part
  }

  /// ASL871: the integration of a reader or writer.
  private mutating func checkIntegration(_ part: StateContext, _ rule: DiagnosticRule, _ allowed: [String]) {
    guard let text = string(.resource, of: part.view, rule), let member = part.view[.resource] else { return }
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    let isState = fields.count == 6 && fields[0] == "arn" && fields[2] == "states"
    if !isState || !allowed.contains(String(fields[5])) {
      report(.readerOrWriterResource, DiagnosticText.integrationHere(allowed), at: at(member))
    }
  }
}
