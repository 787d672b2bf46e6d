import Foundation
import KoineReports
import Testing

@Suite struct SummaryJSONTests {
  @Test func looksAsRecorded() throws {
    try expectGolden(SampleRun.report.json.text + "\n", "summary.json")
  }

  @Test func isReadByOthersAndAddsUp() throws {
    let data = Data(SampleRun.report.json.text.utf8)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let ledger = try #require(object["ledger_accelerator_s"] as? [String: NSNumber])
    #expect(ledger.count == 11)
    let sum = ledger.values.reduce(Decimal(0)) { $0 + $1.decimalValue }
    #expect(sum == (object["ledger_total_accelerator_s"] as? NSNumber)?.decimalValue)
  }
}
