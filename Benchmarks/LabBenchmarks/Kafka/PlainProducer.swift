#if Kafka
/// The small C program beside this one, set as `KafkaClient` sets the library with the preset `reliable`; as many
/// messages may be under way as in its window.
struct PlainProducer {
    let servers: String

    private static let settings = [
        "enable.idempotence=true", "acks=all", "linger.ms=0", "max.in.flight=1", "enable.gapless.guarantee=true",
        "message.timeout.ms=0", "queue.buffering.max.messages=20000", "log_level=3",
    ]

    /// - Parameter rate: messages a second; 0: as fast as they are taken.
    func send(count: Int, rate: Int = 0, size: Int = 200) throws -> Traffic {
        let program = try SpokenProgram(
            try Workplace.neighbour("plain-producer"),
            [servers, KafkaRole.topic, "\(count)", "\(rate)", "\(size)"] + Self.settings)
        return try Traffic(try program.report())
    }
}
#endif
