import CPlatform

/// Facts and settings of this process and its peers.
package enum System {
    /// The user at the other end of a Unix socket as the kernel recorded it at connect (SO_PEERCRED).
    package static func peerUser(of descriptor: Int32) throws(SystemError) -> UInt32 {
        let uid = daybook_peer_uid(descriptor)
        guard uid >= 0 else { throw SystemError("SO_PEERCRED", "socket", Int32(clamping: uid)) }
        return UInt32(truncatingIfNeeded: uid)
    }

    /// The user that this process acts as.
    package static var user: UInt32 { daybook_user() }

    /// The id of a group by its name, nil when there is no such group.
    package static func group(named name: String) -> UInt32? {
        let gid = daybook_group_id(Array(name.utf8).span)
        return gid < 0 ? nil : UInt32(truncatingIfNeeded: gid)
    }

    /// Sets the process-wide mask for new files; call before threads exist. Returns the one before.
    @discardableResult
    package static func setFileModeMask(_ mask: UInt32) -> UInt32 { daybook_set_umask(mask) }

    /// Turns SIGPIPE and SIGXFSZ into errors of the call that caused them.
    package static func ignoreWriteSignals() { daybook_ignore_signals() }

    /// Keeps a descriptor from being inherited by a program that this process starts.
    package static func setCloseOnExec(_ descriptor: Int32) throws(SystemError) {
        let result = daybook_set_close_on_exec(descriptor)
        guard result >= 0 else { throw SystemError("fcntl", "descriptor \(descriptor)", result) }
    }

    /// Raises the number of descriptors that this process may have as far as it may; that number.
    package static func raiseDescriptorLimit() throws(SystemError) -> Int {
        let limit = daybook_raise_descriptors()
        guard limit >= 0 else { throw SystemError("getrlimit", "descriptors", Int32(clamping: limit)) }
        return Int(limit)
    }

    /// Names the calling thread, so that profiles and lists of threads can be read; of a name the first 15
    /// bytes count.
    package static func nameThread(_ name: String) { daybook_name_thread(Array(name.utf8).span) }

    /// Has the calling thread stand behind threads that somebody waits for, for good: of a core that others
    /// want too it gets a tenth of their part, of one that nobody wants all. Not for work that has to keep
    /// pace with others: sealing that stood back made bulk appends slower and memory larger.
    package static func standBack() { daybook_stand_back(10) }

    /// Lets threads that wait for this core have it first: for work that nobody waits for, every fraction of
    /// a millisecond. A scheduler lets a thread that has begun go on for some milliseconds, whoever wakes.
    package static func giveWay() { daybook_give_way() }

    /// UTC microseconds since 1970, as the system's clock shows them now.
    package static func wallClock() -> Int64 { daybook_wall_clock() }

    /// Microseconds of a clock that never jumps, for measuring.
    package static func monotonicClock() -> Int64 { daybook_monotonic_clock() }

    package static func isTerminal(_ descriptor: Int32) -> Bool { daybook_is_terminal(descriptor) == 1 }

    /// Columns of the terminal at a descriptor, nil when it is none.
    package static func terminalWidth(_ descriptor: Int32) -> Int? {
        let width = daybook_terminal_width(descriptor)
        return width > 0 ? Int(width) : nil
    }
}
