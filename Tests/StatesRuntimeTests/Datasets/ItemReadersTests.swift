import OrderedJSON
import Testing

@testable import StatesEngine
@testable import StatesRuntime

@Suite struct ItemReadersTests {
  /// Reads one object `d/k` with that content; each item is shown as compact JSON, `key=value` for entries.
  private func read(
    _ text: String, _ config: JSON.Object, maxItems: Int? = nil, arguments: JSON = ["Bucket": "d", "Key": "k"]
  ) -> Outcome {
    read(["d": ["k": text]], "s3:getObject", config, maxItems: maxItems, arguments: arguments)
  }

  private func read(
    _ texts: [String: [String: String]], _ action: String, _ config: JSON.Object, maxItems: Int? = nil, arguments: JSON
  ) -> Outcome {
    let request = ItemReadingRequest(
      resource: "arn:aws:states:::\(action)", arguments: arguments, config: config, maxItems: maxItems)
    switch ItemReaders.read(request, from: InMemoryDatasetStore(texts: texts)) {
    case .success(let items):
      return .items(
        items.map { item in (item.key.map { $0 + "=" } ?? "") + item.value.description }, items.map(\.source))
    case .failure(let error): return .failure(error)
    }
  }

  private enum Outcome: Equatable {
    case items([String], [String])
    case failure(DatasetError)

    var items: [String]? { if case .items(let items, _) = self { items } else { nil } }
    var sources: [String]? { if case .items(_, let sources) = self { sources } else { nil } }
    var cause: String? {
      if case .failure(let error) = self, error.error == "States.ItemReaderFailed" { error.cause } else { nil }
    }
  }

  // MARK: JSON

  @Test func iteratesTheElementsOfAJSONArray() {
    let result = read("[1, 1.50, {\"a\":[]}]", ["InputType": "JSON"])
    #expect(result.items == ["1", "1.50", #"{"a":[]}"#])
    #expect(result.sources == ["s3://d/k", "s3://d/k", "s3://d/k"])
  }

  @Test func iteratesTheEntriesOfAJSONObject() {
    let result = read(#"{"a": 1, "b\u0063": [2]}"#, ["InputType": "JSON"])
    #expect(result.items == ["a=1", "bc=[2]"])
    #expect(result.sources == ["s3://d/k", "s3://d/k"])
    #expect(read("{ }", ["InputType": "JSON"]).items == [])
  }

  @Test func aNameThatStandsTwiceIsTwoItems() {
    #expect(read(#"{"a": 1, "a": 2}"#, ["InputType": "JSON"]).items == ["a=1", "a=2"])
  }

  @Test func whatFollowsThePointersTargetIsNotRead() {
    let config: JSON.Object = ["InputType": "JSON", "ItemsPointer": "/a/1"]
    #expect(read(#"{"b":[{"a":"]}"}],"a": [0, [1, 2]"#, config).items == ["1", "2"])
  }

  @Test(arguments: ["1", "null", #""text""#])
  func refusesAJSONDocumentThatIsNoArray(text: String) {
    #expect(read(text, ["InputType": "JSON"]).cause == "Attempting to map over non-iterable node.")
  }

  @Test func saysWhereADocumentIsNotJSON() {
    #expect(read("[1,\n 2,", ["InputType": "JSON"]).cause?.hasPrefix("s3://d/k is not JSON: 2:4: ") == true)
  }

  @Test(
    arguments: [
      ("", "1:1: the text ends too early"), ("[1,2", "1:5: the text ends too early"),
      ("[1,]", "1:4: unexpected character ']', expected a value"), ("[1 2]", "1:4: expected ',' or ']'"),
      ("[1}", "1:3: expected ',' or ']'"), ("[\n{\"a\":}]", "2:6: unexpected character '}', expected a value"),
      ("[1] x", "1:5: unexpected characters after the value"), ("{\"a\" 1}", "1:6: expected ':'"),
      ("{1:2}", "1:2: expected a member's name in quotes"), ("{\"a\":1]", "1:7: expected ',' or '}'"),
      ("[\"x", "1:4: the text ends too early, expected '\"' at the end of the string"),
      ("nul", "1:1: unknown word 'nul', expected a value"),
      ("[1,[2}]", "1:6: unexpected character '}', expected ',' or ']'"),
    ])
  func saysWhereADocumentIsNotJSON(text: String, cause: String) {
    #expect(read(text, ["InputType": "JSON"]).cause == "s3://d/k is not JSON: " + cause)
  }

  @Test(arguments: [
    ("/data/rows", [#"{"id":1}"#, #"{"id":2}"#]), ("/data", [#"rows=[{"id":1},{"id":2}]"#, "n=1"]),
    ("/data/rows/1", ["id=2"]), ("", [#"data={"rows":[{"id":1},{"id":2}],"n":1}"#]),
  ])
  func iteratesWhatItemsPointerPointsAt(pointer: String, items: [String]) {
    let text = #"{"data": {"rows": [{"id": 1}, {"id": 2}], "n": 1}}"#
    #expect(read(text, ["InputType": "JSON", "ItemsPointer": .string(pointer)]).items == items)
  }

  @Test(arguments: ["/nowhere", "/data/rows/2", "data"])
  func refusesAPointerToNothing(pointer: String) {
    let result = read(#"{"data": {"rows": [1]}}"#, ["InputType": "JSON", "ItemsPointer": .string(pointer)])
    #expect(
      result.cause == "The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.")
  }

  @Test func refusesAPointerToAScalar() {
    let result = read(#"{"n": 1}"#, ["InputType": "JSON", "ItemsPointer": "/n"])
    #expect(result.cause == "Attempting to map over non-iterable node.")
  }

  // MARK: JSON Lines

  @Test func readsAValueALine() {
    #expect(read("{\"a\":1}\r\n\n[2]\n\"three\"", ["InputType": "JSONL"]).items == [#"{"a":1}"#, "[2]", #""three""#])
  }

  @Test func saysWhichLineIsNotJSON() {
    #expect(
      read("{}\n{,}\n", ["InputType": "JSONL"]).cause?.hasPrefix("s3://d/k is not JSON Lines: line 2, column 2: ")
        == true)
  }

  // MARK: CSV

  @Test func namesFieldsByTheFirstRow() {
    let result = read("id,name\n1,a\n2\n3,c,extra\n\n", ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"])
    #expect(
      result.items == [
        #"{"id":"1","name":"a"}"#, #"{"id":"2","name":""}"#, #"{"id":"3","name":"c"}"#, #"{"id":"","name":""}"#,
      ])
  }

  @Test func namesFieldsByTheDefinition() {
    let result = read(
      "1|a\n2|b\n",
      ["InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["id", "name"], "CSVDelimiter": "PIPE"])
    #expect(result.items == [#"{"id":"1","name":"a"}"#, #"{"id":"2","name":"b"}"#])
  }

  @Test(arguments: [("COMMA", ","), ("PIPE", "|"), ("SEMICOLON", ";"), ("SPACE", " "), ("TAB", "\t")])
  func knowsTheDelimiters(name: String, character: String) {
    let result = read(
      "a\(character)b\n1\(character)2\n",
      ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": .string(name)])
    #expect(result.items == [#"{"a":"1","b":"2"}"#])
  }

  @Test(
    arguments: [
      (["CSVHeaderLocation": "FIRST_ROW"], "CSV headers cannot contain duplicates."),
      (["CSVHeaderLocation": "GIVEN", "CSVHeaders": ["x", "x"]], "CSV headers cannot contain duplicates."),
      (
        ["CSVHeaderLocation": "GIVEN"],
        "ReaderConfig.CSVHeaders is required when CSVHeaderLocation is GIVEN."
      ),
      ([:], "ReaderConfig.CSVHeaderLocation must be FIRST_ROW or GIVEN when InputType is CSV."),
      (["CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "COLON"], "ReaderConfig.CSVDelimiter cannot be \"COLON\"."),
    ] as [(JSON.Object, String)])
  func refusesHeaders(fields: JSON.Object, cause: String) {
    var config = fields
    config["InputType"] = "CSV"
    #expect(read("a,a\n1,2\n", config).cause == cause)
  }

  @Test func findsNothingInAnEmptyFile() {
    #expect(read("", ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"]).items == [])
    #expect(read("", ["InputType": "JSONL"]).items == [])
  }

  // MARK: MaxItems

  @Test(arguments: [(nil, 3), (0, 3), (1, 1), (2, 2), (9, 3)] as [(Int?, Int)])
  func readsAtMostMaxItems(most: Int?, count: Int) {
    let texts = [
      ("JSON", "[1,2,3]"), ("JSONL", "1\n2\n3\n"), ("CSV", "a\n1\n2\n3\n"),
    ]
    for (type, text) in texts {
      let result = read(text, ["InputType": .string(type), "CSVHeaderLocation": "FIRST_ROW"], maxItems: most)
      #expect(result.items?.count == count, "\(type)")
    }
  }

  @Test func refusesANegativeMaxItems() {
    #expect(read("[]", ["InputType": "JSON"], maxItems: -1).cause == "field MaxItems must be positive")
  }

  // MARK: Listings

  private let bucket = ["d": ["in/b.json": "[3]", "in/a.json": "[1,2]", "in/": "", "out/c.json": "[4]"]]

  @Test func listsABucket() throws {
    let result = read(bucket, "s3:listObjectsV2", [:], arguments: ["Bucket": "d", "Prefix": "in/a"])
    let item = try JSON(parsing: try #require(result.items?.first))
    #expect(item.objectValue?.keys == ["Etag", "Key", "LastModified", "Size", "StorageClass"])
    #expect(item["Key"] == "in/a.json")
    #expect(item["Size"] == 5)
    #expect(result.sources == ["s3://d"])
  }

  @Test func listsInTheOrderOfKeys() {
    let keys = ["d": ["é": "", "z": "", "Z": "", "a/b": "", "a": ""]]
    let result = read(keys, "s3:listObjectsV2", [:], arguments: ["Bucket": "d"])
    let listed = result.items?.compactMap { try? JSON(parsing: $0)["Key"]?.stringValue }
    #expect(listed == ["Z", "a", "a/b", "z", "é"])
  }

  @Test func loadsAndFlattensWhatIsListed() {
    let result = read(
      bucket, "s3:listObjectsV2", ["Transformation": "LOAD_AND_FLATTEN", "InputType": "JSON"],
      arguments: ["Bucket": "d", "Prefix": "in/"])
    #expect(result.items == ["1", "2", "3"])
    #expect(result.sources == ["s3://d/in/a.json", "s3://d/in/a.json", "s3://d/in/b.json"])
  }

  @Test func boundsWhatIsLoadedFromManyObjects() {
    let result = read(
      bucket, "s3:listObjectsV2", ["Transformation": "LOAD_AND_FLATTEN", "InputType": "JSON"], maxItems: 2,
      arguments: ["Bucket": "d"])
    #expect(result.items == ["1", "2"])
  }

  // MARK: Manifests

  @Test func readsTheFilesOfAnAthenaManifest() {
    let texts = [
      "d": ["k": "s3://d/part-1\n\"s3://e/deep/part-2\"\n", "part-1": "{\"n\":1}\n"],
      "e": ["deep/part-2": "{\"n\":2}"],
    ]
    let result = read(
      texts, "s3:getObject", ["ManifestType": "ATHENA_DATA", "InputType": "JSONL"],
      arguments: ["Bucket": "d", "Key": "k"])
    #expect(result.items == [#"{"n":1}"#, #"{"n":2}"#])
    #expect(result.sources == ["s3://d/part-1", "s3://e/deep/part-2"])
  }

  @Test(arguments: [["InputType": "MANIFEST"], ["ManifestType": "S3_INVENTORY"]] as [JSON.Object])
  func readsTheRowsOfAnInventory(config: JSON.Object) {
    let manifest =
      #"{"destinationBucket":"arn:aws:s3:::e","fileFormat":"CSV","fileSchema":"Bucket, Key, Size","files":[{"key":"x.csv"}]}"#
    let result = read(
      ["d": ["k": manifest], "e": ["x.csv": "\"b\",\"one\",\"5\"\n\"b\",\"two\",\"6\"\n"]], "s3:getObject", config,
      arguments: ["Bucket": "d", "Key": "k"])
    #expect(
      result.items == [#"{"Bucket":"b","Key":"one","Size":"5"}"#, #"{"Bucket":"b","Key":"two","Size":"6"}"#])
  }

  @Test(
    arguments: [
      (
        ["InputType": "MANIFEST"], "{}",
        "s3://d/k is not the manifest of an S3 inventory: it needs fileSchema and files."
      ),
      (
        ["InputType": "MANIFEST"], #"{"fileFormat":"ORC","fileSchema":"a","files":[]}"#,
        "The inventory s3://d/k has the format ORC; only CSV can be read."
      ),
      (
        ["ManifestType": "ATHENA_DATA", "InputType": "CSV"], "part-1",
        "The manifest s3://d/k is not a list of s3:// URIs: 'part-1'"
      ),
      (
        ["ManifestType": "ATHENA_DATA"], "s3://d/k",
        "ReaderConfig.InputType must give the format of the files in manifest s3://d/k."
      ),
    ] as [(JSON.Object, String, String)])
  func refusesWhatIsNoManifest(config: JSON.Object, text: String, cause: String) {
    #expect(read(text, config).cause == cause)
  }

  // MARK: What cannot be read

  @Test func saysWhichObjectIsMissing() {
    let result = read("", ["InputType": "JSON"], arguments: ["Bucket": "d", "Key": "other"])
    #expect(result.cause == "s3://d/other cannot be read: The specified key does not exist.")
  }

  @Test(
    arguments: [
      (["InputType": "PARQUET"], "s3://d/k cannot be read: PARQUET is not supported here, only CSV, JSON and JSONL."),
      (["InputType": "XML"], "ReaderConfig.InputType cannot be \"XML\"."),
      ([:], "ReaderConfig.InputType is required to read s3://d/k."),
    ] as [(JSON.Object, String)])
  func refusesTypes(config: JSON.Object, cause: String) { #expect(read("", config).cause == cause) }

  @Test func refusesAVersionOfParquet() {
    let result = read(
      "", ["InputType": "PARQUET"], arguments: ["Bucket": "d", "Key": "k", "VersionId": "1"])
    #expect(result.cause == "S3 Version ID selection is not currently supported for PARQUET files")
  }

  @Test(arguments: [["Key": "k"], ["Bucket": "", "Key": "k"], ["Bucket": 1, "Key": "k"]] as [JSON])
  func needsABucket(arguments: JSON) {
    let result = read("[]", ["InputType": "JSON"], arguments: arguments)
    #expect(result.cause == "The ItemReader needs 'Bucket', a non-empty string.")
  }

  @Test func refusesOtherResources() {
    let result = read([:], "dynamodb:getItem", [:], arguments: [:])
    #expect(
      result.cause
        == "The ItemReader resource 'arn:aws:states:::dynamodb:getItem' is not s3:getObject or s3:listObjectsV2.")
  }

  @Test func readsAHundredThousandRows() {
    var text = "id,name\n"
    for number in 0..<100_000 { text += "\(number),name \(number)\n" }
    let result = read(text, ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"])
    #expect(result.items?.count == 100_000)
    #expect(result.items?.last == #"{"id":"99999","name":"name 99999"}"#)
  }
}
