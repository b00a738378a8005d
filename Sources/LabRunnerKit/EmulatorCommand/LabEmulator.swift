import ArgumentParser
import Glibc
public import LabEmulation

/// The program `lab-emulator`: a simulated instrument on a pseudo-terminal.
public enum LabEmulator {
    /// Runs the program with the process's arguments and ends the process.
    ///
    /// Prints `ready ADDRESS`, serves until SIGTERM or SIGINT, and exits 0; what is wrong with the arguments is one
    /// sentence on standard error, and exit 2.
    public static func main(emulators: [any InstrumentEmulator.Type]) -> Never {
        StandardStreams.secure()
        do {
            let command = try LabEmulatorCommand.parse()
            try command.serve(emulators)
            exit(0)
        } catch {
            let text = LabEmulatorCommand.fullMessage(for: error)
            let isHelp = LabEmulatorCommand.exitCode(for: error) == .success
            let line = Array((text + "\n").utf8)
            _ = line.withUnsafeBytes { write(isHelp ? STDOUT_FILENO : STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(isHelp ? 0 : 2)
        }
    }
}
