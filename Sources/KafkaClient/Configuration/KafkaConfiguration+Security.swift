#if Kafka
import Glibc

extension KafkaConfiguration {
    /// What the library would find out late or not at all: the profile, the login and the files.
    func checkSecurity() throws(KafkaError) {
        guard !servers.isEmpty else { throw .noServers }
        if profile == .production { try checkProduction() }
        let logsIn = effectiveSecurity.hasPrefix("SASL_")
        let hasMechanism = (properties["sasl.mechanisms"] ?? properties["sasl.mechanism"]) != nil
        if logsIn, sasl == nil, !hasMechanism { throw .credentialsMissing(effectiveSecurity) }
        if !logsIn, sasl != nil { throw .credentialsUnused(effectiveSecurity) }
        let files = [
            ("ssl.ca.location", authorityFile), ("ssl.certificate.location", certificateFile),
            ("ssl.key.location", keyFile),
        ]
        for (name, path) in files {
            if let path, access(path, R_OK) != 0 { throw .unreadableFile(property: name, path: path, number: errno) }
        }
    }

    private func checkProduction() throws(KafkaError) {
        guard effectiveSecurity == SecurityProtocol.saslSSL.rawValue else {
            throw .productionNeedsEncryption(effectiveSecurity)
        }
        let verification = properties["enable.ssl.certificate.verification"]
        if let verification, verification != "true" {
            throw .productionNeedsVerification("enable.ssl.certificate.verification")
        }
        if properties["ssl.endpoint.identification.algorithm"] == "none" {
            throw .productionNeedsVerification("ssl.endpoint.identification.algorithm")
        }
    }
}
#endif
