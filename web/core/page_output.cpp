// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/page_output.hpp"

#include "client/core/display.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace chatroom {

namespace {

using nlohmann::json;

std::string_view word(Mark mark) {
    constexpr std::array<std::string_view, 4> words{"journal", "everywhere", "failed", "recalled"};
    return words.at(static_cast<std::size_t>(mark));
}

std::string_view word(Notice notice) {
    switch (notice) {
    case Notice::server_unreachable:
        return "unreachable";
    case Notice::server_reachable_again:
        return "reachable";
    case Notice::nothing_is_kept:
        return "not_kept";
    case Notice::kept_again:
        break;
    }
    return "kept";
}

std::string_view word(EndReason reason) {
    switch (reason) {
    case EndReason::left:
        return "left";
    case EndReason::left_unconfirmed:
        return "left_unconfirmed";
    case EndReason::never_entered:
        return "never_entered";
    case EndReason::no_answer:
        return "no_answer";
    case EndReason::ignored:
        return "ignored";
    case EndReason::nothing_listens:
        return "closed";
    case EndReason::no_route:
        return "no_route";
    case EndReason::kicked:
        return "kicked";
    case EndReason::dismissed:
        return "dismissed";
    case EndReason::superseded:
        return "superseded";
    case EndReason::server_key_changed:
        return "key_changed";
    case EndReason::other_fingerprint:
        return "other";
    case EndReason::other_version:
        return "version";
    }
    return "ended"; // Not of this enumeration.
}

std::string_view word(sealed::NotSaidReason reason) {
    switch (reason) {
    case sealed::NotSaidReason::not_clean:
        return "not_clean";
    case sealed::NotSaidReason::too_fast:
        return "too_fast";
    case sealed::NotSaidReason::muted:
        return "muted";
    case sealed::NotSaidReason::not_saved:
        return "not_saved";
    case sealed::NotSaidReason::out_of_order:
    case sealed::NotSaidReason::too_many:
        return "too_many";
    }
    return "other"; // Of a later version: the text says it.
}

json object(std::string_view kind) {
    return {{"t", kind}};
}

json crowd(const sealed::Crowd& crowd) {
    auto names = json::array();
    for (const auto& name : crowd.names) {
        names.push_back(displayable(name));
    }
    return {{"count", crowd.count}, {"names", std::move(names)}};
}

/// The members of an object that are an event's.
json event_members(const Event& event) {
    json value{{"n", event.sequence.value},
               {"at", event.time.time_since_epoch().count()},
               {"kind", to_string(event.kind)}};
    if (!event.name.empty()) {
        value["name"] = displayable(event.name);
    }
    if (!event.text.empty()) {
        value["text"] = displayable(event.text);
    }
    if (event.about != Sequence{}) {
        value["about"] = event.about.value;
    }
    return value;
}

/// What each output is to the page; those that are not for it are none.
struct Teller {
    std::optional<json> operator()(const SendDatagram&) const { return std::nullopt; }
    std::optional<json> operator()(const NewSocket&) const { return std::nullopt; }
    std::optional<json> operator()(const ShowLine&) const { return std::nullopt; } // Classic.
    std::optional<json> operator()(const Said&) const { return std::nullopt; }     // said_to_page()
    std::optional<json> operator()(const PastEnded&) const { return std::nullopt; }
    std::optional<json> operator()(const ShowOlder&) const { return std::nullopt; } // Likewise.

    std::optional<json> operator()(const TextTooLong& output) const {
        return json{{"t", "unfit"}, {"reason", "too_long"}, {"most", output.max_bytes}};
    }

    std::optional<json> operator()(const TextNotUtf8&) const {
        return json{{"t", "unfit"}, {"reason", "not_utf8"}};
    }

    std::optional<json> operator()(const Tell& output) const { return object(word(output.notice)); }

    std::optional<json> operator()(const NameRefused& output) const {
        auto value = object("refused");
        value["text"] = displayable(output.reason);
        if (output.refusal) {
            value["reason"] = classic::cause_of(*output.refusal);
        }
        return value;
    }

    std::optional<json> operator()(const Entered& output) const {
        return json{{"t", "entered"}, {"name", displayable(output.name)}};
    }

    std::optional<json> operator()(const Ended& output) const {
        return json{{"t", "ended"},
                    {"reason", word(output.reason)},
                    {"detail", displayable(output.detail)}};
    }

    std::optional<json> operator()(const Marked& output) const {
        return json{{"t", "mark"}, {"m", output.message.value}, {"mark", word(output.mark)}};
    }

    std::optional<json> operator()(const NotTaken& output) const {
        return json{{"t", "not_taken"},
                    {"reason", word(output.reason)},
                    {"text", displayable(output.text)},
                    {"after", output.retry_after.count()},
                    {"final", output.is_final},
                    {"lines", output.limits.lines_per_second},
                    {"bytes", output.limits.bytes_per_second}};
    }

    std::optional<json> operator()(const ShowEvent& output) const {
        auto value = event_members(output.event);
        value["t"] = "event";
        if (output.is_past) {
            value["past"] = true;
        }
        if (output.own) {
            value["m"] = output.own->value;
        }
        return value;
    }

    std::optional<json> operator()(const ShowGap& output) const {
        return json{{"t", "gap"}, {"count", output.count}, {"lost", output.is_lost}};
    }

    std::optional<json> operator()(const ShowGreeting& output) const {
        const auto& greeting = output.greeting;
        return json{{"t", "greeting"},
                    {"topic", displayable(greeting.topic)},
                    {"pinned", displayable(greeting.pinned)},
                    {"slow", greeting.slow.count()},
                    {"silent", greeting.is_silent}};
    }

    std::optional<json> operator()(const ShowDelivery& output) const {
        json value{{"t", "who"}, {"event", output.event.value}};
        if (output.delivered) {
            value["having"] = crowd(output.delivered->having);
            value["lacking"] = crowd(output.delivered->lacking);
            value["later"] = crowd(output.delivered->later);
            value["mute"] = crowd(output.delivered->mute);
        }
        return value;
    }

    std::optional<json> operator()(const ShowMembers& output) const {
        auto value = output.members ? crowd(*output.members) : json::object();
        value["t"] = "members";
        return value;
    }

    std::optional<json> operator()(const ServerKey& output) const {
        return json{{"t", "key"}, {"fingerprint", sealed::fingerprint(output.key)}};
    }

    std::optional<json> operator()(const PassphraseNeeded& output) const {
        return json{{"t", "passphrase"}, {"wrong", output.was_wrong}};
    }
};

} // namespace

std::optional<json> to_page(const Output& output) {
    return std::visit(Teller{}, output);
}

json said_to_page(TextNumber number, const std::vector<Said>& parts) {
    auto list = json::array();
    for (const auto& part : parts) {
        list.push_back({{"m", part.message.value}, {"text", displayable(part.text)}});
    }
    return {{"t", "said"}, {"id", number.value}, {"parts", std::move(list)}};
}

json older_to_page(Sequence before, const ShowOlder& output) {
    json value{{"t", "older"}, {"before", before.value}, {"start", output.is_all}};
    if (output.events) {
        auto events = json::array();
        for (const auto& event : *output.events) {
            events.push_back(event_members(event));
        }
        value["events"] = std::move(events);
    }
    return value;
}

} // namespace chatroom
