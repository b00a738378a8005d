public import LabValues

/// The publishers a program was built with, by scheme.
public struct PublisherCatalog: Sendable {
    /// A publisher ready for the journal.
    public typealias Opened = (sink: SinkAddress, publisher: any Publisher, isLocal: Bool)

    /// All of them, in the order they were given.
    public let kinds: [any PublisherKind.Type]

    /// A catalogue of `kinds`; of two with one scheme the later wins.
    public init(_ kinds: [any PublisherKind.Type] = .builtIn) {
        var kept: [any PublisherKind.Type] = []
        for kind in kinds {
            kept.removeAll { $0.scheme == kind.scheme }
            kept.append(kind)
        }
        self.kinds = kept
    }

    /// The kind of publisher an address names.
    ///
    /// - Throws: `SinkFault.unknownScheme` with what exists.
    public func kind(of sink: SinkAddress) throws(SinkFault) -> any PublisherKind.Type {
        guard let kind = kinds.first(where: { $0.scheme == sink.scheme }) else {
            throw .unknownScheme(text: sink.text, known: kinds.map { $0.scheme })
        }
        return kind
    }

    /// Opens every sink, or none of them: all addresses are looked up before the first is opened.
    ///
    /// Sinks on this host come last, so that another's fault leaves no empty directory behind.
    /// - Throws: `SinkFault`, or what a publisher throws.
    public func open(_ sinks: [SinkAddress], for experiment: ExperimentID) async throws -> [Opened] {
        var named: Set<SinkAddress> = []
        for sink in sinks {
            guard named.insert(sink).inserted else { throw SinkFault.repeated(text: sink.text) }
        }
        let kinds = try sinks.map { sink in (sink: sink, kind: try kind(of: sink)) }
        var opened: [Opened] = []
        do {
            for (sink, kind) in kinds.filter({ !$0.kind.isLocal }) + kinds.filter({ $0.kind.isLocal }) {
                opened.append((sink, try kind.open(sink, for: experiment), kind.isLocal))
            }
        } catch {
            for one in opened { await one.publisher.close() }
            throw error
        }
        return sinks.compactMap { sink in opened.first { $0.sink == sink } }
    }
}
