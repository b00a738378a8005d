import LabPrograms
import Testing

@Suite struct ClosestWordTests {
    @Test func `a word is found with a letter wrong, missing, surplus or swapped, capitals aside`() {
        let words = ["rate", "cycles", "vertex1", "vertex2"]
        #expect(words.closest(to: "rat") == "rate" && words.closest(to: "Rate") == "rate")
        #expect(words.closest(to: "cylces") == "cycles" && words.closest(to: "vertex") == "vertex1")
        #expect(words.closest(to: "potential") == nil && words.closest(to: "") == nil)
        #expect(words.closest(to: String(repeating: "x", count: 100_000)) == nil)
        #expect(["a"].closest(to: "b") == nil)
    }
}
