public import LabControl

#if Kafka
import LabKafka
#endif

extension Array where Element == any CommandListenerKind.Type {
    /// The listeners a runner has unless it is given others; standard input, socket and signals need not be named.
    public static var standard: Self {
        #if Kafka
        [KafkaCommandListener.self]
        #else
        []
        #endif
    }
}
