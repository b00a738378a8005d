import Glibc
import LabValues
import Testing

/// The host's clock, for what only the kernel can do.
let realClock = SystemClock()

/// Waits until `condition` holds; records a failure when it does not within ten seconds.
func eventually(
    _ what: Comment, at location: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async throws {
    let deadline = realClock.now + .seconds(10)
    while !condition() {
        guard realClock.now < deadline else {
            Issue.record(what, sourceLocation: location)
            return
        }
        try await realClock.sleep(for: .milliseconds(1))
    }
}

/// How many entries a directory such as `/proc/self/fd` has.
func entries(of directory: String) -> Int {
    guard let stream = opendir(directory) else { return 0 }
    defer { closedir(stream) }
    var count = 0
    while readdir(stream) != nil { count += 1 }
    return count
}
