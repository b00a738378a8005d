#if Kafka
import Foundation
import LabValues
import Testing

/// Two runs at once: on one computer, and on two that know nothing of each other.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"))
struct TwoRunsTests {
    @Test func `two runs with one state directory and one broker both complete`() async throws {
        let broker = try await KafkaBroker.start()
        let (left, right) = (try await Bench(speed: "4"), try await Bench(speed: "4"))
        let sink = ["--publish", "kafka:\(broker.bootstrap)"]
        let first = try left.start("cyclic-voltammetry", sink, id: "left")
        let second = try left.start("cyclic-voltammetry", sink, id: "right", at: right.address)
        for run in [first, second] {
            let ending = await run.ending()
            #expect(ending.exitCode == 0, "\(ending.errors)")
            #expect(try ending.counts().pending == 0)
        }
        let copies = try await BrokerCopy.readAll(from: broker.kcat)
        for id in ["left", "right"] { expectLossless(try #require(copies[id]), try left.fileCopy(id)) }
        await broker.stop()
    }

    @Test func `the second process on one experiment is told who holds it`() async throws {
        let (left, right) = (try await Bench(speed: "1"), try await Bench())
        let first = try left.start("cyclic-voltammetry", id: "trial")
        try await left.waitUntilMeasuring()
        let second = try await left.start("cyclic-voltammetry", id: "trial", at: right.address).ending()
        #expect(second.exitCode == 2, "\(second.errors)")
        #expect(second.errors.contains("in use by process \(first.processIdentifier)"), "\(second.errors)")
        #expect(try right.state()["scripts"] == 0, "the second instrument was not touched")
        first.send(SIGTERM)
        #expect(await first.ending().exitCode == 3)
        #expect(try left.fileCopy().writers.count == 1)
    }

    @Test func `two computers with one experiment id show by their writer`() async throws {
        let broker = try await KafkaBroker.start()
        let (left, right) = (try await Bench(), try await Bench())
        let sink = ["--publish", "kafka:\(broker.bootstrap)"]
        let runs = [try left.start("cyclic-voltammetry", sink), try right.start("cyclic-voltammetry", sink)]
        for run in runs { #expect(await run.ending().exitCode == 0) }
        let both = try await BrokerCopy.read(from: broker.kcat)
        let files = [try left.fileCopy(), try right.fileCopy()]
        #expect(files.allSatisfy { $0.writers.count == 1 } && files[0].writers != files[1].writers)
        for file in files {
            let writer = try #require(file.writers.first)
            expectLossless(both.written(by: writer), file)
        }
        #expect(both.all.count == files[0].seqs.count + files[1].seqs.count)
        await broker.stop()
    }
}
#endif
