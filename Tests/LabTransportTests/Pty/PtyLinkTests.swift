import Glibc
import LabTransport
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PtyLinkTests {
    private func opening(_ text: String) throws -> LinkError? {
        let address = try LinkAddress(text)
        do throws(LinkError) {
            try PtyLink.open(address, clock: realClock).close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a second opener is refused and told who has the port`() async throws {
        let (far, path) = try makePty()
        let link = try PtyLink.open(LinkAddress("pty:\(path)"), clock: realClock)
        guard case .busy("pty:\(path)", let holder) = try opening("pty:\(path)") else {
            Issue.record("it was not refused as busy")
            return
        }
        if let holder { #expect(holder.hasSuffix("(pid \(getpid()))"), "\(holder)") }
        far.send([1])
        #expect(try await link.next() == [1], "the first one must go on undisturbed")
        link.close()
    }

    @Test func `a closed port can be opened again at once, and its bytes go to the new link`() async throws {
        let (far, path) = try makePty()
        let address = try LinkAddress("pty:\(path)")
        for round in 0..<200 {
            let link = try PtyLink.open(address, clock: realClock)
            far.send([UInt8(round)])
            #expect(try await link.next() == [UInt8(round)])
            link.close()
        }
    }

    @Test(arguments: ["/dev/pts/99999", "/nowhere/at/all", "/etc/passwd/below"])
    func `a path with nothing behind it is not found`(path: String) throws {
        #expect(try opening("pty:\(path)") == .notFound(address: "pty:\(path)"))
    }

    @Test(arguments: ["/dev/null", "/tmp"])
    func `what is no terminal is refused as such`(path: String) throws {
        #expect(try opening("pty:\(path)") == .notATerminal(address: "pty:\(path)"))
        #expect(try opening("pty:\(path)")?.hint?.contains("lab-runner ports") == true)
    }

    @Test func `a regular file is no terminal and is left as it was`() throws {
        let path = "/tmp/labrunner-no-terminal-\(getpid())"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        defer {
            close(descriptor)
            unlink(path)
        }
        #expect(try opening("pty:\(path)") == .notATerminal(address: "pty:\(path)"))
        #expect(lseek(descriptor, 0, SEEK_END) == 0)
    }

    @Test(.enabled(if: geteuid() != 0, "root may open everything"))
    func `a terminal of somebody else is not permitted`() throws {
        let (far, path) = try makePty()
        defer { far.close() }
        try #require(chmod(path, 0) == 0)
        #expect(try opening("pty:\(path)") == .notPermitted(address: "pty:\(path)"))
    }

    @Test func `options are refused by name`() throws {
        guard case .badAddress(_, let expected) = try opening("pty:/dev/pts/0?speed=max&baud=9600") else {
            Issue.record("it was not refused")
            return
        }
        #expect(expected.contains("baud, speed"))
    }

    @Test func `a refused opening leaves no descriptor behind`() throws {
        let (far, path) = try makePty()
        defer { far.close() }
        let link = try PtyLink.open(LinkAddress("pty:\(path)"), clock: realClock)
        let before = entries(of: "/proc/self/fd")
        for _ in 0..<500 {
            _ = try opening("pty:/dev/null")
            _ = try opening("pty:\(path)")
        }
        #expect(entries(of: "/proc/self/fd") < before + 200)
        link.close()
    }
}
