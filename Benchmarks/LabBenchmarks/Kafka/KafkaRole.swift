#if Kafka
import Foundation
import KafkaClient
import LabValues

/// What this program is when it was started by itself: brokers, or a load, in a process of their own.
enum KafkaRole {
    static let topic = "plain"

    /// Brokers to measure against: those that the environment names, else some in a process of their own.
    struct Brokers {
        let servers: String
        private let host: SpokenProgram?

        /// What the environment names.
        static var named: String? { ProcessInfo.processInfo.environment["LAB_BENCHMARK_BROKER"] }

        init() throws {
            let named = Self.named
            host = named == nil ? try SpokenProgram(try Workplace.own(), ["--brokers"]) : nil
            servers = try named ?? host?.line() ?? ""
        }
    }

    /// Plays the role that the arguments name, and ends the process; returns when they name none.
    static func play(_ arguments: [String]) async throws {
        switch (arguments.first, arguments.count) {
        case ("--brokers", 1): try hostBrokers()
        case ("--load", 3): try await load(arguments[1], seconds: Int(arguments[2]) ?? 60)
        default: return
        }
        exit(0)
    }

    private static func hostBrokers() throws {
        let cluster = try MockCluster()
        for topic in [
            topic, "echem_events", "echem_data", "echem_commands", "echem_replies", "requests", "answers",
        ] { cluster.create(topic: topic) }
        say(cluster.servers)
        while readLine() != nil {}
    }

    private static func load(_ servers: String, seconds: Int) async throws {
        let lane = try await OutboxLane(servers: servers)
        var traffic = try await lane.send(count: 10_000 * seconds, rate: 10_000)
        await lane.close()
        traffic.residentMebibytes = try KafkaLoad.highestResidentMebibytes
        say(String(decoding: traffic.json.encoded, as: UTF8.self))
    }

    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
#endif
