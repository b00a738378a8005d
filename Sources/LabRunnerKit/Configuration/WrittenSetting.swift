/// A setting as it stands in a file or in the environment, before its value is read.
struct WrittenSetting: Sendable, Hashable {
    /// The full name: `kafka.properties.socket.timeout.ms`.
    var name: String
    /// Where it stands: `lab.yaml:12`, `LAB_STATION`.
    var source: String
    /// Whether a YAML list stands there.
    var isList = false
}
