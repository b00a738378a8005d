import Glibc
import LabValues

/// The thread behind a control socket: accepts, reads, writes, and waits in poll(2) in between.
final class SocketServer {
    private struct Client {
        let id: UInt64
        let descriptor: Int32
        let peer: String
        var lines = BoundedLines(longest: CommandInbox.longestCommand)
        /// When it last said or took something.
        var lastMoved: LabInstant
        /// Nothing more comes from it; what it asked is still answered.
        var isDone = false
        /// It is one more than there is room for, and has not said yet that it wants to stop the run.
        var isExtra = false
    }

    private let socket: ListeningSocket
    private let inlet: CommandInlet
    private let outbox: SocketOutbox
    private let clock: any LabClock
    private let trusts: (PeerIdentity) -> Bool
    private var clients: [Client] = []
    private var lastID: UInt64 = 0
    /// No new client until then: the process has no descriptors left.
    private var restsUntil: LabInstant?

    static let mostClients = 16
    /// How long a client may leave a line unfinished, take no reply, or keep a place that another one wants.
    static let patience = Duration.seconds(10)

    init(
        _ socket: consuming ListeningSocket, _ inlet: CommandInlet, _ outbox: SocketOutbox, _ clock: any LabClock,
        _ trusts: @escaping (PeerIdentity) -> Bool
    ) {
        self.trusts = trusts
        self.socket = socket
        self.inlet = inlet
        self.outbox = outbox
        self.clock = clock
    }

    /// Serves until the outbox has ended; the fault when the socket itself fails.
    func serve() -> ControlFault? {
        defer { for client in clients { close(client) } }
        while !outbox.end.hasCome {
            let polled = waitForWork()
            outbox.wake.clear()
            guard !outbox.end.hasCome else { break }
            if polled[1].revents & Int16(POLLERR | POLLNVAL) != 0 {
                return .system(call: "poll", errorNumber: EBADF)
            }
            let served = Array(clients)  // newcomers were not polled
            for (client, events) in zip(served, polled.dropFirst(2)) { serve(client.id, events.revents) }
            if polled[1].revents & Int16(POLLIN) != 0 { accept() }
            dropSlow()
        }
        return nil
    }

    private func waitForWork() -> [pollfd] {
        let now = clock.now
        if let moment = restsUntil, now >= moment { restsUntil = nil }
        var polled = [
            pollfd(fd: outbox.wake.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: restsUntil == nil ? socket.descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        var isWatched = restsUntil != nil
        for client in clients {
            let isPending = outbox.hasPending(for: client.id)
            isWatched = isWatched || isPending || client.isExtra || client.lines.isWaitingForEnd
            let events = (client.isDone ? 0 : POLLIN) | (isPending ? POLLOUT : 0)
            polled.append(pollfd(fd: client.descriptor, events: Int16(events), revents: 0))
        }
        // Half a second is only for patience; commands and replies wake the poll themselves.
        _ = poll(&polled, nfds_t(polled.count), outbox.wake.patience(isWatched ? 500 : -1))
        return polled
    }

    // MARK: Clients

    private func accept() {
        while true {
            let descriptor = Glibc.accept(socket.descriptor, nil, nil)
            guard descriptor >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno != EAGAIN { restsUntil = clock.now + .milliseconds(100) }
                return
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            guard admit(descriptor) else {
                Glibc.close(descriptor)
                continue
            }
        }
    }

    private func admit(_ descriptor: Int32) -> Bool {
        guard let peer = PeerIdentity(of: descriptor) else { return false }
        guard trusts(peer) else {
            inlet.refuse(.foreignUser(peer.uid), over: .local, peer: "\(peer)")
            return false
        }
        makeRoom()
        let isExtra = clients.count >= Self.mostClients
        // One place beyond the others is for a stop: who says nothing there leaves it to the next.
        if isExtra, let other = clients.first(where: \.isExtra) { turnAway(other) }
        guard clients.count <= Self.mostClients else {
            turnAway(descriptor, "\(peer)")
            return false
        }
        lastID += 1
        outbox.open(lastID)
        clients.append(
            Client(id: lastID, descriptor: descriptor, peer: "\(peer)", lastMoved: clock.now, isExtra: isExtra))
        return true
    }

    private func turnAway(_ client: Client) {
        turnAway(client.descriptor, client.peer)
        drop(client.id)
    }

    private func turnAway(_ descriptor: Int32, _ peer: String) {
        inlet.refuse(
            .tooManyClients(Self.mostClients), over: .local, peer: peer,
            route: ReplyRoute { reply, _ in
                let bytes = reply.encoded + [UInt8(ascii: "\n")]
                _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            })
    }

    /// Whether a client beyond the others may stay: its first line is a `stop`.
    private func staysBeyond(_ place: Int, _ first: BoundedLines.Piece) -> Bool {
        guard case .line(let line) = first, let json = try? JSONReader.read(line) else { return false }  // no command
        guard json["command"]?.text == CommandName.stop else { return false }
        clients[place].isExtra = false
        return true
    }

    /// A new client takes the place of the one that is idle longest, if that one awaits nothing.
    private func makeRoom() {
        guard clients.count >= Self.mostClients else { return }
        let now = clock.now
        let idle = clients.filter { now - $0.lastMoved >= Self.patience && !outbox.isAwaited(by: $0.id) }
        if let longest = idle.min(by: { $0.lastMoved < $1.lastMoved }) { drop(longest.id) }
    }

    private func serve(_ id: UInt64, _ events: Int16) {
        guard let place = clients.firstIndex(where: { $0.id == id }) else { return }
        if events & Int16(POLLERR | POLLNVAL) != 0 { return drop(id) }
        if events & Int16(POLLIN) != 0, !read(place) { return drop(id) }
        // A client that hung up altogether takes no replies; one that only said all it had to say does.
        if events & Int16(POLLHUP) != 0, events & Int16(POLLIN) == 0 { return drop(id) }
        guard write(place) else { return drop(id) }
        if clients[place].isDone, !outbox.isAwaited(by: id), !outbox.hasPending(for: id) { drop(id) }
    }

    /// Reads what is there, up to 64 KiB a round, so that one client does not hold up the others.
    private func read(_ place: Int) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = bytes.withUnsafeMutableBytes { recv(clients[place].descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        let wasWaiting = clients[place].lines.isWaitingForEnd
        let pieces = count > 0 ? clients[place].lines.take(bytes.prefix(count)) : clients[place].lines.takeLast()
        if count == 0 { clients[place].isDone = true }
        if !pieces.isEmpty || !wasWaiting { clients[place].lastMoved = clock.now }
        if clients[place].isExtra, let first = pieces.first, !staysBeyond(place, first) {
            turnAway(clients[place].descriptor, clients[place].peer)
            return false
        }
        for piece in pieces { take(piece, from: clients[place]) }
        return true
    }

    private func take(_ piece: BoundedLines.Piece, from client: Client) {
        let route = outbox.route(to: client.id)
        switch piece {
        case .line(let line): inlet.receive(line: line, over: .local, peer: client.peer, route: route)
        case .tooLong: inlet.receiveTooLong(over: .local, peer: client.peer, route: route)
        }
    }

    /// Writes what waits; false when the client is too slow or gone.
    private func write(_ place: Int) -> Bool {
        let client = clients[place]
        guard let bytes = outbox.pending(for: client.id) else { return false }
        guard !bytes.isEmpty else { return true }
        let flags = Int32(MSG_NOSIGNAL)
        let count = bytes.withUnsafeBytes { send(client.descriptor, $0.baseAddress, $0.count, flags) }
        guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
        outbox.didSend(count, to: client.id)
        clients[place].lastMoved = clock.now
        return true
    }

    private func dropSlow() {
        let now = clock.now
        for client in clients where now - client.lastMoved >= Self.patience {
            if client.isExtra || client.lines.isWaitingForEnd || outbox.hasPending(for: client.id) { drop(client.id) }
        }
    }

    private func drop(_ id: UInt64) {
        guard let place = clients.firstIndex(where: { $0.id == id }) else { return }
        close(clients.remove(at: place))
    }

    private func close(_ client: Client) {
        outbox.close(client.id)
        Glibc.close(client.descriptor)
    }
}
