import Foundation
import Testing

@testable import LabTransport

struct PortHolderTests {
    @Test func `a program that has the device open is named`() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "held-\(UUID().uuidString)")
        let file = place.resolvingSymlinksInPath()
        try "".write(to: file, atomically: false, encoding: .utf8)
        defer { unlink(file.path) }
        #expect(PortHolder.opening(file.path) == nil)
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/bin/cat")
        let input = Pipe()
        holder.standardInput = input
        holder.standardOutput = try FileHandle(forWritingTo: file)
        try holder.run()
        #expect(PortHolder.opening(file.path) == "cat (pid \(holder.processIdentifier))")
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
    }
}
