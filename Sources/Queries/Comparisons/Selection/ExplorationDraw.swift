import Model

/// Which decisions would tell most about what is never labelled: a draw over the cells that are looked at
/// least.
///
/// From the blind cells; where there is none, from those whose share of labels is under half of that of all;
/// where there is none either, from all. Each cell gives one in turn until there are enough or none is left.
/// Inside a cell the mature decisions without a label, in position order, are shuffled from the front by
/// Fisher and Yates with SplitMix64 from the seed; one generator for all cells in order.
struct ExplorationDraw: Sendable {
    enum Why: String, Sendable {
        case blind = "never labelled"
        case rare = "rarely labelled"
        case any = "without a label"
    }

    static let definition = "exploration-draw.1"

    let size: Int
    let seed: UInt64

    /// What is drawn, in the order of the cells.
    func draw(_ cells: SelectionCells) -> (why: Why, drawn: [(cell: SelectionCell, position: Position)]) {
        let (why, pools) = pools(cells)
        var quotas = [Int](repeating: 0, count: pools.count)
        var left = size
        var isMoving = true
        while left > 0, isMoving {
            isMoving = false
            for index in pools.indices where left > 0 && quotas[index] < pools[index].unlabelled.count {
                quotas[index] += 1
                left -= 1
                isMoving = true
            }
        }
        var generator = SplitMix64(state: seed)
        var drawn: [(cell: SelectionCell, position: Position)] = []
        for (pool, quota) in zip(pools, quotas) {
            var positions = pool.unlabelled
            for index in 0..<quota {
                positions.swapAt(index, index + Int(generator.below(UInt64(positions.count - index))))
            }
            drawn += positions.prefix(quota).sorted().map { (pool, $0) }
        }
        return (why, drawn)
    }

    private func pools(_ cells: SelectionCells) -> (Why, [SelectionCell]) {
        let blind = cells.blind
        if !blind.isEmpty { return (.blind, blind) }
        let total = cells.total
        let rare = cells.cells.filter { cell in
            // labelled / mature under half of that of all, in whole numbers.
            !cell.unlabelled.isEmpty
                && Int128(2 * cell.tally.labelled) * Int128(total.mature)
                    < Int128(total.labelled) * Int128(cell.tally.mature)
        }
        if !rare.isEmpty { return (.rare, rare) }
        return (.any, cells.cells.filter { !$0.unlabelled.isEmpty })
    }
}
