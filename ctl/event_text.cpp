// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/event_text.hpp"

#include "base/printable.hpp"

namespace chatroom {

namespace {

std::optional<std::chrono::seconds> seconds_of(const control::LoggedEvent& event) {
    return seconds_in({.sequence = {}, .time = {}, .name = {}, .text = event.text});
}

/// " for 10m"; nothing if the event has no such number.
std::string for_so_long(const control::LoggedEvent& event) {
    const auto seconds = seconds_of(event);
    return seconds ? " for " + control::duration_text(*seconds) : "";
}

std::string slowed_text(const control::LoggedEvent& event) {
    const auto seconds = seconds_of(event);
    return seconds ? "everybody may say one line in " + control::duration_text(*seconds)
                   : "everybody may speak as fast as before";
}

std::string known_event_text(const control::LoggedEvent& event) {
    const auto name = printable(event.name);
    const auto text = printable(event.text);
    const auto said = event.recalled ? "(recalled)" : text;
    const auto whom = name.empty() ? "everybody" : name;
    switch (event_kind_from(event.kind).value_or(EventKind{})) {
    case EventKind::entered:
        return name + " entered the room";
    case EventKind::said:
        return name + " ： " + said;
    case EventKind::left:
        return name + " left the room";
    case EventKind::kicked:
        return name + " was removed by the administrator" + (text.empty() ? "" : ": " + text);
    case EventKind::announced:
        return "announcement: " + said;
    case EventKind::muted:
        return whom + " was muted" + for_so_long(event);
    case EventKind::unmuted:
        return whom + " may speak again";
    case EventKind::locked:
        return "the room was locked";
    case EventKind::unlocked:
        return "the room was unlocked";
    case EventKind::slowed:
        return slowed_text(event);
    case EventKind::topic:
        return text.empty() ? "there is no topic any more" : "topic: " + text;
    case EventKind::pinned:
        return "an announcement was pinned";
    case EventKind::unpinned:
        return "an announcement was taken down";
    case EventKind::recalled:
        return std::string(name.empty()   ? "an announcement"
                           : text.empty() ? "a message"
                                          : "messages") +
               (name.empty() ? "" : " of " + name) +
               (text.empty() ? " was recalled" : " up to #" + text + " were recalled");
    }
    // Of a newer daemon: shown as it is.
    return "[" + printable(event.kind, 32) + "]" + (name.empty() ? "" : " " + name) +
           (text.empty() ? "" : " " + text);
}

} // namespace

std::string event_text(const control::LoggedEvent& event) {
    const auto about = event.about.value;
    return known_event_text(event) + (about == 0 ? "" : " (about #" + std::to_string(about) + ")");
}

} // namespace chatroom
