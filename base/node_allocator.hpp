// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include <boost/pool/singleton_pool.hpp>

namespace chatroom {

/// Whether each node is to have memory of its own: only so can AddressSanitizer see a use of one
/// that is gone.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool nodes_are_watched = true;
#elif defined(__has_feature)
inline constexpr bool nodes_are_watched = __has_feature(address_sanitizer);
#else
inline constexpr bool nodes_are_watched = false;
#endif

/// For the nodes of containers that live as long as members stay, of which there are thousands.
/// Side by side they take no more than they need, and what a turn takes beside them can be given
/// back to the system as a whole. Memory of nodes that are gone is kept for others of their type.
/// Not for more than one thread.
template <typename Value>
class NodeAllocator {
public:
    using value_type = Value;

    NodeAllocator() = default;
    template <typename Other>
    NodeAllocator(const NodeAllocator<Other>& /*other*/) {}

    /// Throws std::bad_alloc.
    Value* allocate(std::size_t count) {
        if (count != 1 || nodes_are_watched) { // A table and no node.
            return std::allocator<Value>().allocate(count);
        }
        auto* node = (Pool::malloc)();
        if (node == nullptr) {
            throw std::bad_alloc();
        }
        return static_cast<Value*>(node);
    }

    void deallocate(Value* node, std::size_t count) {
        if (count != 1 || nodes_are_watched) {
            std::allocator<Value>().deallocate(node, count);
        } else {
            (Pool::free)(node);
        }
    }

    bool operator==(const NodeAllocator& /*other*/) const { return true; }

private:
    /// How many nodes are taken from the system at once. It is twice as many each time: the fewer
    /// slabs lie between other memory, the more of that can be given back.
    static constexpr unsigned least_slab = 32;
    static constexpr unsigned most_slab = 512;

    struct Tag {};
    using Pool = boost::singleton_pool<Tag, sizeof(Value), boost::default_user_allocator_new_delete,
                                       boost::details::pool::null_mutex, least_slab, most_slab>;
};

} // namespace chatroom
