// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/classic_watch.hpp"

#include "protocol/classic_wording.hpp"
#include "protocol/sealed/datagram.hpp"
#include "tests/simulation/person.hpp"

#include <algorithm>
#include <array>

namespace chatroom::simulation {

namespace {

constexpr std::array<std::string_view, 2> farewell{"Exit", "EXIT"};

/// Of those that are taken here, and for ever.
std::string words_of_measure(const Event& event) {
    const auto whom = event.name.empty() ? std::string("全体成员") : event.name;
    switch (event.kind) {
    case EventKind::muted:
        return whom + " 被禁言";
    case EventKind::unmuted:
        return whom + " 可以说话了";
    case EventKind::locked:
        return "聊天室已锁定，新人不能进入";
    case EventKind::unlocked:
        return "聊天室已解锁";
    case EventKind::recalled:
        return (event.name.empty() ? "公告" : event.name + " 的消息") + "已撤回（编号 " +
               std::to_string(event.about.value) + (event.text.empty() ? "" : " 到 " + event.text) +
               "）";
    default:
        fail("nobody has done that here");
    }
}

/// Written down once more, as the room's own words cannot prove themselves.
std::string words_of(const Event& event) {
    switch (event.kind) {
    case EventKind::entered:
        return event.name + " 进入了聊天室";
    case EventKind::said:
        return event.name + " ： " + event.text;
    case EventKind::left:
        return event.name + "退出了聊天室";
    case EventKind::kicked:
        return event.name + "退出了聊天室（被管理员请出" +
               (event.text.empty() ? "" : "： " + event.text) + "）";
    case EventKind::announced:
        return "管理员消息： " + event.text;
    default:
        break;
    }
    return "管理员消息： " + words_of_measure(event);
}

} // namespace

void ClassicWatch::started(const std::vector<StoredMember>& members) {
    members_.clear();
    notices_.clear();
    owed_.clear();
    leaving_.clear();
    closed_.clear();
    for (const auto& member : members) {
        if (!member.key) {
            members_.push_back({member.name.text(), member.address});
            names_[member.address] = member.name.text();
        }
    }
}

void ClassicWatch::received(const Address& from, std::string_view bytes) {
    if (!sealed::is_sealed(bytes)) {
        owed_[from] += static_cast<unsigned>(farewell.size());
        if (bytes.starts_with('Q')) {
            leaving_.insert(from);
        }
    }
}

void ClassicWatch::decided(const DecidedRecord& record) {
    const auto& event = record.event;
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        depart(event);
    }
    if (!is_known(event.kind)) {
        return; // There are no words for it.
    }
    tell_all(words_of(event), event.kind == EventKind::said ? event.name : std::string_view());
    if (event.kind == EventKind::entered && !record.key) {
        members_.push_back({event.name, *record.address});
        names_[*record.address] = event.name;
        tell(*record.address, std::string(classic::granted));
        if (is_silent_) {
            tell(*record.address, "管理员消息： 全体成员 被禁言");
        }
    }
    if (event.name.empty() &&
        (event.kind == EventKind::muted || event.kind == EventKind::unmuted)) {
        is_silent_ = event.kind == EventKind::muted;
    }
}

/// Who is kicked is told so, and then as much as who leaves.
void ClassicWatch::depart(const Event& event) {
    const auto member = std::find_if(members_.begin(), members_.end(),
                                     [&](const Member& one) { return one.name == event.name; });
    if (member == members_.end()) {
        return;
    }
    if (event.kind == EventKind::kicked) {
        tell(member->address, words_of(event));
        std::for_each(farewell.begin(), farewell.end(),
                      [&](std::string_view word) { tell(member->address, std::string(word)); });
    } else if (!leaving_.contains(member->address)) {
        for (auto& notice : notices_[member->address]) {
            notice.is_certain = false;
        }
    }
    closed_.erase(member->address);
    members_.erase(member);
}

void ClassicWatch::tell_all(const std::string& words, std::string_view author) {
    for (const auto& member : members_) {
        if (member.name != author) {
            tell(member.address, words);
        }
    }
}

void ClassicWatch::sent(const Address& to, std::string_view bytes) {
    if (bytes == classic::probe(classic::Language::zh)) {
        return; // Whoever waits for a place decides when.
    }
    auto& notices = notices_[to];
    const auto next = std::find_if(notices.begin(), notices.end(), [&](const Notice& notice) {
        return notice.is_certain || notice.words == bytes;
    });
    if (next != notices.end() && next->words == bytes) {
        notices.erase(notices.begin(), next + 1);
        return;
    }
    auto& owed = owed_[to];
    if (owed == 0 || !is_answer(to, bytes)) {
        fail("somebody is told what is not for it, or not yet: " + std::string(bytes));
    }
    --owed;
}

bool ClassicWatch::is_answer(const Address& to, std::string_view bytes) const {
    if (bytes == classic::granted ||
        std::find(farewell.begin(), farewell.end(), bytes) != farewell.end()) {
        return true;
    }
    if (bytes.starts_with("这个名字属于别人，至少到 ")) { // Until when is not known here.
        return true;
    }
    const auto name = names_.find(to);
    const auto own_name = name == names_.end() ? std::string() : name->second;
    constexpr auto last = static_cast<unsigned>(classic::Refusal::too_many_names);
    for (unsigned refusal = 0; refusal <= last; ++refusal) {
        if (bytes == classic::refusal_text(classic::Language::zh,
                                           static_cast<classic::Refusal>(refusal),
                                           {.own_name = own_name, .reason = reason_of_kicks})) {
            return true;
        }
    }
    return false;
}

void ClassicWatch::turn_over(bool is_settled) {
    for (const auto& [address, notices] : notices_) {
        for (const auto& notice : notices) {
            if (notice.is_certain) {
                fail(to_string(address) + " was not told: " + notice.words);
            }
        }
    }
    notices_.clear();
    if (is_settled) {
        owed_.clear();
        leaving_.clear();
    }
}

} // namespace chatroom::simulation
