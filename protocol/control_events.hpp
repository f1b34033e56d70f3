// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control_row.hpp"

/// The verbs of control.hpp that are about what was said.
namespace chatroom::control {

struct Recalled {
    Sequence sequence; ///< By which everybody was told.
    std::string name;  ///< Who had said it; empty: it was an announcement.
    Sequence first;
    Sequence last;
    std::uint64_t count = 0; ///< How many messages between those two were that author's.
    Sequence before;         ///< What is in front of that was not looked at; 0: all was.

    static constexpr auto fields() {
        return std::array{field<&Recalled::sequence>("sequence"),
                          field<&Recalled::name>("name", {.optional = true}),
                          field<&Recalled::first>("first"),
                          field<&Recalled::last>("last"),
                          field<&Recalled::count>("count"),
                          field<&Recalled::before>("before", {.optional = true})};
    }
    bool operator==(const Recalled&) const = default;
};

struct Recall {
    Sequence number;  ///< 0: all that somebody has said.
    std::string user; ///< Who that is.
    std::chrono::seconds since{0};
    Sequence before; ///< 0: up to the latest.

    using Answer = Recalled;
    static constexpr Row row{"recall", Access::change, "Take back what was said or announced"};
    static constexpr auto fields() {
        return std::array{
            field<&Recall::number>("sequence", {.optional = true,
                                                .min = 1,
                                                .label = "NUMBER",
                                                .help = "Which, as log lists it; or --user"}),
            field<&Recall::user>("name", {.optional = true,
                                          .label = "NAME",
                                          .option = "--user",
                                          .help = "All that somebody has said"}),
            field<&Recall::since>("since_seconds",
                                  {.optional = true,
                                   .min = 1,
                                   .label = "DURATION",
                                   .option = "--since",
                                   .help = "With --user: so long ago at most, such as 10m"}),
            field<&Recall::before>("before", {.optional = true,
                                              .min = 1,
                                              .label = "NUMBER",
                                              .option = "--before",
                                              .help = "With --user: only in front of that event"})};
    }
    bool operator==(const Recall&) const = default;
};

/// Somebody, and whether it can be reached.
struct Recipient {
    std::string name;
    bool reachable = true;

    static constexpr auto fields() {
        return std::array{field<&Recipient::name>("name"),
                          field<&Recipient::reachable>("reachable")};
    }
    bool operator==(const Recipient&) const = default;
};

/// Who has an event, of those who are inside.
struct DeliveryInfo {
    Sequence event;
    std::vector<Recipient> lacking;
    std::vector<Recipient> having;
    std::vector<Recipient> later; ///< They came in behind it, and need not have it.
    std::vector<Recipient> mute;  ///< They have classic programs, which cannot say.

    static constexpr auto fields() {
        return std::array{
            field<&DeliveryInfo::event>("sequence"), field<&DeliveryInfo::lacking>("lack"),
            field<&DeliveryInfo::having>("have"), field<&DeliveryInfo::later>("later"),
            field<&DeliveryInfo::mute>("classic")};
    }
    bool operator==(const DeliveryInfo&) const = default;
};

struct Delivered {
    Sequence event;

    using Answer = DeliveryInfo;
    static constexpr Row row{"delivered", Access::read, "Show who has got an event"};
    static constexpr auto fields() {
        return std::array{field<&Delivered::event>(
            "sequence", {.min = 1, .label = "NUMBER", .help = "Which, as log lists it"})};
    }
    bool operator==(const Delivered&) const = default;
};

} // namespace chatroom::control
