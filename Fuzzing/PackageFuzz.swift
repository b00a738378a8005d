@testable import EmStatDriver

// One line of the device: the parser of packages and the reader of all other lines. Whatever comes, they answer with a
// value or with `MalformedReply`.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let line = Array(UnsafeBufferPointer(start: start, count: count))[...]
    if let variables = try? PackageParser.variables(of: line) {
        precondition(!variables.isEmpty && line.first == UInt8(ascii: "P"))
        for variable in variables { precondition(variable.value?.isFinite ?? true) }
    }
    if let reply = try? ReplyLine(line), case .failure(let report) = reply { precondition(!report.description.isEmpty) }
    _ = printable(line)
    return 0
}
