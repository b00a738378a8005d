import LabValues

// Any bytes as JSON: what can be read can be written, and reads back as the same.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    if let value = try? JSONReader.read(bytes) {
        let again = try? JSONReader.read(value.encoded)
        precondition(again?.encoded == value.encoded, "written JSON reads otherwise")
    }
    _ = try? NumberedMessage(line: bytes)
    return 0
}
