import Testing

@testable import LabOutbox

struct NetworkFileSystemTests {
    private let mounts = #"""
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        40 22 0:35 / /home/lab rw,relatime shared:5 master:1 - nfs4 server:/home rw,vers=4.2
        41 40 0:36 / /home/lab/scratch rw - xfs /dev/sdb1 rw
        42 22 0:37 / /mnt/my\040share rw - cifs //server/share rw
        43 22 0:38 / /mnt/remote rw - fuse.sshfs lab@server:/ rw
        44 22 0:39 / /mnt/stick rw - fuseblk /dev/sdc1 rw
        45 22 0:40 / /mnt/cover rw - nfs server:/old rw
        46 45 0:41 / /mnt/cover rw - ext4 /dev/sdd1 rw
        """#

    @Test(arguments: [
        ("/home/lab/outbox", "nfs4"), ("/home/lab", "nfs4"), ("/mnt/my share/outbox", "cifs"),
        ("/mnt/remote/a", "fuse.sshfs"),
    ])
    func `a directory that other hosts share is refused by name`(path: String, name: String) {
        #expect(NetworkFileSystem.name(under: path, mounts: mounts) == name)
    }

    @Test(arguments: ["/", "/var/outbox", "/home/laboratory", "/home/lab/scratch/outbox", "/mnt/stick", "/mnt/cover/a"])
    func `a disk of this host is taken`(path: String) {
        #expect(NetworkFileSystem.name(under: path, mounts: mounts) == nil)
    }
}
