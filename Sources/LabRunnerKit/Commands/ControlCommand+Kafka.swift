#if Kafka
import LabValues

extension ControlOptions {
    /// The way to all runs that read the command topic of the cluster at `servers`.
    ///
    /// - Parameter keyFile: signs what is sent; nil sends it unsigned.
    /// - Throws: a `LabFault` for a cluster or a key that cannot be.
    func kafkaChannel(_ servers: String, signedWith keyFile: String?, in lab: Lab) throws -> any CommandChannel {
        throw CommandFault("Commands over Kafka are not built into this runner.", hint: "Use --control SOCKET.")
    }
}
#endif
