public import LabValues

/// What can be wrong with a wire.
public enum LinkError: LabFault, Hashable {
    /// There is nothing at that address.
    case notFound(address: String)
    /// The operating system does not let this user open it.
    case notPermitted(address: String)
    /// This user may not open the port; the group's members may.
    case portNotPermitted(address: String, group: String, usb: USBIdentity?)
    /// No port is the device that is meant.
    case noSuchPort(address: String, present: [String])
    /// More than one port is such a device.
    case severalPorts(address: String, matching: [String])
    /// The port cannot be set like that.
    case notSupported(address: String, call: String)
    /// This build was made without that kind of link.
    case notBuiltIn(address: String, trait: String)
    /// No name server knows the host.
    case noSuchHost(address: String, host: String)
    /// The host is there, and nobody listens on that port.
    case refused(address: String)
    /// The network knows no way to the host.
    case noRoute(address: String)
    /// The host did not answer in time.
    case noAnswer(address: String, waited: Duration)
    /// Somebody else has it.
    case busy(address: String, holder: String?)
    /// The address cannot be understood, or names a kind of link that does not exist.
    case badAddress(address: String, expected: String)
    /// It is no terminal.
    case notATerminal(address: String)
    /// The wire or the device at its end is gone.
    case unplugged(address: String)
    /// Nothing answered in time.
    case silent(address: String, waited: Duration)
    /// The device takes no more bytes.
    case stalled(address: String)
    /// The wire was closed on this side.
    case closed(address: String)
    /// The task that waited was cancelled.
    case cancelled
    /// Something else is sent over a replayed wire than was sent when it was recorded; `line` is the transcript's.
    case differs(address: String, line: Int, expected: String, sent: String)
    /// The operating system said no for another reason.
    case system(address: String, call: String, errno: Int32)

    public var recovery: Recovery {
        switch self {
        case .silent: .retry(after: .milliseconds(200))
        case .unplugged, .stalled: .waitForLink
        case .notFound, .notPermitted, .busy, .badAddress, .notATerminal, .portNotPermitted, .noSuchPort, .severalPorts,
            .notSupported, .notBuiltIn, .noSuchHost, .refused, .noRoute, .noAnswer:
            .refuse
        case .closed, .cancelled, .differs, .system: .cellOffAndStop
        }
    }

    public var code: String {
        switch self {
        case .unplugged, .stalled: "link_lost"
        case .notFound, .notPermitted, .busy, .notATerminal, .portNotPermitted, .noSuchPort, .severalPorts,
            .notSupported, .noSuchHost, .refused, .noRoute, .noAnswer:
            "not_reachable"
        case .badAddress, .notBuiltIn: "invalid_input"
        case .silent, .closed, .cancelled, .differs, .system: "instrument_error"
        }
    }

    public var description: String {
        switch self {
        case .notFound(let address): "There is nothing at \(address)."
        case .notPermitted(let address), .portNotPermitted(let address, _, _): "This user may not open \(address)."
        case .noSuchPort(let address, _): "No port is the device \(address)."
        case .severalPorts(let address, let matching): "\(matching.count) ports are such a device as \(address)."
        case .notSupported(let address, let call): "\(address) cannot be set like that: \(call) is refused."
        case .notBuiltIn(let address, _): "\(address) cannot be opened: this build has no such links."
        case .noSuchHost(let address, let host): "\(address): there is no host called “\(host)”."
        case .refused(let address): "Nobody listens at \(address)."
        case .noRoute(let address): "The network knows no way to \(address)."
        case .noAnswer(let address, let waited): "\(address) did not answer within \(waited.userText)."
        case .busy(let address, let holder):
            "\(address) is in use\(holder.map { " by \($0)" } ?? " by another program")."
        case .badAddress(let address, let expected): "“\(address)” is no address of an instrument: \(expected)."
        case .notATerminal(let address): "\(address) is no terminal."
        case .unplugged(let address): "\(address) is gone: unplugged, switched off, or its other end closed."
        case .silent(let address, let waited): "\(address) was silent for \(waited.roundedText)."
        case .stalled(let address): "\(address) takes no more bytes."
        case .closed(let address): "\(address) has been closed."
        case .cancelled: "The wait was cancelled."
        case .differs(let address, let line, let expected, let sent):
            "“\(sent)” is sent, but line \(line) of \(address) \(expected.isEmpty ? "is its end" : "has “\(expected)”")."
        case .system(let address, let call, let errno): "\(address): \(call) failed (errno \(errno))."
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "Is the instrument plugged in and switched on? Is the emulator running?"
        case .notPermitted: "Add the user to the group that owns the device (dialout), log in again, and retry."
        case .portNotPermitted(_, let group, let usb): Self.permissionHint(group, usb)
        case .noSuchPort(_, let present):
            present.isEmpty
                ? "This machine has no serial port at all; is the instrument plugged in and switched on?"
                : "There are: " + present.joined(separator: "; ") + "."
        case .severalPorts(_, let matching):
            "Name one by its serial number or its path: " + matching.joined(separator: "; ") + "."
        case .notBuiltIn(_, let trait):
            "Build with the package trait \(trait), which is on by default: swift build without --disable-default-traits."
        case .noSuchHost: "Check the spelling, or use the host's number."
        case .refused, .noRoute, .noAnswer:
            "Is the other machine on, its server (ser2net) running, and no firewall between?"
        case .busy: "Close the other program, or wait for the other run to end."
        case .unplugged: "Check the cable and the instrument's power."
        case .silent: "Is it the right instrument at that address, and is it switched on?"
        case .differs: "A replay needs the program, the parameters and the driver of the recording, and no command."
        case .notATerminal: "Name a port; this machine's are listed by: lab-runner ports"
        case .badAddress, .notSupported, .stalled, .closed, .cancelled, .system: nil
        }
    }

    /// What makes a port usable for a user, by hand or, for a device that can be told from all others, through udev.
    private static func permissionHint(_ group: String, _ usb: USBIdentity?) -> String {
        let joining = "Add yourself to the group \(group) (sudo usermod -aG \(group) $USER) and log in again"
        guard let usb else { return joining + "." }
        let device = #"ATTRS{idVendor}=="\#(usb.vendorText)", ATTRS{idProduct}=="\#(usb.productText)""#
        return joining + #", or give udev the line SUBSYSTEM=="tty", \#(device), GROUP="\#(group)", MODE="0660""#
            + " in /etc/udev/rules.d/70-labrunner.rules."
    }
}
