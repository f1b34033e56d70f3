// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace chatroom {

/// Finds values that are kept elsewhere by a hash of something they have: an open table of
/// pointers, since with thousands of members the nodes of a map are more than what they point to.
/// Several values may have one hash, and one value several. Whoever lets outsiders choose what is
/// hashed takes a keyed hash.
template <typename Value>
class HashIndex {
public:
    void insert(std::uint64_t hash, Value& value) {
        if (size_ + 1 > slots_.size() / 4 * 3) {
            grow();
        }
        place({hash, &value});
        ++size_;
    }

    /// Takes away that value with that hash; nothing happens if it is not there.
    void erase(std::uint64_t hash, const Value& value) {
        const auto at = search(hash, [&](const Value& found) { return &found == &value; });
        if (at < slots_.size()) {
            close_gap(at);
            --size_;
        }
    }

    /// Calls the function with each value of that hash, in no order that means anything.
    template <typename Function>
    void for_each(std::uint64_t hash, const Function& function) const {
        search(hash, [&](Value& found) {
            function(found);
            return false;
        });
    }

    /// A value of that hash; null if there is none.
    Value* find(std::uint64_t hash) const {
        const auto at = search(hash, [](const Value&) { return true; });
        return at < slots_.size() ? slots_[at].value : nullptr;
    }

    std::size_t size() const { return size_; }

private:
    struct Slot {
        std::uint64_t hash = 0;
        Value* value = nullptr; ///< Null: nothing is here.
    };

    /// Where the search for a hash begins. Hashes may be numbers that differ in a few bits only.
    std::size_t home(std::uint64_t hash) const {
        constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15;
        return ((hash * golden_ratio) >> 32U) & (slots_.size() - 1);
    }

    std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

    /// Where the first value of that hash is that is the one; slots_.size() if none is.
    template <typename Predicate>
    std::size_t search(std::uint64_t hash, const Predicate& is_the_one) const {
        if (slots_.empty()) {
            return 0;
        }
        for (auto at = home(hash); slots_[at].value != nullptr; at = next(at)) {
            if (slots_[at].hash == hash && is_the_one(*slots_[at].value)) {
                return at;
            }
        }
        return slots_.size();
    }

    void place(const Slot& slot) {
        auto at = home(slot.hash);
        while (slots_[at].value != nullptr) {
            at = next(at);
        }
        slots_[at] = slot;
    }

    /// Moves up whatever would not be found any more across an empty place.
    void close_gap(std::size_t gap) {
        for (auto at = next(gap); slots_[at].value != nullptr; at = next(at)) {
            const auto distance = (at - home(slots_[at].hash)) & (slots_.size() - 1);
            if (distance >= ((at - gap) & (slots_.size() - 1))) {
                slots_[std::exchange(gap, at)] = slots_[at];
            }
        }
        slots_[gap] = {};
    }

    void grow() {
        constexpr std::size_t least_slots = 8;
        const auto before = std::exchange(
            slots_, std::vector<Slot>(slots_.empty() ? least_slots : 2 * slots_.size()));
        for (const auto& slot : before) {
            if (slot.value != nullptr) {
                place(slot);
            }
        }
    }

    std::vector<Slot> slots_; ///< Their number is a power of two, and one at least is empty.
    std::size_t size_ = 0;
};

} // namespace chatroom
