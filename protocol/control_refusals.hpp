// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/classic_wording.hpp"
#include "protocol/control_row.hpp"

#include <utility>

/// How refusals are counted and traced over the control protocol.
namespace chatroom::control {

inline constexpr std::uint32_t default_why_count = 20;
/// As many as the daemon remembers.
inline constexpr std::uint32_t max_why_count = 1024;

/// How often each cause led to a refusal. In JSON an object with those that did.
struct RefusalCounts {
    std::array<std::uint64_t, classic::refusal_count> by_cause{};

    template <std::size_t Cause>
    static constexpr Field count_of() {
        return {classic::cause_of(static_cast<classic::Refusal>(Cause)),
                {.optional = true},
                [](const void* object) -> Place {
                    const auto* counts = static_cast<const RefusalCounts*>(object);
                    return const_cast<std::uint64_t*>(&counts->by_cause[Cause]);
                }};
    }

    static constexpr auto fields() {
        return []<std::size_t... Cause>(std::index_sequence<Cause...> /*causes*/) {
            return std::array{count_of<Cause>()...};
        }
        (std::make_index_sequence<classic::refusal_count>());
    }
    bool operator==(const RefusalCounts&) const = default;
};

struct RefusalInfo {
    WallTime time;           ///< The last time.
    std::string cause;       ///< A word, "banned": that of a newer daemon may be unknown here.
    std::string name;        ///< That was asked for or claimed; empty if none was.
    std::string address;     ///< With the port.
    std::string protocol;    ///< "classic" or "sealed".
    std::uint64_t times = 1; ///< In a row, or nearly so.
    std::string words;       ///< What it was told, in English.
    std::string advice;      ///< What the administrator can do about it as things stand.

    static constexpr auto fields() {
        return std::array{field<&RefusalInfo::time>("time"),
                          field<&RefusalInfo::cause>("cause"),
                          field<&RefusalInfo::name>("name", {.optional = true}),
                          field<&RefusalInfo::address>("address"),
                          field<&RefusalInfo::protocol>("protocol"),
                          field<&RefusalInfo::times>("times"),
                          field<&RefusalInfo::words>("words"),
                          field<&RefusalInfo::advice>("advice")};
    }
    bool operator==(const RefusalInfo&) const = default;
};

struct Refusals {
    std::vector<RefusalInfo> refusals; ///< Oldest first.

    static constexpr auto fields() { return std::array{field<&Refusals::refusals>("refusals")}; }
    bool operator==(const Refusals&) const = default;
};

struct Why {
    std::string whom; ///< A name, an address with or without port, or a network.
    std::uint32_t count = default_why_count;

    using Answer = Refusals;
    static constexpr Row row{"why", Access::read, "Show why somebody was refused lately"};
    static constexpr auto fields() {
        return std::array{
            field<&Why::whom>("whom", {.label = "WHOM", .help = "A name, an address or a network"}),
            field<&Why::count>("count", {.optional = true,
                                         .min = 1,
                                         .max = max_why_count,
                                         .label = "N",
                                         .option = "-n",
                                         .help = "How many at most, 1 to 1024 (default: 20)"})};
    }
    bool operator==(const Why&) const = default;
};

} // namespace chatroom::control
