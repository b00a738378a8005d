#if Kafka
import Logging
import Testing

@testable import KafkaClient

struct TraceTests {
    @Test func `a trace is one header, and stands in every log line`() {
        var message = KafkaMessage(topic: "t", value: nil, headers: [.init("other", "1")])
        #expect(Logger.silent.with(traceOf: message)[metadataKey: "trace_id"] == nil)
        message.traceID = "first"
        message.traceID = "second"
        #expect(message.headers == [.init("other", "1"), .init("X-Trace-ID", "second")])
        #expect(LineLog().logger.with(traceOf: message)[metadataKey: "trace_id"] == "second")
        message.traceID = nil
        #expect(message.headers == [.init("other", "1")])
    }
}
#endif
