import Model
import Testing

@testable import Projections

@Suite("Codes of images in the innermost loop")
struct ColumnCodeTests {
    @Test("the constants are the codes that images have")
    func codes() {
        #expect(ImageCode.decision == EventType.decision.rawValue)
        #expect(ImageCode.outcome == EventType.outcome.rawValue)
        #expect(ImageCode.outcomeWithdrawn == EventType.outcomeWithdrawn.rawValue)
        #expect(ImageCode.namesSubject == EventImage.subjectFlag)
        #expect(ImageCode.field == CellFamily.field.rawValue)
        #expect(ImageCode.number == CellTag.number.rawValue)
        #expect(ImageCode.text == CellTag.text.rawValue)
        #expect(ImageCode.time == CellTag.time.rawValue)
    }

    @Test("a walk takes the cells that a cursor takes")
    func walk() {
        var source = PlainRows(seed: 1, features: 22)
        for _ in 0..<100 {
            let image = source.next().image
            let head = image.decisionHead
            var cursor = ImageCursor(image.bytes.span, from: head.cells)
            var walk = CellWalk(image.bytes.span)
            let id = walk.short()
            walk.skip()
            let texts = [id, walk.short(), walk.short(), walk.short()]
            #expect(texts == [image.idRange, head.model, head.version, head.subject])
            while let cell = cursor.next() {
                let more = walk.next()
                #expect(more)
                #expect(walk.family == cell.family)
                #expect(walk.tag == cell.tag)
                #expect(walk.name == cell.nameStart..<(cell.nameStart + cell.nameCount))
                if cell.tag == ImageCode.number || cell.tag == ImageCode.time {
                    #expect(walk.bits == cell.bits)
                }
                if cell.tag == ImageCode.text {
                    #expect(walk.text == cell.textStart..<(cell.textStart + cell.textCount))
                }
            }
            let more = walk.next()
            #expect(!more)
        }
    }
}
