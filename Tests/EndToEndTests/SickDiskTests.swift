import Foundation
import LabValues
import Testing

/// Disks that fill up, turn read-only, fail or stall in mid-scan, under the outbox and under the files of a run.
///
/// The cell goes off first, whatever the disk does; then the run ends, and every message is accounted for.
@Suite(
    .enabled(if: TestTools.have("cc", "unshare", "nsenter", "setpriv"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(10)))
struct SickDiskTests {
    /// Where a disk is sick: what the paths of the files there contain.
    enum Place: String, CaseIterable {
        case outbox = "/state/outbox/trial.sqlite"
        case files = "/runs/trial/"
    }

    /// A scan of 16 s that is at 0.3 V, beyond the limit of some tests, after 2 s.
    private static let limit = ["--limit", "e_min=300mV"]

    private func start(
        _ bench: Bench, under faults: DiskFaults, _ words: [String] = [], policy: String = "stopSafely"
    ) throws -> ProgramRun {
        try bench.start(
            "cyclic-voltammetry", words,
            environment: faults.environment.merging(["LAB_OUTBOX_WHEN_FULL": policy]) { $1 })
    }

    /// Waits until the fault has struck; one that never did proves nothing.
    private func untilHit(_ faults: DiskFaults) async throws {
        try await eventually("the disk is sick") { try !faults.hits().isEmpty }
    }

    private func untilOff(_ bench: Bench) async throws {
        try await eventually("the cell is off") { try bench.state()["cell"] == "off" }
    }

    /// What the outbox kept goes to the files once the disk is well: every message that has a `seq`, and none twice.
    private func checkNothingIsLost(_ bench: Bench, lastSeq: ClosedRange<Int>) async throws {
        let drain = try ProgramRun(
            "lab-runner", ["outbox", "drain", "--state", bench.directory.appending(path: "state").path],
            in: bench.directory)
        let ending = await drain.ending()
        #expect(ending.exitCode == 0, "\(ending.output)\(ending.errors)")
        let seqs = try bench.files().seqs
        #expect(seqs == Array(1...max(1, seqs.count)))
        #expect(lastSeq.contains(seqs.count), "\(seqs.count) of \(lastSeq)")
    }

    // MARK: Disks that refuse

    @Test(arguments: ["write EIO", "write ENOSPC", "all EROFS"], Place.allCases)
    func `a disk that refuses in mid-scan stops the run, the cell off first`(fault: String, place: Place) async throws {
        let bench = try await Bench(speed: "1")
        let faults = try await DiskFaults(below: place.rawValue)
        let run = try start(bench, under: faults, ["--drain", "1"])
        try await bench.waitUntilMeasuring()
        try faults.set(fault)
        try await untilHit(faults)
        try await untilOff(bench)
        let ending = try RunEnding(await run.ending())  // the disk is sick to the end
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.outcome == "stopped" && ending.reason == "outbox_full")
        #expect(ending.cell == "confirmed")
        #expect(ending.message.hasSuffix("."), "\(ending.message)")
        try ending.checkCounts()
        try faults.clear()
        try await checkNothingIsLost(bench, lastSeq: 3...(ending.count("emitted", of: "file:runs") ?? 0))
    }

    @Test(arguments: Place.allCases)
    func `a stop amid a disk that fails ends the run with the cell off`(place: Place) async throws {
        let bench = try await Bench(speed: "1")
        let faults = try await DiskFaults(below: place.rawValue)
        let run = try start(bench, under: faults, ["--drain", "1"])
        try await bench.waitUntilMeasuring()
        try faults.set("all EIO")
        run.send(SIGINT)
        try await untilHit(faults)
        try await untilOff(bench)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.cell == "confirmed")
        try ending.checkCounts()
    }

    @Test(arguments: ["dropOldest", "dropNewest"])
    func `a run that may drop goes on beside a failing outbox, and its limits hold`(policy: String) async throws {
        let bench = try await Bench(speed: "1")
        let faults = try await DiskFaults(below: Place.outbox.rawValue)
        let run = try start(bench, under: faults, Self.limit + ["--drain", "1"], policy: policy)
        try await bench.waitUntilMeasuring()
        try faults.set("write EIO")
        try await untilHit(faults)
        try await untilOff(bench)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 1, "\(ending.errors)")
        #expect(ending.reason == "limit:e_min")
        #expect(ending.cell == "confirmed")
        #expect(ending.errors.contains("Messages wait in memory"), "\(ending.errors)")
        try ending.checkCounts()
        #expect(ending.count("dropped", of: "file:runs") ?? 0 > 0, "what never got onto the disk is counted")
    }

    // MARK: Disks that stall

    @Test(arguments: Place.allCases)
    func `a limit switches the cell off while the disk stalls, and the run ends all the same`(
        place: Place
    ) async throws {
        let bench = try await Bench(speed: "1")
        let faults = try await DiskFaults(below: place.rawValue)
        let run = try start(bench, under: faults, Self.limit + ["--drain", "1"])
        try await bench.waitUntilMeasuring()
        try faults.set("fdatasync stall 600", "write stall 600")
        try await untilHit(faults)
        try await untilOff(bench)
        let ending = try RunEnding(await run.ending())  // before the stall ends
        #expect(ending.exitCode == 1, "\(ending.errors)")
        #expect(ending.reason == "limit:e_min")
        #expect(ending.cell == "confirmed")
        try ending.checkCounts()
        let emitted = ending.count("emitted", of: "file:runs") ?? 0
        let dropped = ending.count("dropped", of: "file:runs") ?? 0
        if place == .outbox {
            #expect(dropped > 0, "what the disk never took is not called pending")
            #expect(ending.errors.contains("\(dropped) messages are lost"), "\(ending.errors)")
        } else {
            #expect(dropped == 0)
        }
        try faults.clear()
        // What the disk was given and had not confirmed may be there or not.
        let delivered = ending.count("delivered", of: "file:runs") ?? 0
        let least = place == .files ? emitted : delivered
        try await checkNothingIsLost(bench, lastSeq: least...(emitted - dropped))
    }

    @Test(arguments: Place.allCases)
    func `a stop works while the disk stalls, and what waited is written when it goes on`(
        place: Place
    ) async throws {
        let bench = try await Bench(speed: "1")
        let faults = try await DiskFaults(below: place.rawValue)
        let run = try start(bench, under: faults, ["--drain", "60"])
        try await bench.waitUntilMeasuring()
        try faults.set("fdatasync stall 600", "write stall 600")
        try await untilHit(faults)
        run.send(SIGINT)
        try await untilOff(bench)
        try faults.clear()
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.reason == "signal")
        #expect(ending.cell == "confirmed")
        try ending.checkCounts()
        #expect(ending.count("pending", of: "file:runs") == 0)
        let files = try bench.files()
        #expect(files.seqs == Array(1...files.seqs.count))
        #expect(files.eventNames.last == "experiment_finished")
    }

    @Test func `a run beside a disk that stalls for some seconds measures every point`() async throws {
        let bench = try await Bench(speed: "4")
        let faults = try await DiskFaults(below: Place.outbox.rawValue)
        let run = try start(bench, under: faults)
        try await bench.waitUntilMeasuring()
        try faults.set("fdatasync stall 600")
        try await untilHit(faults)
        try await untilOff(bench)  // the scan is over
        try faults.clear()
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 0, "\(ending.errors)")
        #expect(ending.errors.contains("the disk is slow"), "\(ending.errors)")
        try ending.checkCounts()
        #expect(ending.count("pending", of: "file:runs") == 0)
        let files = try bench.files()
        #expect(files.points.count == ending.report["points"]?.int)
        #expect(files.seqs == Array(1...files.seqs.count))
    }
}
