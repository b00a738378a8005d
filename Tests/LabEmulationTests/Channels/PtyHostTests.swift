import Glibc
import LabEmulation
import Testing

struct PtyHostTests {
    @Test func `bytes pass unchanged, and the terminal survives its client`() throws {
        let host = try PtyHost()
        defer { host.close() }
        for round in UInt8(0)..<3 {
            let client = open(host.path, O_RDWR | O_NOCTTY)
            try #require(client >= 0)
            let bytes: [UInt8] = [round, 3, 4, 10, 13, 17, 19, 255]
            #expect(write(client, bytes, bytes.count) == bytes.count)
            #expect(host.read(timeout: .seconds(5)) == .bytes(bytes))
            #expect(host.write(bytes))
            var answer = [UInt8](repeating: 0, count: 64)
            #expect(read(client, &answer, answer.count) == bytes.count)
            #expect(Array(answer.prefix(bytes.count)) == bytes)
            close(client)
            #expect(host.read(timeout: .milliseconds(10)) == .nothing)
        }
    }

    @Test func `what is sent while nobody listens is lost, and never blocks`() throws {
        let host = try PtyHost()
        defer { host.close() }
        let line = [UInt8](repeating: 65, count: 1000)
        for _ in 0..<200 { #expect(host.write(line)) }
        let client = open(host.path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        defer { close(client) }
        var answer: UInt8 = 0
        #expect(read(client, &answer, 1) == -1)
    }

    @Test func `what a client wrote before it left is read`() throws {
        let host = try PtyHost()
        defer { host.close() }
        let client = open(host.path, O_RDWR | O_NOCTTY)
        #expect(write(client, "Z\n", 2) == 2)
        close(client)
        #expect(host.read(timeout: .seconds(5)) == .bytes([90, 10]))
    }

    @Test func `closing wakes a reader and removes the link`() throws {
        let link = "/tmp/lab-emulation-\(getpid())-link"
        #expect(symlink("/nowhere", link) == 0)
        let host = try PtyHost(link: link)
        #expect(access(link, F_OK) == 0)
        let reader = EmulatorThread { #expect(host.read(timeout: nil) == .closed) }
        host.close()
        #expect(reader.join(timeout: .seconds(5)))
        #expect(access(link, F_OK) != 0)
    }

    @Test func `a terminal that is pulled is gone for its client, and its link leads to the next one`() throws {
        let link = "/tmp/lab-emulation-\(getpid())-pulled"
        let host = try PtyHost(link: link)
        defer { host.close() }
        let client = open(link, O_RDWR | O_NOCTTY)
        // The path stays taken until the client has let go of it.
        let puller = EmulatorThread { host.hangUp() }
        var byte: UInt8 = 0
        #expect(read(client, &byte, 1) <= 0)
        close(client)
        #expect(puller.join(timeout: .seconds(5)))
        let next = open(link, O_RDWR | O_NOCTTY)
        defer { close(next) }
        #expect(write(next, "i\n", 2) == 2)
        #expect(host.read(timeout: .seconds(5)) == .bytes([105, 10]))
        #expect(host.address == "pty:\(host.path)")
    }

    @Test func `a link replaces nothing but a link`() {
        #expect(throws: EmulatorError.self) { try PtyHost(link: "/tmp") }
    }
}
