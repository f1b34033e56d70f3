// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/render.hpp"

#include "base/printable.hpp"
#include "ctl/table.hpp"

#include <cstdint>
#include <cstdio>
#include <utility>

namespace chatroom {

namespace {

std::tm local(WallTime time, const Viewpoint& viewpoint) {
    return viewpoint.local_time(std::chrono::system_clock::to_time_t(time));
}

std::string format_time(const char* format, const std::tm& time) {
    char buffer[64];
    return {buffer, std::strftime(buffer, sizeof buffer, format, &time)};
}

/// The time of day today, with the date on any other day.
std::string since_text(WallTime since, const Viewpoint& viewpoint) {
    const auto then = local(since, viewpoint);
    const auto today = local(viewpoint.now, viewpoint);
    const bool same_day = then.tm_year == today.tm_year && then.tm_yday == today.tm_yday;
    return format_time(same_day ? "%H:%M" : "%Y-%m-%d %H:%M", then);
}

std::string duration_text(std::uint64_t seconds) {
    return control::duration_text(std::chrono::seconds(seconds));
}

std::string known_event_text(const control::LoggedEvent& event) {
    const auto name = printable(event.name);
    const auto text = printable(event.text);
    switch (event_kind_from(event.kind).value_or(EventKind{})) {
    case EventKind::entered:
        return name + " entered the room";
    case EventKind::said:
        return name + " ： " + text;
    case EventKind::left:
        return name + " left the room";
    case EventKind::kicked:
        return name + " was removed by the administrator" + (text.empty() ? "" : ": " + text);
    case EventKind::announced:
        return "announcement: " + text;
    }
    // Of a newer daemon: shown as it is.
    return "[" + printable(event.kind, 32) + "]" + (name.empty() ? "" : " " + name) +
           (text.empty() ? "" : " " + text);
}

std::string event_text(const control::LoggedEvent& event) {
    const auto about = event.about.value;
    return known_event_text(event) + (about == 0 ? "" : " (about #" + std::to_string(about) + ")");
}

/// The sentence with each {name} replaced by what the field of that name holds.
std::string filled(std::string_view sentence, std::span<const control::Field> fields,
                   const void* object) {
    std::string line(sentence);
    for (const auto& field : fields) {
        const auto mark = "{" + std::string(field.name) + "}";
        if (const auto found = sentence.find(mark); found != std::string_view::npos) {
            line.replace(line.find(mark), mark.size(), printable(control::text_of(field, object)));
        }
    }
    return line + '\n';
}

std::string protocol_text(const control::ProtocolRange& range) {
    return "control protocol " + std::to_string(range.oldest) +
           (range.newest == range.oldest ? "" : " to " + std::to_string(range.newest));
}

struct Renderer {
    const Viewpoint& viewpoint;

    template <typename Answer>
    requires requires { Answer::sentence; }
    std::string operator()(const Answer& answer) const {
        return filled(Answer::sentence, control::fields_of<Answer>, &answer);
    }

    std::string operator()(const control::Pong& pong) const {
        char milliseconds[32];
        std::snprintf(milliseconds, sizeof milliseconds, "%.1f",
                      static_cast<double>(viewpoint.elapsed.count()) / 1000);
        return "chatroomd " + printable(pong.version) + " answered in " + milliseconds + " ms\n";
    }

    std::string operator()(const control::Announced& announced) const {
        return "announced to " + std::to_string(announced.members) +
               (announced.members == 1 ? " member" : " members") + " (event " +
               std::to_string(announced.sequence.value) + ")\n";
    }

    std::string operator()(const control::Members& room) const {
        if (room.members.empty()) {
            return "nobody is in the room\n";
        }
        std::vector<Row> rows{{"NAME", "ADDRESS", "PROTOCOL", "SINCE", "IDLE"}};
        for (const auto& member : room.members) {
            rows.push_back(
                {printable(member.name), printable(member.address), printable(member.protocol),
                 since_text(member.since, viewpoint),
                 duration_text(member.idle_seconds) + (member.reachable ? "" : " (unreachable)")});
        }
        return table(rows);
    }

    std::string operator()(const control::VersionInfo& daemon) const {
        return table({
            {"chatroomctl", CHATROOM_VERSION, protocol_text({})},
            {"chatroomd", printable(daemon.version), protocol_text(daemon.protocol)},
        });
    }

    std::string operator()(const control::StatusInfo& status) const {
        return table({
            {"version", printable(status.version)},
            {"pid", std::to_string(status.pid)},
            {"uptime", duration_text(status.uptime_seconds)},
            {"listening", "udp " + printable(status.listening)},
            {"members",
             std::to_string(status.members) + " of at most " + std::to_string(status.max_members)},
            {"last event", std::to_string(status.sequence.value)},
            {"datagrams received", std::to_string(status.counters.datagrams_received)},
            {"datagrams sent", std::to_string(status.counters.datagrams_sent)},
            {"malformed", std::to_string(status.counters.malformed)},
            {"refused", std::to_string(status.counters.refused)},
            {"unreachable", std::to_string(status.counters.unreachable)},
            {"handshakes", std::to_string(status.counters.handshakes)},
            {"ignored", std::to_string(status.counters.ignored)},
        });
    }

    std::string operator()(const control::Events& log) const {
        if (log.events.empty()) {
            return "nothing has happened in the room yet\n";
        }
        std::vector<Row> rows;
        for (const auto& event : log.events) {
            rows.push_back({format_time("%Y-%m-%d %H:%M:%S", local(event.time, viewpoint)),
                            "#" + std::to_string(event.sequence.value), event_text(event)});
        }
        return table(rows);
    }

    std::string operator()(const control::OwnedNames& owned) const {
        if (owned.names.empty()) {
            return "no name belongs to anybody\n";
        }
        std::vector<Row> rows{{"NAME", "KEY", "FIRST USED", "LAST USED"}};
        for (const auto& name : owned.names) {
            rows.push_back(
                {printable(name.name), printable(name.fingerprint),
                 since_text(name.first_used, viewpoint),
                 since_text(name.last_used, viewpoint) + (name.inside ? " (inside)" : "")});
        }
        return table(rows);
    }
};

} // namespace

std::string render(const control::AnyAnswer& result, const Viewpoint& viewpoint) {
    return std::visit(Renderer{viewpoint}, result);
}

} // namespace chatroom
