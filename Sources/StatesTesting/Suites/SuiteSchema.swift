public import OrderedJSON

extension TestSuite {
  /// The JSON schema of suites, for editors.
  ///
  /// - SeeAlso: JSON Schema, draft 7.
  public static var schema: JSON {
    var definitions = JSON.Object()
    for shape in SuiteShape.allCases { definitions[shape.rawValue] = shape.schema }
    return [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "A test suite of Amazon States Language definitions",
      "$ref": "#/definitions/suite", "definitions": .object(definitions),
    ]
  }
}

extension SuiteShape {
  fileprivate var schema: JSON {
    var properties = JSON.Object()
    for field in fields {
      var schema = field.kind.schema
      schema["description"] = .string(field.summary)
      properties[field.name] = .object(schema)
    }
    var schema: JSON.Object = [
      "type": "object", "additionalProperties": false, "properties": .object(properties),
    ]
    let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return .object(schema)
  }
}

extension SuiteShape.Kind {
  fileprivate var schema: JSON.Object {
    switch self {
    case .any: [:]
    case .text: ["type": "string"]
    case .number: ["type": "number", "minimum": 0]
    case .flag: ["type": "boolean"]
    case .expression: ["type": "string", "pattern": #"^\{%[\s\S]*%\}$"#]
    // Beside a reference, draft 7 ignores all other members.
    case .shape(let shape): ["allOf": [["$ref": .string("#/definitions/\(shape.rawValue)")]]]
    case .list(let kind): ["type": "array", "items": .object(kind.schema)]
    case .oneOrMore(let kind):
      [
        "anyOf": [
          .object(kind.schema), ["type": "array", "minItems": 1, "items": .object(kind.schema)],
        ]
      ]
    case .byName(let kind): ["type": "object", "additionalProperties": .object(kind.schema)]
    case .choice(let values): ["enum": .array(values.map(JSON.string))]
    case .either(let first, let second): ["anyOf": [.object(first.schema), .object(second.schema)]]
    }
  }
}
