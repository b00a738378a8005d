import LabTransport

// Any bytes as a transcript: it is read, or the error names a line of it.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    do {
        for piece in try TranscriptReader.pieces(of: bytes, path: "wire.txt") {
            precondition((1...lines).contains(piece.line))
        }
    } catch {
        guard case .damaged(_, let line, _) = error else { preconditionFailure("\(error)") }
        precondition((1...lines).contains(line))
    }
    return 0
}
