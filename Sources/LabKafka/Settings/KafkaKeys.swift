#if Kafka
import KafkaClient
public import LabValues

/// The configuration keys that concern Kafka.
public enum KafkaKeys {
    public static let preset = SettingKey(
        "kafka.preset", .choice(KafkaConfiguration.Preset.allCases.map(\.rawValue)), standard: "reliable",
        "What sending is tuned for: reliable keeps the order whatever a broker refuses; throughput compresses and sends "
            + "larger batches; lowLatency sends at once.")
    public static let profile = SettingKey(
        "kafka.profile", .choice(KafkaConfiguration.Profile.allCases.map(\.rawValue)), standard: "development",
        "How strict the configuration must be: production requires SASL_SSL and creates no topics by itself.")
    public static let securityProtocol = SettingKey(
        "kafka.securityProtocol", .choice(KafkaConfiguration.SecurityProtocol.allCases.map(\.rawValue)),
        standard: "PLAINTEXT", "How the connection to the brokers is protected.")
    public static let saslMechanism = SettingKey(
        "kafka.saslMechanism", .choice(KafkaConfiguration.SASLMechanism.allCases.map(\.rawValue)), standard: "PLAIN",
        "How the password is shown to a broker, with SASL_PLAINTEXT and SASL_SSL.")
    public static let username = SettingKey("kafka.username", .text, "Who logs in.")
    public static let password = SettingKey(
        "kafka.password", .secret, "The password; better given as kafka.passwordFile or in the environment.")
    public static let passwordFile = SettingKey(
        "kafka.passwordFile", .secretFile, "A file that holds the password and nothing else.")
    public static let caFile = SettingKey(
        "kafka.caFile", .file, "The PEM file of the authorities that may sign brokers; those of the system when absent."
    )
    public static let certificateFile = SettingKey(
        "kafka.certificateFile", .file, "The PEM file of this client’s certificate.")
    public static let keyFile = SettingKey("kafka.keyFile", .file, "The PEM file of this client’s private key.")
    public static let keyPassword = SettingKey("kafka.keyPassword", .secret, "The password of the private key.")
    public static let keyPasswordFile = SettingKey(
        "kafka.keyPasswordFile", .secretFile, "A file that holds the password of the private key and nothing else.")
    public static let clientName = SettingKey(
        "kafka.clientName", .text, standard: "lab-runner", "The name under which brokers log this client.")
    public static let traceID = SettingKey(
        "kafka.traceId", .text, "A trace every message belongs to; sent as the header X-Trace-ID.")
    public static let properties = SettingKey(
        "kafka.properties", .table, "Properties of librdkafka by their own names; each goes before the keys above.")

    static let connection = [
        preset, profile, securityProtocol, saslMechanism, username, password, passwordFile, caFile, certificateFile,
        keyFile, keyPassword, keyPasswordFile, clientName, properties,
    ]

    /// All of them.
    public static let all = connection + [traceID] + topics
}
#endif
