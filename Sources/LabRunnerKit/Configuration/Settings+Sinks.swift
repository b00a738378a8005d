import LabPublishing
import LabValues

extension Settings {
    /// The sinks under `publishers` that are enabled, by name in alphabetical order.
    ///
    /// - Throws: `SettingFault` when a name has no sink, or one that no publisher takes.
    func configuredSinks(among publishers: PublisherCatalog) throws(SettingFault) -> [SinkAddress] {
        let names = Set(values.keys.compactMap(\.publisherName)).sorted()
        var sinks: [SinkAddress] = []
        for name in names {
            let sinkKey = "publishers.\(name).sink", switchKey = "publishers.\(name).enabled"
            guard let value = self[named: sinkKey] else {
                throw .missing(key: sinkKey, why: "publishers.\(name) says nowhere to publish to")
            }
            let sink: SinkAddress
            do {
                sink = try SinkAddress(value.text)
                _ = try publishers.kind(of: sink)
            } catch {
                let schemes = publishers.kinds.map { $0.scheme }.joined(separator: ", ")
                throw .malformed(
                    key: sinkKey, source: value.source, text: value.text,
                    expected: "a sink such as file:./runs (sinks: \(schemes))")
            }
            if let fault = fault(of: RunnerKeys.publisherSwitch, named: switchKey) { throw fault }
            if self[named: switchKey]?.text != "false" { sinks.append(sink) }
        }
        return sinks
    }
}

extension String {
    /// `archive` of `publishers.archive.sink`.
    fileprivate var publisherName: String? {
        let words = split(separator: ".", omittingEmptySubsequences: false)
        return words.count == 3 && words[0] == "publishers" ? String(words[1]) : nil
    }
}
