public import LabValues

/// Opens serial ports: libserialport sets them up, and from then on they are descriptors like any other.
///
/// libserialport is never asked to wait: its blocking calls burn a core and do not notice that a device was unplugged.
public enum SerialLink {
    /// Opens `serial:PATH` or `serial:usb=VENDOR:PRODUCT[:SERIAL]` and locks it for this process.
    ///
    /// - Parameter defaults: the line settings where the address gives none.
    /// - Throws: `LinkError`.
    public static func open(
        _ address: LinkAddress, defaults: SerialSettings, clock: any LabClock
    ) throws(LinkError) -> any ByteLink {
        try open(SerialAddress(address, defaults: defaults), clock: clock)
    }

    /// Opens a port whose address has been checked.
    ///
    /// - Parameter former: a process that had it and has ended; what it left to a child of its own is no lock.
    /// - Throws: `LinkError`.
    public static func open(
        _ address: SerialAddress, clock: any LabClock, leftBy former: Int32? = nil
    ) throws(LinkError) -> any ByteLink {
        #if SerialPort
        let path: String
        switch address.place {
        case .path(let written): path = try PortLock.resolve(written, for: address.address)
        case .usb(let selector): path = try selector.port(among: SerialPorts.list(), for: address.address).path
        }
        let port = try SerialPortHandle(path, address: address.address, settings: address.settings, leftBy: former)
        return DescriptorLink(
            address: address.address, descriptor: port.descriptor, clock: clock, isGone: { port.isGone },
            unlock: { port.unlock() }, release: { port.close() })
        #else
        throw .notBuiltIn(address: address.address.description, trait: "SerialPort")
        #endif
    }
}
