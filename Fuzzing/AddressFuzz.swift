import LabTransport

// Any text as an address: what can be read prints a text that reads as the same.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    if let address = try? LinkAddress(text) {
        let again = try? LinkAddress(address.description)
        precondition(again == address, "“\(address)” reads otherwise")
    }
    return 0
}
