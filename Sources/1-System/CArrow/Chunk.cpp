#include "Chunk.h"

#include <arrow/buffer_builder.h>
#include <parquet/encoding.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "Failure.h"

namespace {

using Bytes = arrow::BufferBuilder;

/// Rows of a page, a multiple of eight.
constexpr int64_t page_rows = 1 << 14;
/// The share of a page that must be gained for it to be compressed.
constexpr double least_gain = 0.1;
/// Bytes of which that can be said.
constexpr int64_t least_raw = 1024;
/// Bytes of the longest text that is stated as the least or the greatest, as in Arrow.
constexpr size_t most_stated = 4096;

void put(Bytes &out, const void *bytes, int64_t count) { check(out.Append(bytes, count)); }

void put_varint(Bytes &out, uint64_t number) {
    uint8_t bytes[10];
    int count = 0;
    for (; number >= 128; number >>= 7) bytes[count++] = static_cast<uint8_t>(number) | 128;
    bytes[count++] = static_cast<uint8_t>(number);
    put(out, bytes, count);
}

std::shared_ptr<arrow::Buffer> finished(Bytes &out) { return take(out.Finish()); }

/// Which cells are there: one run where all are, else the bits as they are.
void put_levels(Bytes &out, const arrow::Array &cells) {
    Bytes levels;
    const auto rows = cells.length();
    if (cells.null_count() == 0) {
        put_varint(levels, static_cast<uint64_t>(rows) << 1);
        put(levels, "\1", 1);
    } else {
        put_varint(levels, static_cast<uint64_t>((rows + 7) / 8) << 1 | 1);
        for (int64_t row = 0; row < rows; row += 8) {
            uint8_t byte = 0;
            for (int64_t bit = 0; bit < std::min<int64_t>(8, rows - row); bit++) byte |= cells.IsValid(row + bit) << bit;
            put(levels, &byte, 1);
        }
    }
    const auto size = static_cast<uint32_t>(levels.length());
    put(out, &size, sizeof size);
    put(out, levels.data(), levels.length());
}

/// Calls `take(row)` for each cell that is there.
template <class Take> void for_each(const arrow::Array &cells, Take take) {
    const auto rows = cells.length();
    if (cells.null_count() == 0) {
        for (int64_t row = 0; row < rows; row++) take(row);
    } else {
        for (int64_t row = 0; row < rows; row++) {
            if (cells.IsValid(row)) take(row);
        }
    }
}

void state(parquet::EncodedStatistics &statistics, const void *least, const void *most, size_t size) {
    statistics.set_min(std::string(static_cast<const char *>(least), size));
    statistics.set_max(std::string(static_cast<const char *>(most), size));
}

template <class Value> void state_numbers(parquet::EncodedStatistics &statistics, Value least, Value most) {
    if constexpr (std::is_floating_point_v<Value>) {
        // Zeros of both signs are one number: the statistics must hold both.
        if (least == 0) least = -Value(0);
        if (most == 0) most = Value(0);
    }
    state(statistics, &least, &most, sizeof(Value));
    statistics.set_is_signed(true);
}

/// Numbers without gaps.
template <class Value> class Numbers {
  public:
    template <class Array> explicit Numbers(const Array &cells) {
        if (cells.null_count() == 0) {
            begin_ = cells.raw_values();
            count_ = cells.length();
            return;
        }
        kept_.reserve(cells.length());
        for_each(cells, [&](int64_t row) { kept_.push_back(cells.Value(row)); });
        begin_ = kept_.data();
        count_ = static_cast<int64_t>(kept_.size());
    }

    const Value *begin() const { return begin_; }
    int64_t count() const { return count_; }

    void widen(Value &least, Value &most) const {
        for (int64_t place = 0; place < count_; place++) {
            least = std::min(least, begin_[place]);
            most = std::max(most, begin_[place]);
        }
    }

  private:
    const Value *begin_ = nullptr;
    int64_t count_ = 0;
    std::vector<Value> kept_;
};

/// The least and the greatest of texts, as bytes.
class Extremes {
  public:
    void add(std::string_view text) {
        const auto head = beginning(text);
        if (is_empty_) {
            is_empty_ = false;
            least_ = most_ = text;
            least_head_ = most_head_ = head;
        } else if (head < least_head_ || (head == least_head_ && text < least_)) {
            least_ = text;
            least_head_ = head;
        } else if (head > most_head_ || (head == most_head_ && text > most_)) {
            most_ = text;
            most_head_ = head;
        }
    }

    void state_in(parquet::EncodedStatistics &statistics) const {
        if (is_empty_ || least_.size() > most_stated || most_.size() > most_stated) return;
        statistics.set_min(std::string(least_));
        statistics.set_max(std::string(most_));
    }

  private:
    /// The first eight bytes as one number, which sorts as they do.
    static uint64_t beginning(std::string_view text) {
        uint64_t bytes = 0;
        std::memcpy(&bytes, text.data(), std::min(sizeof bytes, text.size()));
        return __builtin_bswap64(bytes);
    }

    std::string_view least_, most_;
    uint64_t least_head_ = 0, most_head_ = 0;
    bool is_empty_ = true;
};

void put_text(Bytes &out, std::string_view text) {
    const auto size = static_cast<uint32_t>(text.size());
    out.UnsafeAppend(&size, sizeof size);
    out.UnsafeAppend(text.data(), static_cast<int64_t>(text.size()));
}

std::string_view text_of(const arrow::StringArray &cells, int64_t row) { return cells.GetView(row); }

std::string_view text_of(const arrow::DictionaryArray &cells, int64_t row) {
    return static_cast<const arrow::StringArray &>(*cells.dictionary()).GetView(cells.GetValueIndex(row));
}

/// The few texts of many cells, numbered in the order in which they come first.
class Dictionary {
  public:
    /// - `most`: texts that it may have.
    explicit Dictionary(int64_t most) : most_(most) {
        size_t size = 16;
        while (size < 2 * static_cast<size_t>(most)) size *= 2;
        slots_.assign(size, -1);
    }

    /// The text's number; -1 where there are too many.
    int32_t number(std::string_view text) {
        // Many columns say the same over and over again.
        if (last_ >= 0 && words_[last_] == text) return last_;
        auto place = hash(text) & (slots_.size() - 1);
        while (slots_[place] >= 0 && words_[slots_[place]] != text) place = (place + 1) & (slots_.size() - 1);
        if (slots_[place] < 0) {
            if (static_cast<int64_t>(words_.size()) == most_) return -1;
            slots_[place] = static_cast<int32_t>(words_.size());
            words_.push_back(text);
        }
        return last_ = slots_[place];
    }

    const std::vector<std::string_view> &words() const { return words_; }

  private:
    static uint64_t hash(std::string_view text) {
        uint64_t hash = text.size();
        for (size_t place = 0; place < text.size(); place += 8) {
            uint64_t bytes = 0;
            std::memcpy(&bytes, text.data() + place, std::min<size_t>(8, text.size() - place));
            hash = (hash ^ bytes) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }
        return hash;
    }

    const int64_t most_;
    int32_t last_ = -1;
    std::vector<int32_t> slots_;
    std::vector<std::string_view> words_;
};

/// The number of each cell's text, of the cells that are there; false where there are too many texts.
bool number_texts(const arrow::StringArray &cells, Dictionary &dictionary, std::vector<int32_t> &numbers) {
    const auto rows = cells.length();
    const bool has_gaps = cells.null_count() > 0;
    for (int64_t row = 0; row < rows; row++) {
        if (has_gaps && cells.IsNull(row)) continue;
        const auto number = dictionary.number(cells.GetView(row));
        if (number < 0) return false;
        numbers.push_back(number);
    }
    return true;
}

bool number_texts(const arrow::DictionaryArray &cells, Dictionary &dictionary, std::vector<int32_t> &numbers) {
    const auto &words = static_cast<const arrow::StringArray &>(*cells.dictionary());
    const auto &indices = static_cast<const arrow::Int32Array &>(*cells.indices());
    const bool has_gaps = indices.null_count() > 0;
    std::vector<int32_t> known(words.length(), -1);
    for (int64_t row = 0; row < indices.length(); row++) {
        if (has_gaps && indices.IsNull(row)) continue;
        auto &number = known[indices.Value(row)];
        if (number < 0) number = dictionary.number(words.GetView(indices.Value(row)));
        if (number < 0) return false;
        numbers.push_back(number);
    }
    return true;
}

int width_of(size_t words) {
    int width = 1;
    while (words > size_t(1) << width) width++;
    return width;
}

/// Numbers of `width` bits: one run where all are the same, else packed.
void put_numbers(Bytes &out, const int32_t *numbers, int64_t count, int width) {
    const auto first = static_cast<uint8_t>(width);
    put(out, &first, 1);
    if (count == 0) return;
    if (std::all_of(numbers, numbers + count, [&](int32_t number) { return number == numbers[0]; })) {
        put_varint(out, static_cast<uint64_t>(count) << 1);
        put(out, numbers, (width + 7) / 8);
        return;
    }
    put_varint(out, static_cast<uint64_t>((count + 7) / 8) << 1 | 1);
    check(out.Reserve((count + 7) / 8 * width + 8));
    uint64_t bits = 0;
    int filled = 0;
    for (int64_t place = 0; place < (count + 7) / 8 * 8; place++) {
        bits |= static_cast<uint64_t>(place < count ? numbers[place] : 0) << filled;
        for (filled += width; filled >= 8; filled -= 8) {
            const auto byte = static_cast<uint8_t>(bits);
            out.UnsafeAppend(&byte, 1);
            bits >>= 8;
        }
    }
}

/// Encodes cells page by page: `values(page, out)` adds those of a page that are there.
template <class Values> void put_pages(Chunk &chunk, const arrow::Array &cells, Values values) {
    for (int64_t start = 0; start < std::max<int64_t>(1, cells.length()); start += page_rows) {
        const auto page = cells.Slice(start, page_rows);
        Bytes out;
        put_levels(out, *page);
        values(*page, out);
        auto bytes = finished(out);
        const auto size = bytes->size();
        chunk.pages.push_back({std::move(bytes), size, static_cast<int32_t>(page->length())});
    }
}

template <class Type> void encode_reals(Chunk &chunk, const arrow::Array &cells) {
    using Value = typename Type::c_type;
    Value least = std::numeric_limits<Value>::infinity(), most = -least;
    int64_t count = 0;
    put_pages(chunk, cells, [&](const arrow::Array &page, Bytes &out) {
        const Numbers<Value> numbers(static_cast<const arrow::NumericArray<Type> &>(page));
        numbers.widen(least, most);
        count += numbers.count();
        put(out, numbers.begin(), numbers.count() * static_cast<int64_t>(sizeof(Value)));
    });
    if (count > 0) state_numbers(chunk.statistics, least, most);
}

template <class Type, class Stored> void encode_integers(Chunk &chunk, const arrow::Array &cells) {
    using Value = typename Type::c_type;
    chunk.encoding = parquet::Encoding::DELTA_BINARY_PACKED;
    Value least = std::numeric_limits<Value>::max(), most = std::numeric_limits<Value>::min();
    int64_t count = 0;
    put_pages(chunk, cells, [&](const arrow::Array &page, Bytes &out) {
        const Numbers<Value> numbers(static_cast<const arrow::NumericArray<Type> &>(page));
        numbers.widen(least, most);
        count += numbers.count();
        const auto encoder = parquet::MakeTypedEncoder<Stored>(chunk.encoding);
        encoder->Put(numbers.begin(), static_cast<int>(numbers.count()));
        const auto bytes = encoder->FlushValues();
        put(out, bytes->data(), bytes->size());
    });
    if (count > 0) state_numbers(chunk.statistics, least, most);
}

void encode_booleans(Chunk &chunk, const arrow::Array &cells) {
    bool least = true, most = false;
    int64_t count = 0;
    put_pages(chunk, cells, [&](const arrow::Array &page, Bytes &out) {
        const auto &booleans = static_cast<const arrow::BooleanArray &>(page);
        uint8_t byte = 0;
        int bit = 0;
        for_each(page, [&](int64_t row) {
            const bool value = booleans.Value(row);
            least = least && value;
            most = most || value;
            count++;
            byte |= static_cast<uint8_t>(value << bit++);
            if (bit < 8) return;
            put(out, &byte, 1);
            byte = 0;
            bit = 0;
        });
        if (bit > 0) put(out, &byte, 1);
    });
    if (count > 0) state_numbers(chunk.statistics, static_cast<uint8_t>(least), static_cast<uint8_t>(most));
}

/// Texts as numbers of a dictionary; false where that does not pay.
template <class Array> bool encode_numbered(Chunk &chunk, const Array &cells) {
    const auto there = cells.length() - cells.null_count();
    Dictionary dictionary(std::max<int64_t>(1, there / 4));
    std::vector<int32_t> numbers;
    numbers.reserve(there);
    if (there == 0 || !number_texts(cells, dictionary, numbers)) return false;
    Bytes words;
    Extremes extremes;
    for (const auto word : dictionary.words()) {
        check(words.Reserve(static_cast<int64_t>(word.size()) + 4));
        put_text(words, word);
        extremes.add(word);
    }
    extremes.state_in(chunk.statistics);
    chunk.words = static_cast<int32_t>(dictionary.words().size());
    chunk.dictionary = finished(words);
    chunk.encoding = parquet::Encoding::RLE_DICTIONARY;
    const auto *next = numbers.data();
    put_pages(chunk, cells, [&](const arrow::Array &page, Bytes &out) {
        const auto count = page.length() - page.null_count();
        put_numbers(out, next, count, width_of(dictionary.words().size()));
        next += count;
    });
    return true;
}

template <class Array> void encode_texts(Chunk &chunk, const Array &cells, Habit &habit) {
    if (habit.has_dictionary && encode_numbered(chunk, cells)) return;
    // A group without texts says nothing of those to come.
    if (cells.null_count() < cells.length()) habit.has_dictionary = false;
    Extremes extremes;
    put_pages(chunk, cells, [&](const arrow::Array &page, Bytes &out) {
        const auto &texts = static_cast<const Array &>(page);
        int64_t size = 0;
        for_each(page, [&](int64_t row) { size += static_cast<int64_t>(text_of(texts, row).size()) + 4; });
        check(out.Reserve(size));
        for_each(page, [&](int64_t row) {
            const auto text = text_of(texts, row);
            put_text(out, text);
            extremes.add(text);
        });
    });
    extremes.state_in(chunk.statistics);
}

/// Compresses the pages, or finds that it does not pay and leaves them.
void compress(Chunk &chunk, Habit &habit, arrow::util::Codec &codec) {
    if (!habit.is_compressed) return;
    auto pages = chunk.pages;
    int64_t raw = 0, compressed = 0;
    for (auto &page : pages) {
        const auto most = codec.MaxCompressedLen(page.raw_size, page.bytes->data());
        auto bytes = take(arrow::AllocateResizableBuffer(most));
        const auto size = take(codec.Compress(page.raw_size, page.bytes->data(), most, bytes->mutable_data()));
        check(bytes->Resize(size));
        raw += page.raw_size;
        compressed += size;
        page.bytes = std::move(bytes);
    }
    if (!habit.is_known && raw >= least_raw) {
        habit.is_compressed = static_cast<double>(compressed) <= (1 - least_gain) * static_cast<double>(raw);
    }
    if (habit.is_compressed) chunk.pages = std::move(pages);
}

}  // namespace

Chunk encode(const arrow::Array &cells, Habit &habit, arrow::util::Codec &codec) {
    Chunk chunk;
    chunk.statistics.null_count = cells.null_count();
    chunk.statistics.has_null_count = true;
    chunk.statistics.all_null_value = cells.null_count() == cells.length();
    switch (cells.type_id()) {
    case arrow::Type::BOOL: encode_booleans(chunk, cells); break;
    case arrow::Type::INT32: encode_integers<arrow::Int32Type, parquet::Int32Type>(chunk, cells); break;
    case arrow::Type::INT64: encode_integers<arrow::Int64Type, parquet::Int64Type>(chunk, cells); break;
    case arrow::Type::FLOAT: encode_reals<arrow::FloatType>(chunk, cells); break;
    case arrow::Type::DOUBLE: encode_reals<arrow::DoubleType>(chunk, cells); break;
    case arrow::Type::STRING: encode_texts(chunk, static_cast<const arrow::StringArray &>(cells), habit); break;
    case arrow::Type::DICTIONARY: encode_texts(chunk, static_cast<const arrow::DictionaryArray &>(cells), habit); break;
    default: throw Failure("cells of type " + cells.type()->ToString() + " cannot be written");
    }
    compress(chunk, habit, codec);
    habit.is_known = true;
    return chunk;
}
