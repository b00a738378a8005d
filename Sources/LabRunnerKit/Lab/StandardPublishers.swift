#if Kafka
import LabKafka
#endif
public import LabPublishing

extension Array where Element == any PublisherKind.Type {
    /// The publishers a runner has unless it is given others: `file`, `null`, and `kafka` where it is built in.
    public static var standard: Self {
        #if Kafka
        builtIn + [KafkaPublisher.self]
        #else
        builtIn
        #endif
    }
}
