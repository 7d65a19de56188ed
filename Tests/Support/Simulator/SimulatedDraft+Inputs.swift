/// Faults of the inputs, and inputs that are others.
extension SimulatedDraft {
    func featurePipeline(_ random: inout SeededGenerator) -> Choice {
        let numbers = world.byImportance.filter { world.features[$0].isNumeric }
        switch Int.random(in: 0..<4, using: &random) {
        // A join fails or an upstream system is late: one input is missing in a third of the requests.
        case 0:
            let place = random.pick(Array(world.byImportance.prefix(5)))
            let share = min(0.7, random.between(0.3, 0.4) * factor)
            return (
                "\(name(place)) is missing in \(Self.percent(share))",
                .input(place, .missing, share: share)
            )
        // The same, but a default hides it.
        case 1:
            let place = random.pick(Array(numbers.prefix(3)))
            let share = min(0.8, random.between(0.35, 0.5) * factor)
            return (
                "\(name(place)) is filled with a default in \(Self.percent(share))",
                .input(place, .filled(world.features[place].filler), share: share)
            )
        // Cents for euros, per cent for shares. Mild is one of two upstream systems.
        case 2:
            let places = world.features.indices.filter { !world.features[$0].jumps.isEmpty }
            let place = random.pick(places)
            let jump = random.pick(world.features[place].jumps)
            return (
                "\(name(place)) \(jump.words)",
                .input(place, .multiplied(jump.factor), share: factor < 1 ? 0.6 : 1)
            )
        // An upstream list was edited: a category that the model knows comes as `unknown`, or under a new
        // name.
        default:
            let (place, category, known) = category(&random)
            let name = random.unit() < 0.5 ? "unknown" : "\(known) (new)"
            return (
                "\(self.name(place)) \(known) comes as \(name)",
                .input(place, .renamed(category, to: name), share: factor < 1 ? 0.75 : 1)
            )
        }
    }

    /// A category that is common and matters.
    private func category(_ random: inout SeededGenerator) -> (place: Int, category: Int, name: String) {
        let places = world.byImportance.filter { !world.features[$0].effects.isEmpty }
        let place = random.pick(Array(places.prefix(2)))
        let names = world.features[place].categories
        let common = names.indices.filter { share(of: $0, in: place) >= 0.1 }
        let category = common.isEmpty ? 0 : random.pick(common)
        return (place, category, names[category])
    }

    private func share(of category: Int, in place: Int) -> Double {
        let found = world.sample.count { $0.cells[place] == .category(category) }
        return Double(found) / Double(world.sample.count)
    }

    func dataDrift(_ random: inout SeededGenerator) -> Choice {
        var numbers = Array(world.byImportance.filter { world.features[$0].isNumeric }.prefix(4))
        var lists = Array(world.byImportance.filter { !world.features[$0].categories.isEmpty }.prefix(2))
        numbers.shuffle(using: &random)
        lists.shuffle(using: &random)
        var drift = SimulatedDrift()
        func shift(_ count: Int) {
            for place in numbers.prefix(count) {
                let deviations = random.between(0.5, 0.8) * random.either(1, -1) * factor
                drift.shifts.append((place, deviations))
            }
        }
        func mix(_ count: Int) {
            for place in lists.prefix(count) {
                // Not the most common one, so that it can take that much.
                let names = world.features[place].categories
                let rare = names.indices.filter { share(of: $0, in: place) < 0.35 }
                let category = rare.isEmpty ? 0 : random.pick(rare)
                let taken = random.between(0.15, 0.25) * factor
                drift.mixes.append((place, category, taken / (1 - share(of: category, in: place))))
            }
        }
        switch Int.random(in: 0..<3, using: &random) {
        // Other people come: younger, poorer, better known to the house.
        case 0: shift(3)
        // A campaign brings a source that was small, and what comes with it.
        case 1:
            shift(1)
            mix(1)
        // A partner's customers: two lists and a number move.
        default:
            shift(1)
            mix(2)
        }
        let words =
            drift.shifts.map { "\(name($0.place)) by \(Self.short($0.deviations)) deviations" }
            + drift.mixes.map { mix in
                let names = world.features[mix.place].categories
                return "\(name(mix.place)) towards \(names[mix.category])"
            }
        return ("others come: \(words.joined(separator: ", "))", .inputs(drift))
    }
}
