import OrderedJSON
import StatesLanguage

/// The validator's result for a text.
func validated(_ text: String, type: StateMachineType = .standard) -> Validator.Result {
  Validator(type: type).validate(SourceText(text))
}

/// The problems of a text.
func problems(in text: String, type: StateMachineType = .standard) -> [Diagnostic] {
  validated(text, type: type).diagnostics
}

/// A machine of one state, `S`, with these fields.
func one(_ fields: String) -> String { #"{"StartAt":"S","States":{"S":{\#(fields)}}}"# }

/// A machine in JSONata of one state, `S`.
func jsonata(_ fields: String) -> String {
  #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{\#(fields)}}}"#
}

/// A machine of one state, `S`, that leads to a Succeed, `Z`.
func two(_ fields: String) -> String {
  #"{"StartAt":"S","States":{"S":{\#(fields)},"Z":{"Type":"Succeed"}}}"#
}

/// The same in JSONata.
func twoJSONata(_ fields: String) -> String {
  #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{\#(fields)},"Z":{"Type":"Succeed"}}}"#
}

let function = "arn:aws:lambda:eu-west-1:123456789012:function:work"

/// A machine of one Task that ends.
func task(_ fields: String) -> String { one(#""Type":"Task","Resource":"\#(function)","End":true\#(comma(fields))"#) }

/// The same in JSONata.
func taskJSONata(_ fields: String) -> String {
  jsonata(#""Type":"Task","Resource":"\#(function)","End":true\#(comma(fields))"#)
}

/// A Task that calls a service with these parameters and ends.
func call(_ action: String, _ parameters: String, _ fields: String = "") -> String {
  one(
    #""Type":"Task","Resource":"arn:aws:states:::\#(action)","Parameters":\#(parameters),"End":true\#(comma(fields))"#)
}

/// The same in JSONata.
func callJSONata(_ action: String, _ arguments: String) -> String {
  jsonata(#""Type":"Task","Resource":"arn:aws:states:::\#(action)","Arguments":\#(arguments),"End":true"#)
}

/// A Task that leads to `Z`.
func taskToZ(_ fields: String) -> String {
  two(#""Type":"Task","Resource":"\#(function)","Next":"Z"\#(comma(fields))"#)
}

/// A machine of one Pass that ends.
func pass(_ fields: String) -> String { one(#""Type":"Pass","End":true\#(comma(fields))"#) }

/// The same in JSONata.
func passJSONata(_ fields: String) -> String { jsonata(#""Type":"Pass","End":true\#(comma(fields))"#) }

/// A Choice between `Z` by one rule, and `Z` by default.
func choice(_ rule: String, startAt: String = "S") -> String {
  #"{"StartAt":"\#(startAt)","States":{"S":{"Type":"Choice","Choices":[{\#(rule)}],"Default":"Z"},"Z":{"Type":"Succeed"}}}"#
}

/// A Choice between a state, `T`, and `Z` by default.
func detour(_ state: String) -> String {
  #"{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"T"}],"Default":"Z"},"T":\#(state),"Z":{"Type":"Succeed"}}}"#
}

/// The same in JSONata.
func choiceJSONata(_ rule: String) -> String {
  twoJSONata(#""Type":"Choice","Choices":[{\#(rule)}],"Default":"Z""#)
}

/// A branch or processor of one Pass.
func inner(_ name: String = "I") -> String { #""StartAt":"\#(name)","States":{"\#(name)":{"Type":"Pass","End":true}}"# }

/// An inline Map.
func map(_ fields: String, processor: String = inner()) -> String {
  one(#""Type":"Map","End":true,"ItemProcessor":{\#(processor)}\#(comma(fields))"#)
}

/// A distributed Map.
func distributed(_ fields: String, processor: String = inner()) -> String {
  map(
    fields, processor: #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"# + processor)
}

/// A distributed Map with an ItemReader.
func reader(_ config: String) -> String {
  distributed(
    #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},"ReaderConfig":{\#(config)}}"#
  )
}

/// A Parallel with one branch.
func parallel(_ branch: String, _ fields: String = "") -> String {
  one(#""Type":"Parallel","End":true,"Branches":[{\#(branch)}]\#(comma(fields))"#)
}

func comma(_ fields: String) -> String { fields.isEmpty ? "" : "," + fields }
