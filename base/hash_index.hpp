// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace chatroom {

/// Finds values that are kept elsewhere by a hash of something they have: an open table of
/// pointers, since with thousands of members the nodes of a map are more than what they point to.
/// Several values may have one hash, and one value several. Half of a hash is kept, so whoever
/// looks for a value has to look at what is found. Whoever lets outsiders choose what is hashed
/// takes a keyed hash.
template <typename Value>
class HashIndex {
public:
    void insert(std::uint64_t hash, Value& value) {
        if (size_ + 1 > values_.size() / 4 * 3) {
            grow();
        }
        place(mark_of(hash), value);
        ++size_;
    }

    /// Takes away that value with that hash; nothing happens if it is not there.
    void erase(std::uint64_t hash, const Value& value) {
        const auto at = search(hash, [&](const Value& found) { return &found == &value; });
        if (at < values_.size()) {
            close_gap(at);
            --size_;
        }
    }

    /// Calls the function with each value of that hash, and perhaps with others, in no order that
    /// means anything.
    template <typename Function>
    void for_each(std::uint64_t hash, const Function& function) const {
        search(hash, [&](Value& found) {
            function(found);
            return false;
        });
    }

    /// A value of that hash for which the predicate holds; null if there is none.
    template <typename Predicate>
    Value* find(std::uint64_t hash, const Predicate& is_the_one) const {
        const auto at = search(hash, is_the_one);
        return at < values_.size() ? values_[at] : nullptr;
    }

    std::size_t size() const { return size_; }

private:
    using Mark = std::uint32_t;
    static constexpr Mark nothing = 0;

    /// What is kept of a hash. Hashes may be numbers that differ in a few bits only.
    static Mark mark_of(std::uint64_t hash) {
        constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15;
        const auto mark = static_cast<Mark>((hash * golden_ratio) >> 32U);
        return mark == nothing ? 1 : mark;
    }

    /// Where the search for a mark begins.
    std::size_t home(Mark mark) const { return mark & (marks_.size() - 1); }

    std::size_t next(std::size_t at) const { return (at + 1) & (marks_.size() - 1); }

    /// Where the first value of that hash is that is the one; values_.size() if none is.
    template <typename Predicate>
    std::size_t search(std::uint64_t hash, const Predicate& is_the_one) const {
        if (marks_.empty()) {
            return 0;
        }
        const auto mark = mark_of(hash);
        for (auto at = home(mark); marks_[at] != nothing; at = next(at)) {
            if (marks_[at] == mark && is_the_one(*values_[at])) {
                return at;
            }
        }
        return values_.size();
    }

    void place(Mark mark, Value& value) {
        auto at = home(mark);
        while (marks_[at] != nothing) {
            at = next(at);
        }
        marks_[at] = mark;
        values_[at] = &value;
    }

    /// Moves up whatever would not be found any more across an empty place.
    void close_gap(std::size_t gap) {
        for (auto at = next(gap); marks_[at] != nothing; at = next(at)) {
            const auto distance = (at - home(marks_[at])) & (marks_.size() - 1);
            if (distance >= ((at - gap) & (marks_.size() - 1))) {
                marks_[gap] = marks_[at];
                values_[std::exchange(gap, at)] = values_[at];
            }
        }
        marks_[gap] = nothing;
        values_[gap] = nullptr;
    }

    void grow() {
        constexpr std::size_t least_places = 8;
        const auto places = values_.empty() ? least_places : 2 * values_.size();
        const auto marks = std::exchange(marks_, std::vector<Mark>(places, nothing));
        const auto values = std::exchange(values_, std::vector<Value*>(places));
        for (std::size_t at = 0; at < marks.size(); ++at) {
            if (marks[at] != nothing) {
                place(marks[at], *values[at]);
            }
        }
    }

    /// Their number is a power of two, and one at least is nothing. There are two arrays, as in one
    /// of both a quarter would be padding.
    std::vector<Mark> marks_;
    std::vector<Value*> values_; ///< Where their marks are.
    std::size_t size_ = 0;
};

} // namespace chatroom
