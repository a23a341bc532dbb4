import LanguageSupport
import OrderedJSON
import Testing

@Suite struct JSONObjectTests {
  @Test func keepsTheOrderOfItsMembers() {
    var object: JSON.Object = ["b": 1, "a": 2]
    object["c"] = 3
    #expect(object.keys == ["b", "a", "c"])
    object["b"] = 4
    #expect(object.keys == ["b", "a", "c"])
    #expect(object.values == [4, 2, 3])
    object["a"] = nil
    #expect(object.keys == ["b", "c"])
    object["a"] = 5
    #expect(object.keys == ["b", "c", "a"])
    object["missing"] = nil
    #expect(object.count == 3)
  }

  @Test func ofRepeatedNamesTheLastValueWinsInThePlaceOfTheFirst() {
    let object: JSON.Object = ["a": 1, "b": 2, "a": 3]
    #expect(JSON.object(object).description == #"{"a":3,"b":2}"#)
    let members = [JSON.Object.Member(key: "x", value: 1), JSON.Object.Member(key: "x", value: 2)]
    #expect(JSON.Object(members) == ["x": 2])
  }

  @Test func namesAreComparedByBytes() {
    let object: JSON.Object = ["é": 1, "e\u{301}": 2]
    #expect(object.count == 2)
    #expect(object["é"] == 1)
    #expect(object["e\u{301}"] == 2)
  }

  @Test func findsShortAndLongNames() {
    var object = JSON.Object()
    let names = (0..<20).map { String(repeating: "n", count: $0 * 2) }
    for (place, name) in names.enumerated() { object[name] = .integer(place) }
    for (place, name) in names.enumerated() {
      #expect(object.position(of: String(decoding: Array(name.utf8), as: UTF8.self)) == place)
      #expect(object.position(of: name + "x") == nil)
      #expect(object[String(name.dropLast()) + "x"] == nil)
    }
  }

  @Test(arguments: [0, 1, 23, 24, 25, 26, 1_000])
  func behavesLikeAListOfPairsAtAnySize(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    var object = JSON.Object()
    var model: [(key: String, value: JSON)] = []
    for round in 0..<(count * 3 + 10) {
      let key = "key \(random.below(count * 2 + 1))"
      let place = model.firstIndex { $0.key == key }
      #expect(object.position(of: key) == place)
      switch random.below(4) {
      case 0:
        object[key] = nil
        if let place { model.remove(at: place) }
      default:
        object[key] = .integer(round)
        if let place { model[place].value = .integer(round) } else { model.append((key, .integer(round))) }
      }
    }
    #expect(object.keys == model.map(\.key))
    #expect(object.values == model.map(\.value))
    for (place, pair) in model.enumerated() { #expect(object.position(of: pair.key) == place) }
  }

  @Test func tenThousandMembers() {
    var object = JSON.Object()
    for number in 0..<10_000 { object["member \(number)"] = .integer(number) }
    #expect((0..<10_000).allSatisfy { object["member \($0)"] == .integer($0) })
    #expect(object["member 10000"] == nil)
    for number in 0..<9_990 { object["member \(number)"] = nil }
    #expect(object.keys == (9_990..<10_000).map { "member \($0)" })
    #expect(object["member 9995"] == 9_995)
  }

  @Test func copiesAreIndependent() {
    let first = JSON.Object(distinct: ContiguousArray((0..<100).map { JSON.Object.Member(key: "\($0)", value: 0) }))
    var second = first
    second["new"] = 1
    second["5"] = nil
    #expect(first.count == 100)
    #expect(first["5"] == 0)
    #expect(first["new"] == nil)
    #expect(second["new"] == 1)
    #expect(second["99"] == 0)
  }

  @Test func changesInPlace() {
    var object: JSON.Object = ["a": [1]]
    object.withValue(of: "a") { $0 = [$0, 2] }
    object.withValue(of: "b") { value in
      #expect(value.isNull)
      value = true
    }
    #expect(JSON.object(object).description == #"{"a":[[1],2],"b":true}"#)
    object.setValue(at: 0, to: 0)
    object.remove(at: 1)
    #expect(object == ["a": 0])
  }
}

@Suite struct JSONTests {
  @Test func accessors() {
    let value: JSON = ["n": nil, "b": true, "i": 1, "d": 1.5, "s": "x", "a": [1, 2], "o": ["k": "v"]]
    #expect(value["n"]?.isNull == true)
    #expect(value["b"]?.boolValue == true)
    #expect(value["i"]?.integerValue == 1)
    #expect(value["d"]?.doubleValue == 1.5)
    #expect(value["d"]?.integerValue == nil)
    #expect(value["s"]?.stringValue == "x")
    #expect(value["a"]?[1] == 2)
    #expect(value["a"]?[2] == nil)
    #expect(value["a"]?[-1] == nil)
    #expect(value["o"]?["k"] == "v")
    #expect(value["s"]?["k"] == nil)
    #expect(value["i"]?.stringValue == nil)
    #expect(value.objectValue?.count == 7)
    #expect(
      value.objectValue?.values.map(\.kindName) == ["null", "boolean", "number", "number", "string", "array", "object"])
  }

  @Test func settingMembers() {
    var value: JSON = ["a": 1]
    value["b"] = 2
    value["a"] = nil
    #expect(value == ["b": 2])
    var text: JSON = "text"
    text["a"] = 1
    #expect(text == "text")
  }
}
