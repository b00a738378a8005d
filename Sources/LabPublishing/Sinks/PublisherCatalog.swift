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
        try await open(sinks.map { PublisherOpening($0, for: experiment) })
    }

    /// Opens every sink with its settings and its notebook, or none of them.
    ///
    /// - Throws: `SinkFault`, or what a publisher throws.
    public func open(_ openings: [PublisherOpening]) async throws -> [Opened] {
        var named: Set<SinkAddress> = []
        for opening in openings {
            guard named.insert(opening.sink).inserted else { throw SinkFault.repeated(text: opening.sink.text) }
        }
        let kinds = try openings.map { opening in (opening: opening, kind: try kind(of: opening.sink)) }
        var opened: [Opened] = []
        do {
            for (opening, kind) in kinds.filter({ !$0.kind.isLocal }) + kinds.filter({ $0.kind.isLocal }) {
                opened.append((opening.sink, try kind.open(opening), kind.isLocal))
            }
        } catch {
            for one in opened { await one.publisher.close() }
            throw error
        }
        return openings.compactMap { opening in opened.first { $0.sink == opening.sink } }
    }
}
