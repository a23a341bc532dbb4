import JSONPath
import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Reads and evaluates a path or a payload template so often, for profilers: `path-driver KIND COUNT`. Prints the size of
// what was found last.

/// An order of fifty lines.
let order: JSON = [
  "id": "A-17", "customer": ["name": "Ada", "address": ["city": "London"]],
  "lines": .array((0..<50).map { ["price": .integer($0), "sku": .string("s\($0)"), "tags": ["a", "b"]] }),
]

/// The work of each kind: from text or JSON to what is found.
let kinds: [(name: String, work: (Scope) throws -> JSON)] = [
  ("definite", { try PathExpression("$.customer.address.city").evaluate(in: $0) }),
  ("indefinite", { try PathExpression("$.lines[*].tags[*]").evaluate(in: $0) }),
  ("filter", { try PathExpression("$.lines[?(@.price > 40 && @.sku != 's44')].sku").evaluate(in: $0) }),
  ("slice", { try PathExpression("$.lines[10:40].price").evaluate(in: $0) }),
  (
    "template",
    { scope in
      var random = SystemRandomNumberGenerator()
      let template = try PayloadTemplate([
        "id.$": "$.id", "kind": "order", "to": ["city.$": "$.customer.address.city"],
        "count.$": "States.ArrayLength($.lines)", "text.$": "States.Format('{} for {}', $.id, $.customer.name)",
      ])
      return try template.fill(in: scope, random: &random)
    }
  ),
]

/// What profilers count.
@inline(never)
func repeatWork(_ count: Int, _ scope: Scope, _ work: (Scope) throws -> JSON) rethrows -> JSON {
  var found = JSON.null
  for _ in 0..<count { found = try work(scope) }
  return found
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]), count > 0,
  let kind = kinds.first(where: { $0.name == arguments[1] })
else {
  print("usage: path-driver \(kinds.map(\.name).joined(separator: "|")) COUNT")
  exit(2)
}
let found = try repeatWork(count, Scope(input: order), kind.work)
print(
  JSON.object(["kind": .string(kind.name), "count": .integer(count), "bytes": .integer(found.description.utf8.count)]))
