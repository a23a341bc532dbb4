public import OrderedJSON
public import StatesLanguage

/// A state that runs a processor for each item of an array.
///
/// ```swift
/// enum Step: String, StateNaming { case pack, packOne }
///
/// let pack = Map(Step.pack) {
///   Task(Step.packOne, resource: "arn:aws:lambda:us-east-1:123456789012:function:pack").end()
/// }
/// .itemsPath("$.order.lines")
/// .maxConcurrency(5)
/// .end()
/// ```
///
/// ``init(_:_:)`` takes a ``Processor``, which can be distributed.
public struct Map: WorkingState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Map state that runs in its execution.
  ///
  /// - Parameters:
  ///   - name: the state's name.
  ///   - startAt: the state with which each iteration starts; by default the first one.
  ///   - states: the states that each item goes through.
  public init(
    _ name: some StateNaming, startAt: (any StateNaming)? = nil,
    @ListBuilder<any WorkflowState> _ states: () -> [any WorkflowState]
  ) {
    self.init(name, Processor(startAt: startAt, states))
  }

  /// Creates a Map state.
  public init(_ name: some StateNaming, _ processor: Processor) {
    self.init(name, .map)
    fields["ItemProcessor"] = processor.json
  }

  /// Creates a Map state with the older name of its processor.
  public init(_ name: some StateNaming, iterator: Processor) {
    self.init(name, .map)
    fields["Iterator"] = iterator.json
  }

  /// The processor, as the fields have it.
  public var processor: Processor? { (fields["ItemProcessor"] ?? fields["Iterator"]).map(Processor.init) }

  /// Sets where in the input the items are. JSONPath only.
  public func itemsPath(_ path: String) -> Self { setting("ItemsPath", .string(path)) }

  /// Sets the items. JSONata only.
  public func items(_ items: Payload) -> Self { setting("Items", items.json) }

  /// Sets the input of each iteration.
  public func itemSelector(_ selector: Payload) -> Self { setting("ItemSelector", selector.json) }

  /// Sets where the items are read from. Distributed only.
  public func itemReader(_ reader: ItemReader) -> Self { setting("ItemReader", .object(reader.fields)) }

  /// Sets how items are put together into batches. Distributed only.
  public func itemBatcher(_ batcher: ItemBatcher) -> Self { setting("ItemBatcher", .object(batcher.fields)) }

  /// Sets where the results are written. Distributed only.
  public func resultWriter(_ writer: ResultWriter) -> Self { setting("ResultWriter", .object(writer.fields)) }

  /// Sets the name that map runs have in their ARNs. Distributed only.
  public func label(_ label: String) -> Self { setting("Label", .string(label)) }

  /// Sets how many iterations run at once; 0 for as many as possible.
  public func maxConcurrency(_ count: Int) -> Self { setting("MaxConcurrency", .integer(count)) }

  /// Sets how many iterations run at once, as a JSONata expression.
  public func maxConcurrency(expression: String) -> Self { setting("MaxConcurrency", .expression(expression)) }

  /// Sets where in the input to find how many iterations run at once. JSONPath only.
  public func maxConcurrencyPath(_ path: String) -> Self { setting("MaxConcurrencyPath", .string(path)) }

  /// Sets how many items may fail. Distributed only.
  public func toleratedFailureCount(_ count: Int) -> Self { setting("ToleratedFailureCount", .integer(count)) }

  /// Sets how many items may fail, as a JSONata expression. Distributed only.
  public func toleratedFailureCount(expression: String) -> Self {
    setting("ToleratedFailureCount", .expression(expression))
  }

  /// Sets where in the input to find how many items may fail. Distributed and JSONPath only.
  public func toleratedFailureCountPath(_ path: String) -> Self { setting("ToleratedFailureCountPath", .string(path)) }

  /// Sets how many of a hundred items may fail. Distributed only.
  public func toleratedFailurePercentage(_ percentage: Double) -> Self {
    setting("ToleratedFailurePercentage", .double(percentage))
  }

  /// Sets how many of a hundred items may fail, as a JSONata expression. Distributed only.
  public func toleratedFailurePercentage(expression: String) -> Self {
    setting("ToleratedFailurePercentage", .expression(expression))
  }

  /// Sets where in the input to find how many of a hundred items may fail. Distributed and JSONPath only.
  public func toleratedFailurePercentagePath(_ path: String) -> Self {
    setting("ToleratedFailurePercentagePath", .string(path))
  }
}

extension Map {
  /// The states that each item goes through, and where they run.
  public struct Processor: StateScope {
    /// The fields of the processor besides `StartAt` and `States`.
    public var fields: JSON.Object = [:]
    /// The first state; `nil` for the first of ``states``.
    public var startAt: StateName?
    /// The states of the processor.
    public var states: [any WorkflowState]

    /// Creates a processor.
    ///
    /// - Parameters:
    ///   - mode: where the states run; `nil` leaves `ProcessorConfig` out, which means ``Mode/inline``.
    ///   - startAt: the state with which each iteration starts; by default the first one.
    ///   - states: the states that each item goes through.
    public init(
      _ mode: Mode? = nil, startAt: (any StateNaming)? = nil,
      @ListBuilder<any WorkflowState> _ states: () -> [any WorkflowState]
    ) {
      fields["ProcessorConfig"] = mode?.json
      self.startAt = startAt?.stateName
      self.states = states()
    }

    init(_ json: JSON) {
      states = []
      read(json.objectValue ?? [:])
    }
  }

  /// Where the states of a processor run.
  public enum Mode: Sendable, Hashable {
    /// In the execution itself.
    case inline
    /// Each item, or batch of items, in a child execution of a type.
    case distributed(StateMachineType)

    var json: JSON {
      switch self {
      case .inline: ["Mode": "INLINE"]
      case .distributed(let type): ["Mode": "DISTRIBUTED", "ExecutionType": .string(type.rawValue)]
      }
    }
  }
}
