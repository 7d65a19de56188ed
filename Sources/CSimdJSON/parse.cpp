#include "CSimdJSON.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

namespace {

struct State {
    simdjson::dom::parser parser;
    std::unique_ptr<uint8_t[]> padded;
    size_t room = 0;
    size_t capacity = 0;
    uint32_t depth = 0;
    uint64_t words = 0;
    uint64_t string_bytes = 0;
};

thread_local State state;

// Lines are small and alike: room grows in powers of two and is kept for the thread's next line, unless it was a
// large one: its tape takes many times its bytes, on each thread that ever met one.
constexpr size_t KEPT_MAX = 1 << 20;

void drop_large() {
    if (state.room <= KEPT_MAX) return;
    state.parser = simdjson::dom::parser();
    state.padded.reset();
    state.room = 0;
    state.capacity = 0;
    state.words = 0;
    state.string_bytes = 0;
}

bool make_room(size_t count, uint32_t depth) {
    if (state.room < count + simdjson::SIMDJSON_PADDING) {
        size_t room = 4096;
        while (room < count + simdjson::SIMDJSON_PADDING) room *= 2;
        state.padded.reset(new (std::nothrow) uint8_t[room]);
        if (!state.padded) { state.room = 0; return false; }
        state.room = room;
    }
    if (state.capacity < count || state.depth != depth) {
        size_t capacity = std::max(state.room, state.capacity);
        if (state.parser.allocate(capacity, depth)) { state.capacity = 0; return false; }
        state.capacity = capacity;
        state.depth = depth;
    }
    return true;
}

}  // namespace

extern "C" daybook_json_extent daybook_json_parse(const uint8_t *bytes, size_t count, uint32_t depth_max) {
    daybook_json_extent extent = {simdjson::MEMALLOC, 0, 0};
    state.words = 0;
    state.string_bytes = 0;
    if (!make_room(count, depth_max)) return extent;
    if (count) std::memcpy(state.padded.get(), bytes, count);
    std::memset(state.padded.get() + count, 0, simdjson::SIMDJSON_PADDING);
    simdjson::dom::element root;
    auto error = state.parser.parse(state.padded.get(), count, false).get(root);
    extent.error = static_cast<int32_t>(error);
    if (error) { drop_large(); return extent; }
    // The first word is the root's and holds the index one past the closing root word.
    uint64_t words = (state.parser.doc.tape[0] & 0x00ffffffffffffffULL) + 1;
    // A text takes its bytes and two quotes in the source, and at most its bytes and five in the buffer;
    // there are no more texts than words, and none shorter than its quotes and a separator.
    const uint64_t strings = std::min<uint64_t>(count + 3 * words, 5 * count / 3 + simdjson::SIMDJSON_PADDING);
    state.words = words;
    state.string_bytes = strings;
    extent.words = words;
    extent.string_bytes = strings;
    return extent;
}

extern "C" int32_t daybook_json_take(uint64_t *words, size_t word_count, uint8_t *strings, size_t byte_count) {
    if (word_count < state.words || byte_count < state.string_bytes) return -1;
    if (state.words) std::memcpy(words, state.parser.doc.tape.get(), state.words * sizeof(uint64_t));
    if (state.string_bytes) std::memcpy(strings, state.parser.doc.string_buf.get(), state.string_bytes);
    drop_large();
    return 0;
}
