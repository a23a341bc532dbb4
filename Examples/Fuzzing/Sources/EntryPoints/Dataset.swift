import OrderedJSON
import StatesTesting

/// The reader's settings, as a Map state has them; then the object. With a manifest as the object's first part, the rest
/// is every file that the manifest can name.
func fuzzDataset(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let settings = parts.next(), let config = try? JSON(parsing: settings), config.objectValue != nil else {
    return
  }
  let isManifest = config["ManifestType"] != nil || config["InputType"]?.stringValue == "MANIFEST"
  var objects: [String: [UInt8]] = [:]
  if isManifest { objects["data"] = parts.next() ?? [] }
  let rest = parts.last() ?? []
  for key in isManifest ? ["a", "a.csv", "a.csv.gz", "a.json", "x/a.jsonl"] : ["data", "data.gz"] {
    objects[key] = rest
  }
  let isListing = config["Transformation"] != nil
  let reader: JSON = [
    "Resource": .string("arn:aws:states:::s3:" + (isListing ? "listObjectsV2" : "getObject")),
    "ReaderConfig": config,
    "Parameters": isListing ? ["Bucket": "b"] : ["Bucket": "b", "Key": "data"],
  ]
  let definition: JSON = [
    "StartAt": "M",
    "States": [
      "M": [
        "Type": "Map", "ItemReader": reader, "ItemBatcher": ["MaxItemsPerBatch": 50], "MaxConcurrency": 3,
        "ItemProcessor": [
          "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "P",
          "States": ["P": ["Type": "Pass", "Parameters": ["n.$": "States.ArrayLength($.Items)"], "End": true]],
        ], "End": true,
      ]
    ],
  ]
  guard let machine = try? StateMachine(parsing: JSONPrinter.compact.bytes(definition)) else { return }
  let result = Budget.run(machine, input: [:], datasets: InMemoryDatasetStore(["b": objects]))
  try promise(result.status != .running, "reading does not end")
}
