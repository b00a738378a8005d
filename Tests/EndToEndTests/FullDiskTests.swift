import Foundation
import LabValues
import Testing

/// A file system of 16 MB that becomes full, under one of the two and not under the other.
@Suite(
    .enabled(if: TestTools.have("unshare", "nsenter", "setpriv"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(10)))
struct FullDiskTests {
    private static let limit = ["--limit", "e_min=300mV"]

    /// Starts a scan of 16 s with its outbox or its files on the disk and the rest beside it.
    private func start(
        _ bench: Bench, _ disk: SmallDisk, _ place: SickDiskTests.Place, _ words: [String] = [],
        environment: [String: String] = [:]
    ) throws -> ProgramRun {
        let (small, large) = (disk.directory, bench.directory)
        return try disk.start(
            product: "lab-runner",
            [
                "run", "cyclic-voltammetry", "--instrument", "emstat@\(bench.address)", "--experiment-id", "trial",
                "--json", "--state", (place == .outbox ? small : large).appending(path: "state").path,
                "--publish", "file:\((place == .files ? small : large).appending(path: "runs").path)",
            ] + words, environment: environment)
    }

    /// Takes all space but so much.
    private func fill(_ disk: SmallDisk, butFor kilobytes: Int = 0) async throws {
        let script = "cat /dev/zero > filler 2>/dev/null; truncate -s -\(kilobytes)K filler"
        let ending = try await disk.start(TestTools.program("sh"), ["-c", script]).ending()
        try #require(ending.exitCode == 0, "\(ending.errors)")
    }

    @Test(arguments: SickDiskTests.Place.allCases)
    func `a disk that fills up in mid-scan stops the run, and its messages wait for room`(
        place: SickDiskTests.Place
    ) async throws {
        let bench = try await Bench(speed: "1")
        let disk = try await SmallDisk(megabytes: 16)
        let run = try start(bench, disk, place)
        try await bench.waitUntilMeasuring()
        try await fill(disk)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.reason == "outbox_full")
        #expect(ending.cell == "confirmed")
        #expect(ending.message.contains("is full"), "\(ending.message)")
        #expect(try bench.state()["cell"] == "off")
        try ending.checkCounts()
        try FileManager.default.removeItem(at: disk.outside.appending(path: "filler"))
        let state = (place == .outbox ? disk.directory : bench.directory).appending(path: "state").path
        let drain = try await disk.start(product: "lab-runner", ["outbox", "drain", "--state", state]).ending()
        #expect(drain.exitCode == 0, "\(drain.output)\(drain.errors)")
        let runs = (place == .files ? disk.outside : bench.directory).appending(path: "runs/trial")
        let files = try RunFiles(runs)
        #expect(files.seqs == Array(1...files.seqs.count))
        #expect(files.eventNames.last == "experiment_finished", "the reserve had room for the last word")
    }

    @Test(arguments: SickDiskTests.Place.allCases)
    func `a limit on a full disk switches the cell off`(place: SickDiskTests.Place) async throws {
        let bench = try await Bench(speed: "1")
        let disk = try await SmallDisk(megabytes: 16)
        let run = try start(
            bench, disk, place, Self.limit, environment: ["LAB_OUTBOX_WHEN_FULL": "dropOldest"])
        try await bench.waitUntilMeasuring()
        try await fill(disk)
        let ending = try RunEnding(await run.ending())
        // Files on a full disk end a run whatever the policy is; which of the two comes first is nobody's to say.
        #expect([1, 3].contains(ending.exitCode), "\(ending.errors)")
        #expect(["limit:e_min", "outbox_full"].contains(ending.reason))
        #expect(ending.cell == "confirmed")
        #expect(try bench.state()["cell"] == "off")
        try ending.checkCounts()
    }

    @Test(arguments: SickDiskTests.Place.allCases)
    func `a stop on a full disk ends the run with the cell off`(place: SickDiskTests.Place) async throws {
        let bench = try await Bench(speed: "1")
        let disk = try await SmallDisk(megabytes: 16)
        let run = try start(bench, disk, place)
        try await bench.waitUntilMeasuring()
        try await fill(disk)
        // nsenter has become the program: the signal reaches it.
        run.send(SIGINT)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.cell == "confirmed")
        #expect(try bench.state()["cell"] == "off")
        try ending.checkCounts()
    }

    @Test func `a disk without room for the reserve measures nothing, and says so in a sentence`() async throws {
        let bench = try await Bench()
        let disk = try await SmallDisk(megabytes: 16)
        try await fill(disk, butFor: 2000)
        let ending = try RunEnding(await start(bench, disk, .outbox).ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.outcome == "stopped" && ending.reason == "outbox_full")
        #expect(ending.message.contains("is full"))
        #expect(ending.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1)
        #expect(try bench.state()["points_sent"]?.int ?? 0 == 0)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: disk.outside.appending(path: "state/outbox").path)
        #expect(left == [], "the id stays free")
    }
}
