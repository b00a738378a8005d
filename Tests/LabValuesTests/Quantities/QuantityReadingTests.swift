import LabValues
import Testing

struct QuantityReadingTests {
    @Test func `a scan rate with a prefix reads as the unit maker makes it`() throws {
        #expect(try ScanRate(userText: "100mV/s") == .millivoltsPerSecond(100))
    }
}
