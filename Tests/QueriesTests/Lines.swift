/// Events as lines, short enough to read in a test.
enum Lines {
    static func decision(
        _ id: String, at: String = "2009-06-01T09:00:00Z", subject: String? = nil, score: String? = "0.5",
        model: String = "m", version: String = "v1", role: String = "live", more: String = ""
    ) -> String {
        let score = score.map { "\"score\":\($0)," } ?? "\"fallback\":true,"
        return "{\"type\":\"decision\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"model\":\"\(model)\","
            + "\"version\":\"\(version)\",\"role\":\"\(role)\",\(score)\"subject\":\"\(subject ?? "s-" + id)\"\(more)}"
    }

    /// `label` is JSON.
    static func outcome(
        _ id: String, of decision: String, label: String = "true", at: String = "2009-06-02T09:00:00Z",
        by: String = "crm"
    ) -> String {
        "{\"type\":\"outcome\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"decision\":\"\(decision)\","
            + "\"label\":\(label),\"by\":\"\(by)\"}"
    }

    static func outcome(
        _ id: String, ofSubject subject: String, label: String = "true", at: String = "2009-06-02T09:00:00Z"
    ) -> String {
        "{\"type\":\"outcome\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"subject\":\"\(subject)\",\"label\":\(label),"
            + "\"by\":\"crm\"}"
    }

    static func withdrawal(_ id: String, of outcome: String, at: String = "2009-06-03T09:00:00Z") -> String {
        "{\"type\":\"outcome_withdrawn\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"outcome\":\"\(outcome)\",\"by\":\"crm\"}"
    }

    static func contract(
        _ id: String, version: String = "v1", low: String = "0", high: String = "100",
        labels: String = "{\"positive\":[\"won\"],\"negative\":[\"lost\"],\"excluded\":[\"test\"]}"
    ) -> String {
        "{\"type\":\"contract\",\"id\":\"\(id)\",\"at\":\"2009-05-01T00:00:00Z\",\"model\":\"m\","
            + "\"version\":\"\(version)\",\"score\":{\"min\":\(low),\"max\":\(high),\"kind\":\"points\"},"
            + "\"features\":{},\"labels\":\(labels)}"
    }

    static func policy(_ id: String, at: String, _ fields: String) -> String {
        "{\"type\":\"policy\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"model\":\"m\",\"by\":\"ops\",\(fields)}"
    }
}
