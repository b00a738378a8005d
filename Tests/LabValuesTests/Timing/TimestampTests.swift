import LabValues
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_768_473_000_000, "2026-01-15T10:30:00.000Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
        (1_709_251_200_000, "2024-03-01T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func `a moment and its text are the same thing`(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).description == text)
        #expect(Timestamp(text)?.millisecondsSinceEpoch == milliseconds)
    }

    @Test func `every day of eight centuries comes back, each one day behind the last`() throws {
        var previous = ""
        for day in Int64(-135_140)..<157_054 {
            let time = Timestamp(millisecondsSinceEpoch: day * 86_400_000 + 43_200_001)
            try #require(Timestamp(time.description) == time)
            try #require(previous < time.description)
            previous = time.description
        }
        #expect(previous == "2399-12-31T12:00:00.001Z")
    }

    @Test(arguments: [
        (253_402_300_800_000, "10000-01-01T00:00:00.000Z"), (-62_167_219_200_001, "00-1-12-31T23:59:59.999Z"),
    ])
    func `a year that has not four digits is still written`(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).description == text)
    }

    @Test(arguments: [
        "", "2026-01-15T10:30:00Z", "2026-01-15T10:30:00.000", "2026-01-15 10:30:00.000Z", "2026-01-15T10:30:00.000+",
        "2026x01-15T10:30:00.000Z", "2026-01-15T10x30:00.000Z", "2026-01-15T10:30:00,000Z", "2026-13-15T10:30:00.000Z",
        "2026-00-15T10:30:00.000Z", "2026-02-29T10:30:00.000Z", "2100-02-29T10:30:00.000Z", "2026-04-31T10:30:00.000Z",
        "2026-01-00T10:30:00.000Z", "2026-01-15T24:00:00.000Z", "2026-01-15T10:60:00.000Z", "2026-01-15T10:30:61.000Z",
        "-026-01-15T10:30:00.000Z", "2026-01-15T10:30:00.0００Z",
    ])
    func `a text of any other form is nil`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `a leap second is the first second of the next minute`() {
        #expect(Timestamp("2016-12-31T23:59:60.000Z") == Timestamp("2017-01-01T00:00:00.000Z"))
    }

    @Test func `a span is added and rounded down to a millisecond`() {
        let noon = Timestamp(millisecondsSinceEpoch: 1000)
        #expect((noon + .microseconds(1999)).millisecondsSinceEpoch == 1001)
        #expect((noon + .microseconds(-1)).millisecondsSinceEpoch == 999)
        #expect((noon + .seconds(-2)).millisecondsSinceEpoch == -1000)
    }

    @Test func `the form for file names has no separators`() {
        #expect(Timestamp(millisecondsSinceEpoch: 1_768_473_000_999).compact == "20260115T103000Z")
    }
}
