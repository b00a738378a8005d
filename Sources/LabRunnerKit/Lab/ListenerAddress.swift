/// Where commands come from, as the operator types it: `kafka:broker:9092`.
struct ListenerAddress: Sendable, Hashable, CustomStringConvertible {
    var scheme: String
    var rest: String
    var description: String { "\(scheme):\(rest)" }
}
