import LabTransport
import LabValues

/// What becomes of the bytes. Pure.
struct FaultInjector: Sendable {
    struct Piece: Sendable {
        var bytes: [UInt8] = []
        var due: LabInstant?
        var isCut = false
    }

    private(set) var place = 0
    private var lag = Duration.zero
    private var isCut = false
    private let splits: Bool
    private var faults: [Int: [FaultInjectingLink.Fault]] = [:]

    init(_ list: [FaultInjectingLink.Fault]) {
        splits = list.contains(.split)
        for fault in list {
            switch fault {
            case .split: break
            case .insert(_, let at), .drop(let at), .flip(_, let at), .delay(_, let at), .cut(let at):
                faults[at, default: []].append(fault)
            }
        }
    }

    /// Whether not even the first byte arrives.
    var isCutAtOnce: Bool { faults[0]?.contains(.cut(after: 0)) == true }

    mutating func pieces(of arrival: Arrival) -> [Piece] {
        var pieces: [Piece] = []
        var current = Piece()
        for byte in arrival.bytes where !isCut {
            let before = lag
            let bytes = bytes(for: byte)
            if splits || lag != before {
                if !current.bytes.isEmpty { pieces.append(current) }
                current = Piece()
            }
            current.due = lag > .zero ? arrival.moment + lag : nil
            current.bytes += bytes
            if faults[place]?.contains(.cut(after: place)) == true { isCut = true }
        }
        if !current.bytes.isEmpty { pieces.append(current) }
        return isCut ? pieces + [Piece(isCut: true)] : pieces
    }

    /// What arrives instead of one byte; moves on to the next.
    private mutating func bytes(for byte: UInt8) -> [UInt8] {
        var (before, byte) = ([UInt8](), UInt8?.some(byte))
        for fault in faults[place] ?? [] {
            switch fault {
            case .insert(let bytes, _): before += bytes
            case .drop: byte = nil
            case .flip(let mask, _): byte = byte.map { $0 ^ mask }
            case .delay(let span, _): lag = lag + span
            case .split, .cut: break
            }
        }
        place += 1
        return before + (byte.map { [$0] } ?? [])
    }
}
