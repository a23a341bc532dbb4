import OrderedJSON

extension Compiler {
  mutating func task(_ fields: FieldReader) -> TaskState? {
    guard let resource = fields.text(.resource) else {
      fail(fields.range, DiagnosticText.required([Field.resource.name]))
      return nil
    }
    return TaskState(
      resource: TaskResource(resource), timeout: number(fields, .timeoutSeconds, path: .timeoutSecondsPath),
      heartbeat: number(fields, .heartbeatSeconds, path: .heartbeatSecondsPath),
      credentials: argument(fields, .credentials))
  }
}
