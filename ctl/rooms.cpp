// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/rooms.hpp"

#include "base/user_paths.hpp"
#include "ctl/call.hpp"
#include "ctl/explain.hpp"
#include "ctl/table.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace chatroom {

namespace {

constexpr std::size_t max_rooms = 1000;
constexpr std::string_view folder_prefix = "chatroomd-";

std::string reason_of(const ExchangeFailure& failure) {
    switch (failure.kind) {
    case ExchangeFailure::Kind::not_running:
        return "not running";
    case ExchangeFailure::Kind::permission_denied:
        return "permission denied";
    case ExchangeFailure::Kind::timed_out:
        return "no answer";
    case ExchangeFailure::Kind::unreadable:
        return "its answer cannot be read";
    case ExchangeFailure::Kind::failed:
        break;
    }
    return failure.message;
}

RoomEntry ask(const RoomPlace& place, std::chrono::milliseconds timeout) {
    const auto answer = call(place.socket, control::Status{}, timeout);
    if (const auto* failure = std::get_if<ExchangeFailure>(&answer)) {
        return {place, std::nullopt, reason_of(*failure)};
    }
    const auto& reply = std::get<control::Response>(answer).reply;
    if (!reply) {
        return {place, std::nullopt, explain(reply.error())};
    }
    return {place, std::get<control::StatusInfo>(*reply)};
}

} // namespace

std::optional<std::string> room_at(const std::filesystem::path& socket) {
    const auto folder = socket.parent_path().filename().string();
    if (!folder.starts_with(folder_prefix)) {
        return std::nullopt;
    }
    const auto name = folder.substr(folder_prefix.size());
    return is_room_name(name) && socket == room_control_socket(name) ? std::optional(name)
                                                                     : std::nullopt;
}

std::vector<RoomPlace> find_rooms(const std::filesystem::path& run) {
    std::vector<RoomPlace> rooms;
    std::error_code ignored; // What cannot be looked at has no rooms for us.
    const auto main = run / "chatroomd" / "control.sock";
    if (std::filesystem::exists(main, ignored)) {
        rooms.push_back({{}, main});
    }
    for (const auto& entry : std::filesystem::directory_iterator(run, ignored)) {
        const auto folder = entry.path().filename().string();
        const auto socket = entry.path() / "control.sock";
        if (folder.starts_with(folder_prefix) && rooms.size() < max_rooms &&
            is_room_name(folder.substr(folder_prefix.size())) &&
            std::filesystem::exists(socket, ignored)) {
            rooms.push_back({folder.substr(folder_prefix.size()), socket});
        }
    }
    std::ranges::sort(rooms, {}, &RoomPlace::name);
    return rooms;
}

std::vector<RoomEntry> ask_rooms(const std::vector<RoomPlace>& places,
                                 std::chrono::milliseconds timeout) {
    std::vector<RoomEntry> rooms;
    for (const auto& place : places) {
        rooms.push_back(ask(place, timeout));
    }
    return rooms;
}

std::string rooms_table(const std::vector<RoomEntry>& rooms) {
    std::vector<Row> rows{{"ROOM", "PORT", "MEMBERS"}};
    for (const auto& room : rooms) {
        const auto name = room.place.name.empty() ? "(main)" : room.place.name;
        rows.push_back(room.status
                           ? Row{name, room.status->listening, std::to_string(room.status->members)}
                           : Row{name, "-", room.reason});
    }
    return table(rows);
}

std::string rooms_json(const std::vector<RoomEntry>& rooms) {
    auto list = nlohmann::json::array();
    for (const auto& room : rooms) {
        nlohmann::json entry{{"name", room.place.name}, {"socket", room.place.socket.string()}};
        if (room.status) {
            entry["listening"] = room.status->listening;
            entry["members"] = room.status->members;
        } else {
            entry["reason"] = room.reason;
        }
        list.push_back(std::move(entry));
    }
    return nlohmann::json{{"rooms", std::move(list)}}.dump(
               -1, ' ', false, nlohmann::json::error_handler_t::replace) +
           "\n";
}

} // namespace chatroom
