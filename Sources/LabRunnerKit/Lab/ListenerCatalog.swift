import LabControl
import LabPublishing
import LabValues

/// The kinds of listener a program was built with, by scheme; the local ones are there without a name.
struct ListenerCatalog: Sendable {
    /// All of them, in the order they were given.
    let kinds: [any CommandListenerKind.Type]

    /// The word for no listener but the local ones.
    static let none = "none"

    /// A catalogue of `kinds`; of two with one scheme the later wins.
    init(_ kinds: [any CommandListenerKind.Type] = .standard) {
        var kept: [any CommandListenerKind.Type] = []
        for kind in kinds {
            kept.removeAll { $0.scheme == kind.scheme }
            kept.append(kind)
        }
        self.kinds = kept
    }

    /// The listeners that `texts` name, none of them for `none`.
    ///
    /// - Throws: `ListenerFault`.
    func addresses(_ texts: [String]) throws(ListenerFault) -> [ListenerAddress] {
        if texts == [Self.none] { return [] }
        var addresses: [ListenerAddress] = []
        for text in texts {
            guard text != Self.none else { throw .noneBesideOthers }
            let address = try address(text)
            guard !addresses.contains(address) else { throw .repeated(text) }
            addresses.append(address)
        }
        return addresses
    }

    /// The listeners a run has without asking when it publishes to `sinks`.
    func addresses(beside sinks: [SinkAddress]) throws(ListenerFault) -> [ListenerAddress] {
        var addresses: [ListenerAddress] = []
        for sink in sinks {
            for text in kinds.compactMap({ $0.address(beside: sink.text) }) {
                let address = try address(text)
                if !addresses.contains(address) { addresses.append(address) }
            }
        }
        return addresses
    }

    /// Makes a listener ready; connects to nothing yet.
    func open(_ address: ListenerAddress, _ opening: ListenerOpening) throws -> any CommandListener {
        var opening = opening
        opening.rest = address.rest
        return try kind(of: address).open(opening)
    }

    private func address(_ text: String) throws(ListenerFault) -> ListenerAddress {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw .malformed(text, known: schemes)
        }
        let address = ListenerAddress(
            scheme: String(text[..<colon]), rest: String(text[text.index(after: colon)...]))
        _ = try kind(of: address)
        return address
    }

    private func kind(of address: ListenerAddress) throws(ListenerFault) -> any CommandListenerKind.Type {
        guard let kind = kinds.first(where: { $0.scheme == address.scheme }) else {
            throw .unknownScheme(address.scheme, known: schemes)
        }
        return kind
    }

    private var schemes: [String] { kinds.map { $0.scheme } }
}
