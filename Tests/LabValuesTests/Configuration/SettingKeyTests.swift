import LabValues
import Testing

struct SettingKeyTests {
    @Test(arguments: [
        ("station", "LAB_STATION"), ("kafka.caFile", "LAB_KAFKA_CA_FILE"), ("limits.e_max", "LAB_LIMITS_E_MAX"),
        ("kafka.properties.socket.timeout.ms", "LAB_KAFKA_PROPERTIES_SOCKET_TIMEOUT_MS"),
        ("publishers.my-archive.sink", "LAB_PUBLISHERS_MY_ARCHIVE_SINK"),
    ])
    func `a key has one name in the environment`(name: String, variable: String) {
        #expect(SettingKey(name, .text, "").environmentName == variable)
    }

    @Test(
        arguments: [
            (.flag, "yes", false), (.flag, "true", true), (.integer(1...10), "10", true),
            (.integer(1...10), "11", false),
            (.integer(1...10), "1.0", false), (.bytes(1...1024), "1 KiB", true), (.bytes(1...1024), "2 KiB", false),
            (.duration(.zero ... .seconds(60)), "1min", true), (.duration(.zero ... .seconds(60)), "30", false),
            (.duration(.zero ... .seconds(60)), "61 s", false), (.quantity(.potential), "500 mV", true),
            (.quantity(.potential), "5", false), (.quantity(.area), "1 V", false), (.choice(["a", "b"]), "b", true),
            (.choice(["a", "b"]), "c", false), (.text, "", false), (.secret, "", false), (.table, "", true),
        ] as [(SettingKey.Shape, String, Bool)])
    func `a shape takes what fits and nothing else`(shape: SettingKey.Shape, text: String, fits: Bool) {
        #expect(shape.accepts(text) == fits)
    }

    @Test func `a table of a library hides what is secret there`() {
        let properties = SettingKey("kafka.properties", .table, "")
        #expect(properties.hides("kafka.properties.sasl.password"))
        #expect(properties.hides("kafka.properties.ssl.key.pem"))
        #expect(!properties.hides("kafka.properties.socket.timeout.ms"))
        #expect(SettingKey("kafka.password", .secret, "").hides("kafka.password"))
        #expect(!SettingKey("metadata", .table, wordSeparator: "_", "").hides("metadata.token_ring"))
    }
}
