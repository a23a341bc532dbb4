/// What replaces a state's work: a result or an error.
public struct MockInput: Sendable, Hashable {
  /// The result.
  public var result: String?
  /// The error, instead of a result.
  public var errorOutput: MockErrorOutput?
  /// How the result is checked.
  public var fieldValidationMode: MockResponseValidationMode?

  /// Creates it with these members.
  public init(
    result: String? = nil, errorOutput: MockErrorOutput? = nil, fieldValidationMode: MockResponseValidationMode? = nil
  ) {
    self.result = result
    self.errorOutput = errorOutput
    self.fieldValidationMode = fieldValidationMode
  }
}

extension MockInput: Structure {
  init() { self.init(result: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("result", &result, .payload(0...262144))
    visitor.optional("errorOutput", &errorOutput)
    visitor.optional("fieldValidationMode", &fieldValidationMode)
  }
}

/// An error that replaces a result.
public struct MockErrorOutput: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension MockErrorOutput: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// The assumed circumstances of a state.
public struct TestStateConfiguration: Sendable, Hashable {
  /// How often the retrier has retried.
  public var retrierRetryCount: Int?
  /// The inner state that caused the error.
  public var errorCausedByState: String?
  /// How many iterations have failed.
  public var mapIterationFailureCount: Int?
  /// What the ItemReader reads.
  public var mapItemReaderData: String?

  /// Creates it with these members.
  public init(
    retrierRetryCount: Int? = nil, errorCausedByState: String? = nil, mapIterationFailureCount: Int? = nil,
    mapItemReaderData: String? = nil
  ) {
    self.retrierRetryCount = retrierRetryCount
    self.errorCausedByState = errorCausedByState
    self.mapIterationFailureCount = mapIterationFailureCount
    self.mapItemReaderData = mapItemReaderData
  }
}

extension TestStateConfiguration: Structure {
  init() { self.init(retrierRetryCount: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("retrierRetryCount", &retrierRetryCount, .atLeast(0))
    visitor.optional("errorCausedByState", &errorCausedByState, .sensitive(1...80))
    visitor.optional("mapIterationFailureCount", &mapIterationFailureCount, .atLeast(0))
    visitor.optional("mapItemReaderData", &mapItemReaderData, .payload(0...262144))
  }
}

/// What happened to the data of a state, as JSON text.
public struct InspectionData: Sendable, Hashable {
  /// The input, as JSON text.
  public var input: String?
  /// After `Arguments`.
  public var afterArguments: String?
  /// After `InputPath`.
  public var afterInputPath: String?
  /// After `Parameters`.
  public var afterParameters: String?
  /// The result.
  public var result: String?
  /// After `ResultSelector`.
  public var afterResultSelector: String?
  /// After `ResultPath`.
  public var afterResultPath: String?
  /// The request of an HTTP task.
  public var request: InspectionDataRequest?
  /// The response to an HTTP task.
  public var response: InspectionDataResponse?
  /// Variables, as the text of a JSON object.
  public var variables: String?
  /// Which retrier or catcher took the error.
  public var errorDetails: InspectionErrorDetails?
  /// After `ItemsPath`.
  public var afterItemsPath: String?
  /// After `ItemSelector`.
  public var afterItemSelector: String?
  /// After `ItemBatcher`.
  public var afterItemBatcher: String?
  /// After `ItemsPointer`.
  public var afterItemsPointer: String?
  /// The number of items that may fail.
  public var toleratedFailureCount: Int?
  /// The percentage of items that may fail.
  public var toleratedFailurePercentage: Double?
  /// How many children run at the same time.
  public var maxConcurrency: Int?

  /// Creates it with these members.
  public init(
    input: String? = nil, afterArguments: String? = nil, afterInputPath: String? = nil, afterParameters: String? = nil,
    result: String? = nil, afterResultSelector: String? = nil, afterResultPath: String? = nil,
    request: InspectionDataRequest? = nil, response: InspectionDataResponse? = nil, variables: String? = nil,
    errorDetails: InspectionErrorDetails? = nil, afterItemsPath: String? = nil, afterItemSelector: String? = nil,
    afterItemBatcher: String? = nil, afterItemsPointer: String? = nil, toleratedFailureCount: Int? = nil,
    toleratedFailurePercentage: Double? = nil, maxConcurrency: Int? = nil
  ) {
    self.input = input
    self.afterArguments = afterArguments
    self.afterInputPath = afterInputPath
    self.afterParameters = afterParameters
    self.result = result
    self.afterResultSelector = afterResultSelector
    self.afterResultPath = afterResultPath
    self.request = request
    self.response = response
    self.variables = variables
    self.errorDetails = errorDetails
    self.afterItemsPath = afterItemsPath
    self.afterItemSelector = afterItemSelector
    self.afterItemBatcher = afterItemBatcher
    self.afterItemsPointer = afterItemsPointer
    self.toleratedFailureCount = toleratedFailureCount
    self.toleratedFailurePercentage = toleratedFailurePercentage
    self.maxConcurrency = maxConcurrency
  }
}

extension InspectionData: Structure {
  init() { self.init(input: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("afterArguments", &afterArguments, .payload(0...262144))
    visitor.optional("afterInputPath", &afterInputPath, .payload(0...262144))
    visitor.optional("afterParameters", &afterParameters, .payload(0...262144))
    visitor.optional("result", &result, .payload(0...262144))
    visitor.optional("afterResultSelector", &afterResultSelector, .payload(0...262144))
    visitor.optional("afterResultPath", &afterResultPath, .payload(0...262144))
    visitor.optional("request", &request)
    visitor.optional("response", &response)
    visitor.optional("variables", &variables, .payload(0...262144))
    visitor.optional("errorDetails", &errorDetails)
    visitor.optional("afterItemsPath", &afterItemsPath, .payload(0...262144))
    visitor.optional("afterItemSelector", &afterItemSelector, .payload(0...262144))
    visitor.optional("afterItemBatcher", &afterItemBatcher, .payload(0...262144))
    visitor.optional("afterItemsPointer", &afterItemsPointer, .payload(0...262144))
    visitor.optional("toleratedFailureCount", &toleratedFailureCount, .atLeast(0))
    visitor.optional("toleratedFailurePercentage", &toleratedFailurePercentage, .value(0...100))
    visitor.optional("maxConcurrency", &maxConcurrency, .atLeast(0))
  }
}

/// The request of an HTTP task.
public struct InspectionDataRequest: Sendable, Hashable {
  /// The protocol.
  public var `protocol`: String?
  /// The method.
  public var method: String?
  /// The URL.
  public var url: String?
  /// The headers.
  public var headers: String?
  /// The body.
  public var body: String?

  /// Creates it with these members.
  public init(
    `protocol`: String? = nil, method: String? = nil, url: String? = nil, headers: String? = nil, body: String? = nil
  ) {
    self.protocol = `protocol`
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

extension InspectionDataRequest: Structure {
  init() { self.init(protocol: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("protocol", &`protocol`)
    visitor.optional("method", &method)
    visitor.optional("url", &url)
    visitor.optional("headers", &headers)
    visitor.optional("body", &body)
  }
}

/// The response to an HTTP task.
public struct InspectionDataResponse: Sendable, Hashable {
  /// The protocol.
  public var `protocol`: String?
  /// The status code.
  public var statusCode: String?
  /// The status text.
  public var statusMessage: String?
  /// The headers.
  public var headers: String?
  /// The body.
  public var body: String?

  /// Creates it with these members.
  public init(
    `protocol`: String? = nil, statusCode: String? = nil, statusMessage: String? = nil, headers: String? = nil,
    body: String? = nil
  ) {
    self.protocol = `protocol`
    self.statusCode = statusCode
    self.statusMessage = statusMessage
    self.headers = headers
    self.body = body
  }
}

extension InspectionDataResponse: Structure {
  init() { self.init(protocol: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("protocol", &`protocol`)
    visitor.optional("statusCode", &statusCode)
    visitor.optional("statusMessage", &statusMessage)
    visitor.optional("headers", &headers)
    visitor.optional("body", &body)
  }
}

/// Which retrier or catcher took an error.
public struct InspectionErrorDetails: Sendable, Hashable {
  /// The index of the catcher, from 0.
  public var catchIndex: Int?
  /// The index of the retrier, from 0.
  public var retryIndex: Int?
  /// The pause before the retry, in seconds.
  public var retryBackoffIntervalSeconds: Int?

  /// Creates it with these members.
  public init(catchIndex: Int? = nil, retryIndex: Int? = nil, retryBackoffIntervalSeconds: Int? = nil) {
    self.catchIndex = catchIndex
    self.retryIndex = retryIndex
    self.retryBackoffIntervalSeconds = retryBackoffIntervalSeconds
  }
}

extension InspectionErrorDetails: Structure {
  init() { self.init(catchIndex: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("catchIndex", &catchIndex, .atLeast(0))
    visitor.optional("retryIndex", &retryIndex, .atLeast(0))
    visitor.optional("retryBackoffIntervalSeconds", &retryBackoffIntervalSeconds, .atLeast(0))
  }
}
