import LabEmulation
import Testing

struct InProcessChannelTests {
    @Test func `bytes pass both ways in order`() {
        let channel = InProcessChannel()
        #expect(channel.hostWrite([1, 2]) && channel.hostWrite([3]))
        #expect(channel.read(timeout: .zero) == .bytes([1, 2, 3]))
        #expect(channel.write([4]) && channel.write([5]))
        #expect(channel.hostRead(timeout: .zero) == .bytes([4, 5]))
        #expect(channel.hostRead(timeout: .zero) == .nothing)
        #expect(channel.read(timeout: .milliseconds(1)) == .nothing)
    }

    @Test func `a device waits while 64 KiB are unread`() {
        let channel = InProcessChannel()
        let chunk = [UInt8](repeating: 7, count: 64 * 1024)
        #expect(channel.write(chunk))
        let writer = EmulatorThread { _ = channel.write([8]) }
        #expect(!writer.join(timeout: .milliseconds(20)))
        #expect(channel.hostRead(timeout: nil) == .bytes(chunk))
        #expect(writer.join(timeout: .seconds(5)))
        #expect(channel.hostRead(timeout: .seconds(5)) == .bytes([8]))
    }

    @Test func `input beyond 1 MiB is refused whole`() {
        let channel = InProcessChannel()
        #expect(channel.hostWrite([UInt8](repeating: 1, count: 1024 * 1024)))
        #expect(!channel.hostWrite([2]))
    }

    @Test func `a reader is woken by closing`() {
        let channel = InProcessChannel()
        let reader = EmulatorThread { #expect(channel.read(timeout: nil) == .closed) }
        channel.close()
        #expect(reader.join(timeout: .seconds(5)))
        #expect(channel.hostRead(timeout: nil) == .closed)
        #expect(!channel.write([1]) && !channel.hostWrite([1]))
    }

    @Test func `the device outlives its host, and a new host reads nothing old`() {
        let channel = InProcessChannel()
        #expect(channel.write([1]))
        channel.hostClose()
        #expect(channel.hostRead(timeout: nil) == .closed)
        #expect(channel.write([2]))
        channel.hostOpen()
        #expect(channel.write([3]))
        #expect(channel.hostRead(timeout: .zero) == .bytes([3]))
    }

    @Test func `a host whose session is over takes nothing of what the next one is sent`() {
        let channel = InProcessChannel()
        let old = channel.hostOpen()
        let new = channel.hostOpen()
        channel.hostClose(old)
        #expect(channel.write([3]))
        #expect(channel.hostRead(timeout: .zero, in: old) == .closed)
        #expect(channel.hostRead(timeout: .zero, in: new) == .bytes([3]))
    }

    @Test func `a wire that is pulled delivers what was sent, takes nothing, and can be opened again`() {
        let channel = InProcessChannel()
        #expect(channel.write([1]))
        channel.hangUp()
        #expect(channel.hostRead(timeout: .zero) == .bytes([1]))
        #expect(channel.hostRead(timeout: .zero) == .closed)
        #expect(!channel.hostWrite([2]))
        #expect(channel.write([3]))
        channel.hostOpen()
        #expect(channel.hostWrite([4]))
        #expect(channel.read(timeout: .zero) == .bytes([4]))
        #expect(channel.hostRead(timeout: .zero) == .nothing)
    }
}
