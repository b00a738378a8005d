#if Kafka
public import Logging

extension KafkaMessage {
    /// The header that carries a trace from one program to the next.
    public static let traceHeader = "X-Trace-ID"

    /// The trace this message belongs to, written and read as the header `X-Trace-ID`.
    public var traceID: String? {
        get { header(Self.traceHeader) }
        set {
            headers.removeAll { $0.name == Self.traceHeader }
            if let newValue { headers.append(KafkaHeader(Self.traceHeader, newValue)) }
        }
    }
}

extension Logger {
    /// This logger, naming the message's trace in every line as `trace_id`; unchanged when it has none.
    public func with(traceOf message: KafkaMessage) -> Logger {
        guard let trace = message.traceID else { return self }
        var logger = self
        logger[metadataKey: "trace_id"] = "\(trace)"
        return logger
    }
}
#endif
