import Glibc
import Synchronization

@testable import LabPublishing

/// A disk whose process dies: after so many calls, or in the middle of a write after so many bytes.
final class MortalDisk: Sendable {
    private struct State {
        var calls: Int
        var bytes: Int
        var madeCalls = 0
        var madeBytes = 0
        var isDead: Bool { calls <= 0 || bytes <= 0 }
    }
    private let state: Mutex<State>

    /// Lets `calls` calls and `bytes` bytes through; of the write in which the bytes end, only these.
    init(calls: Int = .max, bytes: Int = .max) { state = Mutex(State(calls: calls, bytes: bytes)) }

    var calls: Int { state.withLock { $0.madeCalls } }
    var bytes: Int { state.withLock { $0.madeBytes } }

    /// How many of `wanted` bytes go through; nil when the process is dead.
    private func admit(_ wanted: Int = 0) -> Int? {
        state.withLock { state in
            guard !state.isDead else { return nil }
            let admitted = min(wanted, state.bytes)
            state.calls -= 1
            state.bytes -= admitted
            state.madeCalls += 1
            state.madeBytes += admitted
            return admitted
        }
    }

    private func answer(_ call: () -> Int32) -> Int32 {
        guard admit() != nil else {
            errno = EIO
            return -1
        }
        return call()
    }

    var disk: Disk {
        let real = Disk.real
        return Disk(
            write: { file, bytes in
                guard let count = self.admit(bytes.count), count > 0 else {
                    errno = EIO
                    return -1
                }
                return real.write(file, UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            },
            truncate: { file, length in self.answer { real.truncate(file, length) } },
            synchronise: { _ in self.answer { 0 } },  // a killed process takes nothing from the disk
            open: { folder, name, flags in self.answer { real.open(folder, name, flags) } },
            makeDirectory: { folder, name in self.answer { real.makeDirectory(folder, name) } },
            rename: { folder, old, new in self.answer { real.rename(folder, old, new) } },
            remove: { folder, name in self.answer { real.remove(folder, name) } })
    }
}
