/// How much one read brings. The room for it is the loop's; a connection keeps what came and no more.
enum AppendReadSize {
    /// The most that one read brings.
    static let most = 65_536
    /// The most when the shared queue is full; also what a connection may hold that goes on nevertheless.
    static let small = 4_096
}
