import OrderedJSON

extension Compiler {
  mutating func task(_ fields: Fields) -> TaskState? {
    guard let resource = fields["Resource"]?.stringValue else {
      fail(fields.node, "These fields are required: [Resource]")
      return nil
    }
    return TaskState(
      resource: TaskResource(resource), timeout: number(fields, "TimeoutSeconds"),
      heartbeat: number(fields, "HeartbeatSeconds"), credentials: argument(fields, "Credentials"))
  }
}
