import KoineMetrics
import KoineReports
import Testing

@Suite struct JSONValueTests {
  @Test func keepsOrderAndExactDecimals() {
    let value = JSONValue.object([
      ("zebra", .integer(1)),
      ("apple", .decimal(ExactDecimal(units: 1_000_000_000_001, places: 12))),
      ("empty", .object([])), ("list", .array([.null, .bool(true), .number(0.1)])),
    ])
    #expect(value.line == #"{"zebra":1,"apple":1.000000000001,"empty":{},"list":[null,true,0.1]}"#)
    #expect(
      value.text == """
        {
          "zebra": 1,
          "apple": 1.000000000001,
          "empty": {},
          "list": [
            null,
            true,
            0.1
          ]
        }
        """)
  }

  @Test func escapesWhatJSONForbids() {
    #expect(JSONValue.string("a\"b\\c\n\u{1}é").line == #""a\"b\\c\n\u0001é""#)
  }

  @Test func writesNoNumberThatJSONLacks() {
    #expect(
      JSONValue.array([.number(.nan), .number(-.infinity), .number(1e300)]).line
        == "[null,null,1e+300]")
  }
}
