#if Kafka
import Foundation
import LabValues
import Testing

/// Holds what a broker has of an experiment against its files: nothing is missing, changed or out of order.
///
/// - Parameters:
///   - duplicates: how many messages may stand at the broker again.
///   - round: begins what is said about a failure.
func expectLossless(
    _ broker: BrokerCopy, _ files: FileCopy, duplicates: Int = 0, _ round: String = ""
) {
    let count = files.seqs.count
    #expect(files.seqs == Array(1..<count + 1), "\(round) the files have every seq")
    #expect(broker.seqs == Array(1..<count + 1), "\(round) the broker has every seq")
    #expect(files.misplaced.isEmpty && broker.misplaced.isEmpty, "\(round) in order")
    #expect(broker.payloads(round) == files.lines, "\(round) byte for byte")
    #expect(broker.partitions.values.allSatisfy { $0.count == 1 }, "\(round) one partition per topic")
    #expect(broker.duplicates <= duplicates, "\(round)")
    #expect(files.rows == files.points, "\(round) a row for each point")
}

extension Bench {
    /// The files of an experiment, line for line.
    func fileCopy(_ id: String = "trial") throws -> FileCopy {
        try FileCopy(directory.appending(path: "runs/\(id)"))
    }

    /// Runs `lab-runner outbox WORDS` on this bench's state.
    func startOutbox(
        _ words: String..., state: URL? = nil, environment: [String: String] = [:]
    ) throws -> ProgramRun {
        let state = state ?? directory.appending(path: "state")
        return try ProgramRun(
            "lab-runner", ["outbox"] + words + ["--state", state.path], in: directory, environment: environment)
    }

    /// Delivers everything that is left, and fails when something remains.
    func drain(_ round: String = "", environment: [String: String] = [:]) async throws {
        let ending = try await startOutbox("drain", environment: environment).ending()
        #expect(ending.exitCode == 0, "\(round) \(ending.output)\(ending.errors)")
    }

    /// What `lab-runner outbox status` says of a sink whose address begins so; nil when the outbox is not there.
    func counts(_ id: String = "trial", sink: String = "kafka:") async throws -> SinkCounts? {
        let ending = try await startOutbox("status", "--json").ending()
        let experiments = try JSONReader.read(ending.output.utf8).elements ?? []
        return experiments.first { $0["experiment_id"]?.text == id }.flatMap { SinkCounts(of: sink, in: $0) }
    }
}

/// What became of the messages of one sink, as the runner tells it.
struct SinkCounts: Equatable {
    var (delivered, pending, refused, dropped) = (0, 0, 0, 0)

    init() {}

    /// Those of the sink whose address begins so, in an object with `publishers`.
    init?(of sink: String, in report: JSONValue) {
        guard let counts = report["publishers"]?.fields?.fields.first(where: { $0.name.hasPrefix(sink) })?.value else {
            return nil
        }
        delivered = counts["delivered"]?.int ?? -1
        pending = counts["pending"]?.int ?? -1
        refused = counts["refused"]?.int ?? -1
        dropped = counts["dropped"]?.int ?? -1
    }
}

extension ProgramRun.Ending {
    /// The run's last word.
    var report: JSONValue { get throws { try JSONReader.read(output.utf8) } }

    /// What it said of a sink whose address begins so.
    func counts(sink: String = "kafka:") throws -> SinkCounts {
        try #require(SinkCounts(of: sink, in: report), "\(output)\(errors)")
    }
}
#endif
