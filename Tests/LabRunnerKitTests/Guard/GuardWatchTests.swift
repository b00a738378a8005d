import LabInstruments
import LabValues
import Testing

@testable import LabRunnerKit

/// What a guard decides, second by second.
struct GuardWatchTests {
    private func watch(_ span: Double? = 30, seesProcess: Bool = true) -> GuardWatch {
        GuardWatch(span: span.map { .seconds($0) }, seesProcess: seesProcess, at: .zero)
    }

    private func armed() throws -> GuardMessage { .armed([try .toy()]) }

    /// Looks once a second, from `first` to `last`; the first verdict that is more than watching, and when.
    private func look(
        _ watch: inout GuardWatch, _ seconds: ClosedRange<Int>, isTraced: Bool = false
    ) -> (verdict: GuardWatch.Verdict, at: Int?) {
        for second in seconds {
            let verdict = watch.look(at: .seconds(second)) { isTraced }
            if verdict != .watch { return (verdict, second) }
        }
        return (.watch, nil)
    }

    @Test func `a run that says goodbye is left alone`() throws {
        var watch = watch()
        #expect(watch.hear(try armed()) == .watch)
        #expect(watch.hear(.goodbye) == .leave)
        #expect(watch.seeClosed() == .leave)
        #expect(watch.seeEnded() == .leave)
    }

    @Test func `a run that ends without goodbye is rescued`() throws {
        var watch = watch()
        #expect(watch.hear(try armed()) == .watch)
        #expect(watch.seeEnded() == .rescue)
        #expect(watch.armed.map(\.role) == [.cell])
    }

    @Test func `the end of the process counts while somebody else holds the wire open`() {
        var watch = watch()
        #expect(watch.hear(.alive) == .watch)
        #expect(watch.seeEnded() == .rescue)
    }

    @Test func `the end of the wire is no death while the process is seen to live`() {
        var watch = watch()
        #expect(watch.seeClosed() == .watch)
        #expect(look(&watch, 1...29).verdict == .watch)
        #expect(look(&watch, 30...31) == (.kill, 30))
        #expect(watch.seeEnded() == .rescue)
    }

    @Test func `where processes are not seen the end of the wire is the death`() {
        var watch = watch(seesProcess: false)
        #expect(watch.seeClosed() == .rescue)
    }

    @Test func `a silence of the whole span ends the run first, then rescues`() throws {
        var watch = watch()
        _ = watch.hear(try armed())
        #expect(look(&watch, 1...29).verdict == .watch)
        #expect(look(&watch, 30...30).verdict == .kill)
        #expect(watch.hasKilled)
        #expect(look(&watch, 31...34).verdict == .watch)
        #expect(watch.seeEnded() == .rescue)
    }

    @Test func `a run that is killed and does not end is rescued all the same`() throws {
        var watch = watch()
        _ = watch.hear(try armed())
        #expect(look(&watch, 1...30).verdict == .kill)
        #expect(look(&watch, 31...40) == (.rescue, 35))
    }

    @Test func `a beat starts the silence anew`() throws {
        var watch = watch()
        _ = watch.hear(try armed())
        #expect(look(&watch, 1...29).verdict == .watch)
        #expect(watch.hear(.alive) == .watch)
        #expect(look(&watch, 30...58).verdict == .watch)
        #expect(look(&watch, 59...60) == (.kill, 59))
    }

    @Test func `a run that has nothing open may be silent`() throws {
        var watch = watch()
        _ = watch.hear(try armed())
        _ = watch.hear(.armed([]))
        #expect(look(&watch, 1...500).verdict == .watch)
    }

    @Test func `time in which the guard itself did not run is not the run's silence`() throws {
        var watch = watch()
        _ = watch.hear(try armed())
        #expect(watch.look(at: .seconds(1)) { false } == .watch)
        #expect(watch.look(at: .seconds(500)) { false } == .watch)
        #expect(look(&watch, 501...526).verdict == .watch)
        #expect(look(&watch, 527...530) == (.kill, 527))
    }

    @Test func `a debugger that holds the run is waited for`() throws {
        var watch = watch()
        _ = watch.hear(try armed())
        #expect(look(&watch, 1...300, isTraced: true).verdict == .watch)
        #expect(look(&watch, 301...400) == (.kill, 330))
    }

    @Test func `without a span there is no silence too long`() throws {
        var watch = watch(nil)
        _ = watch.hear(try armed())
        #expect(look(&watch, 1...1000).verdict == .watch)
    }
}

extension ArmedInstrument {
    /// An instrument that is somewhere.
    static func toy(_ address: String = "emstat@pty:/dev/pts/4", usb: String? = nil) throws -> ArmedInstrument {
        ArmedInstrument(
            experiment: try ExperimentID("trial"), role: .cell, address: try InstrumentAddress(address),
            identity: InstrumentIdentity(manufacturer: "M", model: "EmStat", serialNumber: "S1", firmware: "1.0"),
            usb: usb.flatMap { USBSelector($0) }, process: 4711)
    }
}
