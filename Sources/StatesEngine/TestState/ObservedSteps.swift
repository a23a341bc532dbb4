/// The intermediate values between a state's input and its output, for a state that is tested on its own.
struct ObservedSteps: Sendable {
  /// After `Parameters` or `Arguments`.
  var workInput: Execution.Payload?
  /// After `ResultSelector`.
  var result: Execution.Payload?
  /// After `ResultPath`.
  var combined: Execution.Payload?
}
