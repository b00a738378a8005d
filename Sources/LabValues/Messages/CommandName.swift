/// The commands every run knows: DESIGN §3.
public enum CommandName {
    /// Hold after the open step, or at once.
    public static let pause = "pause"
    /// Go on.
    public static let resume = "resume"
    /// End the run, the cell off.
    public static let stop = "stop"
    /// Leave the open step.
    public static let skipStep = "skip_step"
    /// Tighten a limit.
    public static let setLimit = "set_limit"
    /// How far is it?
    public static let status = "status"
    /// Are you there?
    public static let ping = "ping"
    /// Keep a remark.
    public static let note = "note"

    /// All of them, in the order an operator is shown.
    public static let builtIn = [pause, resume, stop, skipStep, setLimit, status, ping, note]
}
