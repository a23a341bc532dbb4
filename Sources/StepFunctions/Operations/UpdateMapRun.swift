import StatesLanguage
import StatesRuntime

/// A request to `UpdateMapRun`. Changes the settings of a map run that is running.
public struct UpdateMapRunInput: Sendable, Hashable {
  /// The ARN of the map run.
  public var mapRunArn: String
  /// How many children run at the same time.
  public var maxConcurrency: Int?
  /// The percentage of items that may fail.
  public var toleratedFailurePercentage: Double?
  /// The number of items that may fail.
  public var toleratedFailureCount: Int?

  /// Creates it with these members.
  public init(
    mapRunArn: String, maxConcurrency: Int? = nil, toleratedFailurePercentage: Double? = nil,
    toleratedFailureCount: Int? = nil
  ) {
    self.mapRunArn = mapRunArn
    self.maxConcurrency = maxConcurrency
    self.toleratedFailurePercentage = toleratedFailurePercentage
    self.toleratedFailureCount = toleratedFailureCount
  }
}

extension UpdateMapRunInput: OperationInput {
  init() { self.init(mapRunArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("mapRunArn", &mapRunArn, .length(1...2000))
    visitor.optional("maxConcurrency", &maxConcurrency, .atLeast(0))
    visitor.optional("toleratedFailurePercentage", &toleratedFailurePercentage, .value(0...100))
    visitor.optional("toleratedFailureCount", &toleratedFailureCount, .atLeast(0))
  }

  static let operation = StepFunctionsOperation.updateMapRun

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> UpdateMapRunOutput {
    let arn = try service.mapRunARN(mapRunArn)
    guard service.owns(arn) else { throw .resourceNotFound(mapRunArn) }
    do throws(HostError) {
      try await service.core.host.updateMapRun(
        mapRunArn, maxConcurrency: maxConcurrency, toleratedFailureCount: toleratedFailureCount,
        toleratedFailurePercentage: toleratedFailurePercentage)
    } catch {
      throw StepFunctionsError(error)
    }
    return UpdateMapRunOutput()
  }
}

/// The answer of `UpdateMapRun`; it has no members.
public struct UpdateMapRunOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension UpdateMapRunOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Changes the settings of a map run that is running.
  ///
  /// - Parameters: as in ``UpdateMapRunInput``.
  /// - Throws: `ResourceNotFound`, `InvalidArn`, `ValidationException`.
  /// - SeeAlso: Step Functions API, "UpdateMapRun".
  @discardableResult
  public func updateMapRun(
    mapRunArn: String, maxConcurrency: Int? = nil, toleratedFailurePercentage: Double? = nil,
    toleratedFailureCount: Int? = nil
  ) async throws(StepFunctionsError) -> UpdateMapRunOutput {
    try await perform(
      UpdateMapRunInput(
        mapRunArn: mapRunArn, maxConcurrency: maxConcurrency, toleratedFailurePercentage: toleratedFailurePercentage,
        toleratedFailureCount: toleratedFailureCount))
  }
}
