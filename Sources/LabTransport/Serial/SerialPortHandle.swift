#if SerialPort
import CSerialPort
import Glibc
import LabValues

/// A port that libserialport holds open, and the lock on it.
///
/// @unchecked Sendable: after `init` the handle is used by one thread, the link's own, which also closes it.
final class SerialPortHandle: @unchecked Sendable {
    /// For poll, read and write; closed by `close()`.
    let descriptor: Int32
    private let port: OpaquePointer
    private let lock: PortLock

    /// Locks the port at `path`, opens it and sets its line. What is already in use is not touched.
    init(
        _ path: String, address: LinkAddress, settings: SerialSettings, leftBy former: Int32? = nil
    ) throws(LinkError) {
        lock = try PortLock(path, for: address, leftBy: former)
        do throws(LinkError) {
            port = try Self.open(path, address, isPseudoTerminal: lock.isPseudoTerminal)
        } catch {
            lock.release()
            throw error
        }
        do throws(LinkError) {
            descriptor = try Self.prepare(port, settings, address)
        } catch {
            sp_close(port)
            sp_free_port(port)
            lock.release()
            throw error
        }
        lock.forbidOthers()
    }

    /// Whether the device is gone. After an unplug the descriptor stays readable and gives nothing; counting what
    /// waits in the driver is the one call that then fails for certain.
    var isGone: Bool { sp_input_waiting(port).rawValue < 0 }

    /// Lets the next one have the port, on any thread: this one will write and read no more.
    func unlock() { lock.unlock() }

    /// Gives the port back; once.
    func close() {
        sp_close(port)
        sp_free_port(port)
        lock.release()
    }

    private static func open(
        _ path: String, _ address: LinkAddress, isPseudoTerminal: Bool
    ) throws(LinkError) -> OpaquePointer {
        var found: OpaquePointer?
        let outcome = sp_get_port_by_name(path, &found)
        guard outcome == SP_OK, let port = found else {
            if isPseudoTerminal {
                throw .badAddress(address: "\(address)", expected: "a pseudo-terminal is opened as pty:\(path)")
            }
            throw fault(outcome, "sp_get_port_by_name", address)
        }
        let opened = sp_open(port, SP_MODE_READ_WRITE)
        guard opened == SP_OK else {
            let fault = fault(opened, "sp_open", address)
            sp_free_port(port)
            throw fault
        }
        return port
    }

    /// Sets the line and gives the descriptor.
    private static func prepare(
        _ port: OpaquePointer, _ settings: SerialSettings, _ address: LinkAddress
    ) throws(LinkError) -> Int32 {
        func set(_ call: String, _ outcome: sp_return) throws(LinkError) {
            guard outcome == SP_OK else { throw fault(outcome, call, address) }
        }
        try set("sp_set_baudrate \(settings.baud)", sp_set_baudrate(port, Int32(settings.baud)))
        try set("sp_set_bits \(settings.bits)", sp_set_bits(port, Int32(settings.bits)))
        try set("sp_set_parity \(settings.parity)", sp_set_parity(port, settings.parity.native))
        try set("sp_set_stopbits \(settings.stop)", sp_set_stopbits(port, Int32(settings.stop)))
        try set("sp_set_flowcontrol \(settings.flow)", sp_set_flowcontrol(port, settings.flow.native))
        if let dtr = settings.dtr {
            try set("sp_set_dtr \(dtr)", sp_set_dtr(port, dtr == .on ? SP_DTR_ON : SP_DTR_OFF))
        }
        if let rts = settings.rts {
            try set("sp_set_rts \(rts)", sp_set_rts(port, rts == .on ? SP_RTS_ON : SP_RTS_OFF))
        }
        var descriptor: Int32 = -1
        try set("sp_get_port_handle", sp_get_port_handle(port, &descriptor))
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func fault(_ outcome: sp_return, _ call: String, _ address: LinkAddress) -> LinkError {
        // Only SP_ERR_FAIL sets an error number; the other codes say what they mean.
        let number = outcome == SP_ERR_FAIL ? sp_last_error_code() : 0
        switch (outcome, number) {
        case (SP_ERR_FAIL, EBUSY): return .busy(address: "\(address)", holder: nil)
        case (SP_ERR_FAIL, EACCES), (SP_ERR_FAIL, EPERM): return .notPermitted(address: "\(address)")
        case (SP_ERR_FAIL, ENOENT), (SP_ERR_FAIL, ENXIO), (SP_ERR_FAIL, ENODEV): return .notFound(address: "\(address)")
        case (SP_ERR_FAIL, _): return .system(address: "\(address)", call: call, errno: number)
        case (SP_ERR_ARG, _), (SP_ERR_SUPP, _): return .notSupported(address: "\(address)", call: call)
        default: return .system(address: "\(address)", call: call, errno: ENOMEM)
        }
    }
}

extension SerialSettings.Parity {
    fileprivate var native: sp_parity {
        switch self {
        case .none: SP_PARITY_NONE
        case .odd: SP_PARITY_ODD
        case .even: SP_PARITY_EVEN
        }
    }
}

extension SerialSettings.FlowControl {
    fileprivate var native: sp_flowcontrol {
        switch self {
        case .none: SP_FLOWCONTROL_NONE
        case .xonxoff: SP_FLOWCONTROL_XONXOFF
        case .rtscts: SP_FLOWCONTROL_RTSCTS
        }
    }
}
#endif
