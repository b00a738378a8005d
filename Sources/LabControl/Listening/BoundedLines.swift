/// Cuts bytes into lines of bounded length; one that is longer is left out and counted, the next one is whole again.
struct BoundedLines: Sendable {
    enum Piece: Sendable, Hashable {
        case line([UInt8])
        case tooLong
    }

    private var pending: [UInt8] = []
    private var isSkipping = false
    private let longest: Int

    init(longest: Int) { self.longest = longest }

    /// Whether a line has begun.
    var isWaitingForEnd: Bool { isSkipping || !pending.isEmpty }

    /// The lines that end in `bytes`, without their line feed and a carriage return before it; blank ones are left out.
    mutating func take(_ bytes: some Collection<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            append(part, to: &pieces)
            if !isSkipping { finish(&pieces) }
            isSkipping = false
        }
        if let rest = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last {
            append(rest, to: &pieces)
        }
        return pieces
    }

    /// What came without a line feed at the end of everything.
    mutating func takeLast() -> [Piece] {
        var pieces: [Piece] = []
        if !isSkipping { finish(&pieces) }
        return pieces
    }

    private mutating func append(_ part: some Collection<UInt8>, to pieces: inout [Piece]) {
        guard !isSkipping else { return }
        guard pending.count + part.count <= longest else {
            pieces.append(.tooLong)
            pending = []
            isSkipping = true
            return
        }
        pending.append(contentsOf: part)
    }

    private mutating func finish(_ pieces: inout [Piece]) {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        if pending.contains(where: { $0 != UInt8(ascii: " ") }) { pieces.append(.line(pending)) }
        pending = []
    }
}
