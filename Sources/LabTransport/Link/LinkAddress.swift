/// Where a wire leads: `pty:/dev/pts/4`, `sim:redox?speed=max`, `serial:/dev/ttyUSB0?baud=230400`.
///
/// - Shape: `SCHEME:PLACE[?NAME=VALUE[&NAME=VALUE…]]`.
public struct LinkAddress: Sendable, Hashable, CustomStringConvertible {
    /// The kind of link: `pty`, `sim`, …
    public var scheme: String
    /// What the scheme makes of it: a path, a host and port, a cell.
    public var place: String
    /// Options after the question mark, in order of their names.
    public var options: [String: String]

    /// An address from its parts.
    public init(scheme: String, place: String, options: [String: String] = [:]) {
        self.scheme = scheme
        self.place = place
        self.options = options
    }

    /// Reads an address.
    ///
    /// - Throws: `LinkError.badAddress`.
    public init(_ text: String) throws(LinkError) {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
            throw .badAddress(address: text, expected: "an address reads SCHEME:PLACE, for example pty:/dev/pts/4")
        }
        guard text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else {
            throw .badAddress(address: text, expected: "“\(text[..<colon])” before the colon is no kind of link")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .badAddress(address: text, expected: "there is a control character in it")
        }
        scheme = String(text[..<colon])
        let rest = text[text.index(after: colon)...].split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        place = String(rest[0])
        guard !place.isEmpty else {
            throw .badAddress(address: text, expected: "nothing stands after “\(scheme):”")
        }
        options = rest.count == 2 ? try Self.options(rest[1], in: text) : [:]
    }

    public var description: String {
        let query = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        return "\(scheme):\(place)" + (query.isEmpty ? "" : "?\(query)")
    }

    private static func options(_ query: Substring, in text: String) throws(LinkError) -> [String: String] {
        var options: [String: String] = [:]
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty else {
                throw .badAddress(address: text, expected: "an option reads NAME=VALUE, not “\(part)”")
            }
            guard options.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else {
                throw .badAddress(address: text, expected: "the option “\(pair[0])” is given twice")
            }
        }
        return options
    }
}
