import Glibc
import Testing

@testable import LabRunnerKit

struct StandardStreamsTests {
    @Test func `a reader that has gone away does not end the program`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            signal(SIGPIPE, SIG_DFL)
            StandardStreams.secure()
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            close(ends[0])
            #expect(write(ends[1], "x", 1) == -1)
            #expect(errno == EPIPE)
        }
    }
}
