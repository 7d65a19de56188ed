/// A version of a model that went live.
package struct Deployment: Sendable {
    package let model: Identifier
    package let version: Identifier
    /// Who put it there.
    package let by: Identifier
    /// The version that it takes the place of.
    package let replaces: Identifier?
    /// The time after which the version saw no training data.
    package let trainingCut: Timestamp?
    /// Library, preprocessing, specification and the like; each text at most 1 KiB of UTF-8.
    package let context: [Named<String>]

    init(_ fields: inout Fields) throws(Refusal) {
        model = try fields.required(.model).identifier()
        version = try fields.required(.version).identifier()
        by = try fields.required(.by).identifier()
        replaces = try fields.optional(.replaces)?.identifier()
        trainingCut = try fields.optional(.trainingCut)?.timestamp()
        context =
            try fields.optional(.context)?.named { field throws(Refusal) in try field.text() } ?? []
    }
}
