import LanguageSupport
import OrderedJSON
import Testing

@testable import StatesLanguage

/// The table of fields, and how fields are found in it.
@Suite struct FieldTableTests {
  @Test(arguments: Field.allCases)
  func findsEveryFieldByItsName(field: Field) {
    #expect(Field(field.name) == field)
    #expect(Field(field.name.lowercased()) == nil)
    #expect(Field(field.name + "s").map { $0.name == field.name + "s" } ?? true)
  }

  @Test func knowsNoOtherNames() {
    for name in ["", "a", "Nextt", "next", "StringContains", "é"] { #expect(Field(name) == nil) }
  }

  @Test func thereAreThirtyNineOperators() {
    #expect(FieldSet.comparisons.count == 39)
    #expect(FieldSet.comparisonNames.sorted().first == "BooleanEquals")
  }

  @Test(arguments: [
    (
      FieldTable.pass, QueryLanguage.jsonPath, ["Result", "Parameters", "ResultPath"],
      ["Output", "ResultSelector", "Retry"]
    ),
    (FieldTable.pass, .jsonata, ["Output", "Assign"], ["Result", "InputPath", "Arguments"]),
    (FieldTable.succeed, .jsonata, ["Output"], ["Assign", "Next"]),
    (
      FieldTable.map, .jsonPath, ["ItemsPath", "ItemSelector", "Parameters"], ["Items", "Arguments", "TimeoutSeconds"]
    ),
    (FieldTable.map, .jsonata, ["Items", "ItemSelector"], ["ItemsPath", "MaxConcurrencyPath"]),
    (FieldTable.catcher, .jsonata, ["Output"], ["ResultPath"]),
    (FieldTable.nestedRule, .jsonPath, ["Variable", "And", "IsNull", "Comment"], ["Next", "Assign", "Condition"]),
  ])
  func saysWhereFieldsBelong(table: FieldTable, language: QueryLanguage, allowed: [String], refused: [String]) {
    let names = table.allowed(language).fields.map(\.name)
    #expect(allowed.allSatisfy(names.contains))
    #expect(!refused.contains(where: names.contains))
  }

  @Test func setsOfFieldsKeepTheirOrder() {
    let set: FieldSet = [.numericGreaterThanEqualsPath, .next, .type, .stringEquals]
    #expect(set.fields == [.type, .next, .stringEquals, .numericGreaterThanEqualsPath])
    #expect(set.first == .type)
    #expect(set.subtracting([.type]).first == .next)
    #expect(set.intersection([.next, .end]).fields == [.next])
    #expect(FieldSet().first == nil)
  }

  @Test func objectsAreTakenApart() throws {
    let text = SourceText(#"{"Type":"Pass","x":1,"Next":"A","Next":"B"}"#)
    let view = try #require(ObjectView(try JSONSyntaxParser().parse(text)))
    #expect(view.hasUnknown)
    #expect(view.hasRepeated)
    #expect(view[.next]?.value.stringValue == "B")
    #expect(view[.type]?.value.stringValue == "Pass")
    #expect(view[.end] == nil)
  }

  @Test func objectsOfManyMembersAreTakenApartToo() throws {
    let members = Field.allCases.prefix(40).enumerated().map { "\"\($0.element.name)\":\($0.offset)" }
    let text = SourceText("{\(members.joined(separator: ","))}")
    let view = try #require(ObjectView(try JSONSyntaxParser().parse(text)))
    for (place, field) in Field.allCases.prefix(40).enumerated() {
      #expect(view[field]?.value.numberValue?.integerValue == Int64(place))
    }
    #expect(view[.isNull] == nil)
  }
}

/// How the service lists names.
@Suite struct ServiceOrderTests {
  @Test func holdsForTheOperators() {
    #expect(JavaHashOrder.sorted(FieldSet.comparisonNames) == FieldSet.comparisonNames)
  }
}

/// The name that was probably intended.
@Suite struct SuggestionsTests {
  @Test(
    arguments: [
      ("Nxet", "Next"), ("next", "Next"), ("Resourse", "Resource"), ("MaxAttemps", "MaxAttempts"), ("Zzz", nil),
      ("", nil), ("Next", nil),
    ] as [(String, String?)])
  func findsTheNearest(text: String, expected: String?) {
    #expect(Suggestions.nearest(to: text, among: ["Next", "Resource", "MaxAttempts", "End"]) == expected)
  }

  @Test(arguments: [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbc", 1), ("abc", "xyz", 3)])
  func countsChanges(left: String, right: String, expected: Int) {
    #expect(Suggestions.editDistance(Array(left.utf8), Array(right.utf8), atMost: 9) == expected)
  }
}
