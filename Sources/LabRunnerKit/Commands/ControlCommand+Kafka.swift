#if Kafka
import LabControl
import LabKafka
import LabValues

extension ControlOptions {
    /// The way to all runs that read the command topic of the cluster at `servers`.
    ///
    /// - Parameter keyFile: signs what is sent; nil sends it unsigned.
    /// - Throws: a `LabFault` for a cluster or a key that cannot be.
    func kafkaChannel(_ servers: String, signedWith keyFile: String?, in lab: Lab) throws -> any CommandChannel {
        let configuration = try RunnerConfiguration(file: config, publishers: lab.publishers, listeners: lab.listeners)
        lab.warn(configuration.warnings)
        let settings = try KafkaSettings(servers: servers, configuration.settings)
        let key = try keyFile.map { path throws(KeyFault) in try KeyFile.read(path) }
        return KafkaChannel(
            servers: servers,
            client: KafkaCommandClient(settings, clock: lab.clock, logger: KafkaOptions.logger), key: key)
    }
}
#endif
