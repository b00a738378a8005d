import LabPrograms
import LabValues
import Testing

@testable import LabRunnerKit

struct DiskForecastTests {
    @Test func `fast points weigh less than slow ones, as they share messages`() {
        let fast = DiskForecast(of: Estimate(steps: 1, points: 9000, duration: .seconds(90)), outboxLimit: .max)
        let slow = DiskForecast(of: Estimate(steps: 1, points: 9000, duration: .seconds(9000)), outboxLimit: .max)
        #expect(fast.files < slow.files)
        // Measured for 9000 points at 100 Hz: 741 KB of files, and an outbox of 557 KB beside its reserve.
        #expect((741_000...2_500_000).contains(fast.files))
        #expect((557_000...2_500_000).contains(fast.outbox - 4 * 1024 * 1024))
    }

    @Test func `the outbox is never said to be larger than it may be, and nothing overflows`() {
        let endless = Estimate(steps: 1, points: .max / 2, duration: .seconds(1_000_000_000))
        let forecast = DiskForecast(of: endless, outboxLimit: 8 << 20)
        #expect(forecast.outbox == (4 << 20) + (8 << 20))
        #expect(forecast.files == 1_000_000_000_000_000_000)
    }

    @Test func `a run that may take longer needs at least so much`() {
        var open = Estimate(steps: 1, points: 10, duration: .seconds(1))
        #expect(!DiskForecast(of: open, outboxLimit: .max).isAtLeast)
        open.mostPoints = nil
        #expect(DiskForecast(of: open, outboxLimit: .max).isAtLeast)
    }

    @Test func `what lies on one disk is added, also where it is still to be made`() throws {
        let needs = DiskNeed.needs(
            [("/tmp/not-there-yet/runs", 5_000_000), ("/tmp", 7_000_000)], isAtLeast: true)
        let need = try #require(needs.first)
        #expect(needs.count == 1 && need.needed == 12_000_000 && need.free > 0)
        #expect(need.text.hasPrefix("at least 12 MB; ") && need.text.hasSuffix(" free in /tmp/not-there-yet/runs"))
    }

    @Test func `less than twice the need is tight`() {
        #expect(DiskNeed(place: "/", needed: 51, free: 100, isAtLeast: false).isTight)
        #expect(!DiskNeed(place: "/", needed: 50, free: 100, isAtLeast: false).isTight)
    }

    @Test(arguments: [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (12_345_678, "12 MB"), (999_600, "1 MB")])
    func `sizes are for a glance`(bytes: Int, text: String) { #expect(bytes.byteText == text) }
}
