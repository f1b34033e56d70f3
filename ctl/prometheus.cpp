// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/prometheus.hpp"

#include <cstdint>
#include <string_view>

namespace chatroom {

namespace {

/// A value of a label in the text format: a backslash, a quotation mark and a line break have to be
/// escaped.
std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char byte : value) {
        text += byte == '\n'                    ? "\\n"
                : (byte == '"' || byte == '\\') ? std::string{'\\', byte}
                                                : std::string{byte};
    }
    return text + '"';
}

/// Metrics, one after the other.
class Text {
public:
    void begin(std::string_view name, std::string_view type, std::string_view help) {
        name_ = "chatroom_" + std::string(name);
        text_ += "# HELP " + name_ + " " + std::string(help) + "\n# TYPE " + name_ + " " +
                 std::string(type) + "\n";
    }

    void value(std::uint64_t number) { text_ += name_ + " " + std::to_string(number) + "\n"; }

    void value(std::string_view label, std::string_view of, std::uint64_t number) {
        text_ += name_ + "{" + std::string(label) + "=" + quoted(of) + "} " +
                 std::to_string(number) + "\n";
    }

    void gauge(std::string_view name, std::uint64_t number, std::string_view help) {
        begin(name, "gauge", help);
        value(number);
    }

    void counter(std::string_view name, std::uint64_t number, std::string_view help) {
        begin(name, "counter", help);
        value(number);
    }

    std::string result() && { return std::move(text_); }

private:
    std::string name_;
    std::string text_;
};

void add_counters(Text& text, const control::StatsInfo& stats) {
    const auto& counters = stats.counters;
    text.counter("datagrams_received_total", counters.datagrams_received,
                 "Datagrams that arrived at the chat port.");
    text.counter("datagrams_sent_total", counters.datagrams_sent,
                 "Datagrams that the room had sent.");
    text.counter("malformed_total", counters.malformed,
                 "Datagrams that have no form of the classic protocol.");
    text.counter("ignored_total", counters.ignored, "Sealed datagrams that were ignored.");
    text.counter("unreachable_total", counters.unreachable,
                 "Reports of the network that something was not delivered.");
    text.counter("handshakes_total", counters.handshakes,
                 "Completed handshakes of the sealed protocol.");
    text.counter("overrun_total", counters.overrun, "Datagrams of whom too many waited.");
    text.counter("unanswered_total", counters.unanswered,
                 "Answers to strangers that were too many.");
    text.begin("refused_total", "counter", "Requests that were not granted, by cause.");
    for (std::size_t cause = 0; cause < stats.refusals.by_cause.size(); ++cause) {
        text.value("cause", classic::cause_of(static_cast<classic::Refusal>(cause)),
                   stats.refusals.by_cause[cause]);
    }
}

} // namespace

std::string prometheus_text(const control::StatsInfo& stats) {
    Text text;
    text.begin("info", "gauge", "The version of the daemon; always 1.");
    text.value("version", stats.version, 1);
    text.gauge("uptime_seconds", stats.uptime_seconds, "How long the daemon has been running.");
    text.begin("members", "gauge", "Members who are in the room, by protocol.");
    text.value("protocol", "sealed", stats.sealed);
    text.value("protocol", "classic", stats.classic);
    text.gauge("members_limit", stats.max_members, "How many members there may be.");
    text.gauge("members_unreachable", stats.unreachable,
               "Members to whom nothing can be delivered.");
    text.gauge("members_lagging", stats.lagging, "Members who are too far behind.");
    text.gauge("names", stats.names, "Names that belong to a key.");
    text.gauge("bans", stats.bans, "Bans that hold.");
    text.gauge("mutes", stats.mutes, "Mutes that hold.");
    text.counter("events_total", stats.sequence.value, "The number of the latest event.");
    text.gauge("events_oldest", stats.oldest.value, "The number of the oldest event that is kept.");
    if (stats.resident_bytes > 0) {
        text.gauge("resident_bytes", stats.resident_bytes, "Memory that the daemon has.");
    }
    text.gauge("troubles", stats.troubles, "What is wrong with the room, as its status says.");
    add_counters(text, stats);
    return std::move(text).result();
}

} // namespace chatroom
