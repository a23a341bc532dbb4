import StatesEngine
import StatesLanguage
import StatesRuntime

/// The service as it is seen from one account in one region: what operations work on.
///
/// Resources of other accounts and regions do not exist here, whatever is asked for.
struct ServiceScope: Sendable {
  let core: ServiceCore
  let region: String
  let account: String
  /// The trace header of the request, which wins over the one among its members.
  var traceHeader: String?

  /// What time it is.
  var now: Timestamp { core.now }

  /// The ARN of a resource here.
  func arn(_ resource: ARN.Resource) -> ARN { ARN(region: region, account: account, resource) }

  /// Whether an ARN is one of a resource of this account and region.
  func owns(_ arn: ARN) -> Bool { arn.region == region && arn.account == account }

  /// Checks that resources here have ARNs: region and account come from the request.
  func checkARNs() throws(StepFunctionsError) {
    let arn = arn(.activity("a"))
    guard ARN(arn.description) == arn else {
      throw StepFunctionsError(.accessDenied, "There is no region '\(region)' for the account '\(account)'")
    }
  }

  /// What the order keys of this account and region begin with.
  var listPrefix: String { "\(account):\(region):" }
}

/// A request to an operation: its members and what it does.
protocol OperationInput: Structure {
  associatedtype Output: Structure

  /// The operation.
  static var operation: StepFunctionsOperation { get }

  /// Carries a request out that has been checked.
  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> Output
}
