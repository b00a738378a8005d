import Glibc
import LabEngine
import LabValues

extension Lab {
    /// Runs the body of a command; what it throws is told, with exit code 2.
    func reporting(_ body: () throws -> Int32) -> Int32 {
        do { return try body() } catch { return refuse(error) }
    }

    /// Says what is wrong; exit code 2.
    func refuse(_ error: any Error) -> Int32 {
        for line in RunFault(error).lines { console.line(line) }
        return 2
    }

    /// Asks the person at the terminal.
    ///
    /// - Throws: `CommandFault` naming `flag` when nobody is there to ask.
    func confirms(_ question: String, withFlag flag: String) throws(CommandFault) -> Bool {
        guard isatty(STDIN_FILENO) == 1, console.isTerminal else {
            throw CommandFault("Nobody is here to confirm it.", hint: "Add \(flag) to do it without asking.")
        }
        console.write("\(question) Type yes: ")
        console.flush()
        return readLine() == "yes"
    }
}
