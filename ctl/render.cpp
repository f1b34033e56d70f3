// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/render.hpp"

#include "base/printable.hpp"
#include "ctl/event_text.hpp"
#include "ctl/member_text.hpp"
#include "ctl/table.hpp"

#include <algorithm>
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

/// Whether the clock on the wall shows that time twice, as when summer time ends.
bool is_shown_twice(WallTime time, const Viewpoint& viewpoint) {
    constexpr std::chrono::hours around{3}; // No clock is set back by more.
    const auto offset_at = [&](WallTime other) { return local(other, viewpoint).tm_gmtoff; };
    const auto offset = offset_at(time);
    for (const auto other : {offset_at(time - around), offset_at(time + around)}) {
        if (other != offset && offset_at(time + std::chrono::seconds(offset - other)) == other) {
            return true;
        }
    }
    return false;
}

/// With the offset from UTC where only that tells which of two it is.
std::string second_text(WallTime time, const Viewpoint& viewpoint) {
    return format_time(is_shown_twice(time, viewpoint) ? "%Y-%m-%d %H:%M:%S %z"
                                                       : "%Y-%m-%d %H:%M:%S",
                       local(time, viewpoint));
}

std::string duration_text(std::uint64_t seconds) {
    return control::duration_text(std::chrono::seconds(seconds));
}

/// Until when something holds.
std::string until_text(WallTime until, const Viewpoint& viewpoint) {
    return until == WallTime{} ? "for ever" : "until " + since_text(until, viewpoint);
}

/// "; kicked: Ann, Bob"; nothing if there is nobody.
std::string list_text(std::string_view begin, const std::vector<control::NamedMember>& members) {
    std::string text;
    for (const auto& member : members) {
        text += (text.empty() ? std::string(begin) : ", ") + printable(member.name);
    }
    return text;
}

/// "2 have it: Ann, Bob (unreachable)".
std::string recipients_text(const std::string& what,
                            const std::vector<control::Recipient>& recipients) {
    std::string names;
    for (const auto& [name, is_reachable] : recipients) {
        names += (names.empty() ? ": " : ", ") + printable(name) +
                 (is_reachable ? "" : " (unreachable)");
    }
    return std::to_string(recipients.size()) + " " + what + names + "\n";
}

std::string event_number(Sequence sequence) {
    return " (event " + std::to_string(sequence.value) + ")";
}

/// "SHA256:… (Bob)".
std::string target_of(std::string_view target, std::string_view whom) {
    return printable(target) + (whom.empty() ? "" : " (" + printable(whom) + ")");
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

/// "banned 3, name_taken 2"; empty if there was none.
std::string causes_text(const control::RefusalCounts& refusals) {
    std::string causes;
    for (const auto& cause : control::fields_of<control::RefusalCounts>) {
        if (const auto count = control::text_of(cause, &refusals); count != "0") {
            causes += (causes.empty() ? "" : ", ") + std::string(cause.name) + " " + count;
        }
    }
    return causes;
}

/// "5 (banned 3, name_taken 2)".
std::string refused_text(std::uint64_t refused, const control::RefusalCounts& refusals) {
    const auto causes = causes_text(refusals);
    return std::to_string(refused) + (causes.empty() ? "" : " (" + causes + ")");
}

void add_counters(std::vector<Row>& rows, const control::Counters& counters,
                  const control::RefusalCounts& refusals) {
    const auto add = [&](const char* name, std::uint64_t count) {
        rows.push_back({name, std::to_string(count)});
    };
    add("datagrams received", counters.datagrams_received);
    add("datagrams sent", counters.datagrams_sent);
    add("malformed", counters.malformed);
    rows.push_back({"refused", refused_text(counters.refused, refusals)});
    add("unreachable", counters.unreachable);
    add("handshakes", counters.handshakes);
    add("ignored", counters.ignored);
    add("overrun", counters.overrun);
    add("unanswered", counters.unanswered);
}

/// Each line made safe for a terminal.
std::string printable_lines(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        result += printable(text.substr(0, end)) + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

/// "1.2 ms".
/// What holds for everybody.
std::string rules_text(const control::StatusInfo& status) {
    std::string text;
    const auto add = [&](bool holds, const std::string& words) {
        text += !holds ? "" : text.empty() ? words : ", " + words;
    };
    add(status.locked, "locked");
    add(status.muted, "everybody is muted");
    add(status.slow.count() > 0, "one line in " + std::to_string(status.slow.count()) + "s");
    return text.empty() ? "none" : text;
}

struct Renderer {
    const Viewpoint& viewpoint;

    template <typename Answer>
    requires requires { Answer::sentence; }
    std::string operator()(const Answer& answer) const {
        return filled(Answer::sentence, control::fields_of<Answer>, &answer);
    }

    std::string operator()(const control::Pong& pong) const {
        return "chatroomd " + printable(pong.version) + " answered in " +
               milliseconds_text(static_cast<std::uint64_t>(viewpoint.elapsed.count())) + "\n";
    }

    std::string operator()(const control::Announced& announced) const {
        return "announced to " + std::to_string(announced.members) +
               (announced.members == 1 ? " member" : " members") + " (event " +
               std::to_string(announced.sequence.value) + ")\n";
    }

    std::string operator()(const control::Kicked& kicked) const {
        return printable(kicked.name) + " was removed" + event_number(kicked.sequence) +
               (kicked.target.empty() ? "" : "; " + printable(kicked.target) + " is banned") +
               list_text("; also removed: ", kicked.also) + "\n";
    }

    std::string operator()(const control::Banned& banned) const {
        return target_of(banned.target, banned.whom) + " is banned " +
               until_text(banned.until, viewpoint) + list_text("; removed: ", banned.kicked) + "\n";
    }

    std::string operator()(const control::Bans& listed) const {
        if (listed.bans.empty()) {
            return "nobody is banned\n";
        }
        std::vector<Row> rows{{"TARGET", "NAME", "SINCE", "UNTIL", "REASON"}};
        for (const auto& ban : listed.bans) {
            rows.push_back({printable(ban.target), ban.whom.empty() ? "-" : printable(ban.whom),
                            since_text(ban.since, viewpoint),
                            ban.until == WallTime{} ? "-" : since_text(ban.until, viewpoint),
                            printable(ban.reason)});
        }
        return table(rows);
    }

    std::string operator()(const control::Muted& muted) const {
        return (muted.name.empty() ? "everybody" : printable(muted.name)) + " is muted " +
               until_text(muted.until, viewpoint) + event_number(muted.sequence) +
               list_text("; also muted: ", muted.also) + "\n";
    }

    std::string operator()(const control::Unmuted& unmuted) const {
        return (unmuted.name.empty() ? "everybody" : printable(unmuted.name)) + " may speak again" +
               event_number(unmuted.sequence) + "\n";
    }

    std::string operator()(const control::Recalled& recalled) const {
        const auto what = recalled.name.empty() ? "announcement"
                          : recalled.count == 1 ? "message"
                                                : "messages";
        const auto first = std::to_string(recalled.first.value);
        const auto numbers = recalled.first == recalled.last
                                 ? first
                                 : first + " to " + std::to_string(recalled.last.value);
        const auto rest = "what is in front of event " + std::to_string(recalled.before.value) +
                          " was not looked at; go on with --before " +
                          std::to_string(recalled.before.value) + "\n";
        return std::to_string(recalled.count) + " " + what +
               (recalled.name.empty() ? "" : " of " + printable(recalled.name)) +
               " recalled: " + numbers + event_number(recalled.sequence) + "\n" +
               (recalled.before == Sequence{} ? "" : rest);
    }

    std::string operator()(const control::DeliveryInfo& delivery) const {
        return recipients_text("have it", delivery.having) +
               recipients_text("do not have it yet", delivery.lacking) +
               recipients_text("came in later", delivery.later) +
               recipients_text("have classic programs, which cannot say", delivery.mute);
    }

    std::string operator()(const control::Slowed& slowed) const {
        const auto seconds = slowed.between_lines.count();
        return "each member may say " +
               (seconds == 0 ? "as much as it likes"
                             : "one line in " + std::to_string(seconds) + "s") +
               "\n";
    }

    std::string operator()(const control::TopicInfo& info) const {
        return (info.topic.empty() ? "there is no topic" : "topic: " + printable(info.topic)) +
               "\n" + (info.pinned.empty() ? "" : "pinned: " + printable(info.pinned) + "\n");
    }

    std::string operator()(const control::Members& room) const {
        if (room.members.empty()) {
            return "nobody is in the room\n";
        }
        const bool has_nodes = std::any_of(room.members.begin(), room.members.end(),
                                           [](const auto& one) { return !one.node.empty(); });
        std::vector<Row> rows{{"NAME", "ADDRESS", "PROTOCOL", "SINCE", "IDLE"}};
        for (const auto& member : room.members) {
            rows.push_back({printable(member.name), printable(member.address),
                            printable(member.protocol), since_text(member.since, viewpoint),
                            idle_text(member)});
        }
        for (std::size_t place = 0; has_nodes && place < rows.size(); ++place) {
            const auto node = place == 0 ? "NODE" : printable(room.members[place - 1].node);
            rows[place].insert(rows[place].begin() + 1, node);
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
        std::vector<Row> rows;
        for (const auto& trouble : status.troubles) {
            rows.push_back({"TROUBLE", printable(trouble.words) + " (since " +
                                           since_text(trouble.since, viewpoint) + ")"});
        }
        rows.insert(rows.end(), {
                                    {"version", printable(status.version)},
                                    {"pid", std::to_string(status.pid)},
                                    {"uptime", duration_text(status.uptime_seconds)},
                                    {"listening", "udp " + printable(status.listening)},
                                    {"members", std::to_string(status.members) + " of at most " +
                                                    std::to_string(status.max_members)},
                                    {"last event", std::to_string(status.sequence.value)},
                                    {"rules", rules_text(status)},
                                    {"bans", std::to_string(status.bans)},
                                    {"mutes", std::to_string(status.mutes)},
                                });
        for (const auto& node : status.nodes) {
            rows.push_back({"node " + printable(node.name),
                            std::to_string(node.members) + " members, who have everything up to " +
                                std::to_string(node.delivered.value) +
                                (node.name == status.node ? " (this one)" : "")});
        }
        add_counters(rows, status.counters, status.refusals);
        return table(rows);
    }

    std::string operator()(const control::StatsInfo& stats) const {
        const auto number = [](std::uint64_t value) { return std::to_string(value); };
        std::vector<Row> rows{
            {"version", printable(stats.version)},
            {"uptime", duration_text(stats.uptime_seconds)},
            {"members", number(stats.members) + " of at most " + number(stats.max_members)},
            {"sealed", number(stats.sealed)},
            {"classic", number(stats.classic)},
            {"unreachable members", number(stats.unreachable)},
            {"lagging members", number(stats.lagging)},
            {"names", number(stats.names)},
            {"bans", number(stats.bans)},
            {"mutes", number(stats.mutes)},
            {"last event", number(stats.sequence.value)},
            {"oldest event", number(stats.oldest.value)},
            {"memory", number(stats.resident_bytes / 1024) + " KiB"},
            {"troubles", number(stats.troubles)},
        };
        add_counters(rows, stats.counters, stats.refusals);
        return table(rows);
    }

    std::string operator()(const control::MemberDetails& member) const {
        const auto caused = causes_text(member.refused);
        std::vector<Row> rows{
            {"name", printable(member.name)},
            {"address", printable(member.address)},
            {"protocol", printable(member.protocol) +
                             (member.protocol_version > 0
                                  ? ", version " + std::to_string(member.protocol_version)
                                  : "")},
            {"since", since_text(member.since, viewpoint) + event_number(member.entered)},
            {"idle", duration_text(member.idle_seconds)},
            {"state", state_text(member)},
        };
        if (member.protocol == "sealed") {
            add_link(rows, member);
        }
        rows.push_back({"refused lately", caused.empty() ? "nothing" : caused});
        return table(rows);
    }

    std::string operator()(const control::Snapshot& snapshot) const {
        return (*this)(control::Members{snapshot.members});
    }

    std::string operator()(const control::ConfigInfo& config) const {
        const auto file = config.file.empty() ? "the built-in configuration" : config.file;
        if (config.action != "check") {
            return "# " + printable(file) + "\n" + printable_lines(config.toml);
        }
        std::string text;
        for (const auto& [message] : config.errors) {
            text += printable(message) + "\n";
        }
        if (config.errors.empty()) {
            text = printable(file) + ": ok\n";
        }
        return text + (config.restart
                           ? "[network], [paths] and [performance] take effect at the next start "
                             "only\n"
                           : "");
    }

    std::string operator()(const control::Checked& checked) const {
        if (checked.oldest > checked.latest) {
            return "nothing has happened in the room yet\n";
        }
        auto text = "events " + std::to_string(checked.oldest.value) + " to " +
                    std::to_string(checked.latest.value) +
                    (checked.checked >= checked.latest
                         ? ": all were looked at"
                         : ": looked at up to " + std::to_string(checked.checked.value) +
                               " since the last check began") +
                    "\n";
        for (const auto& [first, last] : checked.lost) {
            text += "cannot be read any more: " + std::to_string(first.value) +
                    (first == last ? "" : " to " + std::to_string(last.value)) + "\n";
        }
        return text + (checked.lost.empty() ? "nothing is damaged\n"
                                            : "what to do: " + printable(checked.advice) + "\n");
    }

    std::string operator()(const control::Refusals& traced) const {
        if (traced.refusals.empty()) {
            return "nothing that the daemon remembers was refused there\n";
        }
        std::string text;
        for (const auto& refusal : traced.refusals) {
            text += second_text(refusal.time, viewpoint) + "  " +
                    (refusal.name.empty() ? "" : printable(refusal.name) + " from ") +
                    printable(refusal.address) + ", " + printable(refusal.protocol) +
                    (refusal.times > 1 ? ", " + std::to_string(refusal.times) + " times" : "") +
                    "\n    " + printable(refusal.cause) + ": " + printable(refusal.words) +
                    "\n    what to do: " + printable(refusal.advice) + "\n";
        }
        return text;
    }

    std::string operator()(const control::Released& released) const {
        return released.name.empty()
                   ? std::to_string(released.count) +
                         (released.count == 1 ? " name that never spoke belongs"
                                              : " names that never spoke belong") +
                         " to nobody now\n"
                   : printable(released.name) + " belongs to nobody now\n";
    }

    std::string operator()(const control::Events& log) const {
        if (log.events.empty()) {
            return "nothing has happened in the room yet\n";
        }
        std::vector<Row> rows;
        for (const auto& event : log.events) {
            rows.push_back({second_text(event.time, viewpoint),
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
            rows.push_back({printable(name.name), printable(name.fingerprint),
                            since_text(name.first_used, viewpoint),
                            since_text(name.last_used, viewpoint) +
                                (name.inside ? " (inside)" : "") +
                                (name.unused ? " (never spoke)" : "")});
        }
        return table(rows);
    }
};

} // namespace

std::string render(const control::AnyAnswer& result, const Viewpoint& viewpoint) {
    return std::visit(Renderer{viewpoint}, result);
}

} // namespace chatroom
