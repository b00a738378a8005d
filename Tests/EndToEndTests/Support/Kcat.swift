#if Kafka
import Foundation
import Testing

/// What stands at a broker, read by a program that is not ours.
struct Kcat: Sendable {
    let bootstrap: String
    /// librdkafka properties, as `security.protocol`.
    var settings: [String: String] = [:]

    init(_ bootstrap: String, settings: [String: String] = [:]) {
        (self.bootstrap, self.settings) = (bootstrap, settings)
    }

    /// A message as it stands in a partition.
    struct Message: Decodable, Sendable, Equatable {
        var partition: Int
        var offset: Int
        var key: String?
        var payload: String?
        /// Names and values in turn.
        var headers: [String?]?

        /// The value of the first header of a name.
        func header(_ name: String) -> String? {
            guard let headers else { return nil }
            return stride(from: 0, to: headers.count - 1, by: 2).first { headers[$0] == name }
                .flatMap { headers[$0 + 1] }
        }
    }

    /// It ended with another code than 0.
    struct Failure: Error {
        var words: [String]
        var complaint: String
    }

    /// Every message of a topic, by partition and offset.
    func readAll(topic: String) async throws -> [Message] {
        let ending = try await run(["-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"])
        return try ending.output.split(separator: "\n")
            .map { try JSONDecoder().decode(Message.self, from: Data($0.utf8)) }
            .sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
    }

    /// The topics and the number of their partitions, without the broker's own (`__consumer_offsets`).
    func topics() async throws -> [String: Int] {
        struct Listing: Decodable {
            struct Topic: Decodable {
                struct Partition: Decodable {}
                var topic: String
                var partitions: [Partition]
            }
            var topics: [Topic]
        }
        let listing = try JSONDecoder().decode(Listing.self, from: Data(try await run(["-L", "-J"]).output.utf8))
        let topics = listing.topics.filter { !$0.topic.hasPrefix("__") }
        return Dictionary(uniqueKeysWithValues: topics.map { ($0.topic, $0.partitions.count) })
    }

    /// Writes messages as another producer would, each with the same key and headers.
    func produce(_ payloads: [String], topic: String, key: String? = nil, headers: [String] = []) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "labrunner-kcat-\(UUID().uuidString)")
        try Data(payloads.map { "\($0)\n" }.joined().utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // gone already: as good
        // -E: goes on when a connection breaks.
        let extras = ["-E"] + (key.map { ["-k", $0] } ?? []) + headers.flatMap { ["-H", $0] }
        _ = try await run(["-P", "-t", topic] + extras + ["-l", file.path])
    }

    /// What it says when it fails; `nil` when it does not.
    func complaint(about words: [String], within limit: Double = 60) async throws -> String? {
        let ending = try await ending(words, within: limit)
        return ending.exitCode == 0 ? nil : ending.errors
    }

    private func run(_ words: [String]) async throws -> ProgramRun.Ending {
        let ending = try await ending(words, within: 60)
        guard ending.exitCode == 0 else { throw Failure(words: words, complaint: ending.errors) }
        return ending
    }

    private func ending(_ words: [String], within limit: Double) async throws -> ProgramRun.Ending {
        let options = settings.flatMap { ["-X", "\($0.key)=\($0.value)"] }
        return try await ProgramRun(TestTools.program("kcat"), ["-b", bootstrap] + options + words)
            .ending(within: limit)
    }
}
#endif
