// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/classic_wording.hpp"

#include "base/utf8.hpp"
#include "protocol/recall.hpp"

#include <array>

namespace chatroom::classic {

namespace {

struct Wording {
    std::string_view zh;
    std::string_view en;

    std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

// In the order of the enumeration. "{}" stands for what completes it.
constexpr std::array<Wording, refusal_count> refusals{{
    {"不允许从您的网络地址进入", "classic access is not allowed from your address"},
    {"您被禁止进入聊天室{}", "you are banned from this room{}"},
    {"请给出名字：L 名字", "a name is missing: send L NAME"},
    {"名字太长：最多 48 字节", "the name is too long: at most 48 bytes"},
    {"名字不是有效的 UTF-8", "the name is not valid UTF-8"},
    {"名字里不能有空白字符", "a name cannot contain white space"},
    {"名字里不能有控制字符或不可见字符", "a name cannot contain control or invisible characters"},
    {"名字里一个字上的附加符号太多", "a letter of the name has too many marks"},
    {"名字里不能混用两种书写方向", "a name cannot mix writing directions"},
    {"名字里不能有逗号、顿号和分号，也不能有方块和框线",
     "a name cannot contain commas, semicolons, blocks or drawn lines"},
    {"名字里不能有冒号，也不能有聊天室的通知用语",
     "a name cannot contain a colon or the words of the room's notices"},
    {"这个名字是保留的，请换一个", "this name is reserved, choose another"},
    {"您已经以 {} 的名字在聊天室里了", "you are already in the room as {}"},
    {"这个名字已经有人用了，请换一个", "this name is taken, choose another"},
    {"这个名字属于别人{}，请换一个", "this name belongs to somebody else{}, choose another"},
    {"聊天室已锁定，新人不能进入", "the room is locked, nobody new may enter"},
    {"聊天室已满，请稍后再来", "the room is full, try again later"},
    {"从您的网络地址进入的成员已经太多", "too many members come from your address already"},
    {"您进出聊天室太频繁，请 {} 秒后再试", "you come and go too often, try again in {} s"},
    {"您不在聊天室里，请重新进入", "you are not in the room, enter it again"},
    {"这不是您的名字，您在聊天室里叫 {}", "this is not your name: you are {} here"},
    {"您被禁言了{}，消息没有发出", "you are muted{}, the message was not sent"},
    {"消息太长：最多 4096 字节", "the message is too long: at most 4096 bytes"},
    {"消息不是有效的 UTF-8，没有发出", "the message is not valid UTF-8 and was not sent"},
    {"您说得太快了，消息没有发出，请 {} 秒后再试",
     "you speak too fast, the message was not sent, try again in {} s"},
    {"聊天室看不懂这个请求，什么也没有做", "the room does not know this request, nothing was done"},
    {"聊天室暂时无法保存记录，请稍后再试", "the room cannot save anything now, try again later"},
    {"您已经有太多名字了，请用其中一个", "you own too many names, use one of them"},
    {"消息里没有看得见的内容，或有不允许的字符，没有发出",
     "the message shows nothing or has characters that are not allowed, and was not sent"},
    {"等待处理的消息太多，请稍后再试", "too many messages are waiting, try again later"},
    {"您的另一个程序{}已在聊天室里", "another program of yours is in the room{}"},
    {"聊天室的口令不对", "the passphrase of the room is wrong"},
}};

constexpr Wording entered{" 进入了聊天室", " entered the room"};
constexpr Wording says{" ： ", " : "};
constexpr Wording left{"退出了聊天室", " left the room"};
constexpr Wording announcement{"管理员消息： ", "Admin: "};
constexpr Wording kick_begin{"（被管理员请出", " (removed by the administrator"};
constexpr Wording kick_reason{"： ", ": "};
constexpr Wording kick_end{"）", ")"};

constexpr Wording floods{"刷屏", "flooding"};
constexpr Wording is_there{
    "有人想进来，正在确认谁还在，您无需做什么",
    "somebody wants to come in: looking who is still there, no need to answer"};
constexpr Wording was_silent{"您很久没有说话，已离开聊天室，发送 L 名字 即可回来",
                             "you were silent for long and have left, send L NAME to come back"};

constexpr Wording term{"，到 {} 为止", " until {}"};
constexpr Wording shortest_term{"，至少到 {} 为止", ", at least until {}"};

constexpr Wording since{"从 {} 起", " since {}"};
constexpr Wording heard{"，{} 秒前还有音讯", ", last heard {} s ago"};

// The administrator's measures, in the administrator's name: nobody can look like that. "{}" stands
// for whom or what they are about, and where there is another for how long.
constexpr Wording everybody{"全体成员", "everybody"};
constexpr Wording muted{"{} 被禁言{}", "{} is muted{}"};
constexpr Wording unmuted{"{} 可以说话了", "{} may speak again"};
constexpr Wording duration{" {}", " for {}"};
constexpr Wording locked{"聊天室已锁定，新人不能进入", "the room is locked, nobody new may enter"};
constexpr Wording unlocked{"聊天室已解锁", "the room is open again"};
constexpr Wording slowed{"每人每 {} 只能说一句", "everybody may say one line in {}"};
constexpr Wording not_slowed{"不再限制说话的快慢", "everybody may speak as fast as before"};
constexpr Wording topic{"话题： {}", "the topic is: {}"};
constexpr Wording no_topic{"话题已取消", "there is no topic any more"};
constexpr Wording pinned{"通知已置顶", "the announcement is pinned"};
constexpr Wording unpinned{"通知不再置顶", "the announcement is pinned no more"};

// In the place of a text that was recalled, and what everybody is told of that.
constexpr Wording no_text{"（已撤回）", "(recalled)"};
constexpr Wording announcement_recalled{"公告已撤回（编号 {}）",
                                        "the announcement was recalled (number {})"};
constexpr Wording message_recalled{"{} 的消息已撤回（编号 {}）",
                                   "the message of {} was recalled (number {})"};
constexpr Wording messages_recalled{"{} 的消息已撤回（编号 {}）",
                                    "messages of {} were recalled (numbers {})"};
constexpr Wording up_to{" 到 ", " to "};

struct Unit {
    std::chrono::seconds length;
    Wording word;
};

constexpr std::array<Unit, 4> units{{{std::chrono::days(1), {"天", "d"}},
                                     {std::chrono::hours(1), {"小时", "h"}},
                                     {std::chrono::minutes(1), {"分钟", "min"}},
                                     {std::chrono::seconds(1), {"秒", "s"}}}};

std::string fill(std::string_view text, std::string_view value) {
    constexpr std::string_view placeholder = "{}";
    std::string result(text);
    if (const auto position = text.find(placeholder); position != std::string_view::npos) {
        result.replace(position, placeholder.size(), value);
    }
    return result;
}

/// In the largest unit that does not make it another one.
std::string words_of(Language language, std::chrono::seconds length) {
    const auto* unit = units.begin();
    while (length % unit->length != std::chrono::seconds::zero()) {
        ++unit;
    }
    return std::to_string(length / unit->length) + " " + std::string(unit->word.in(language));
}

/// "until 2026-11-29 18:30 UTC": the room does not know where in the world its members are.
std::string words_of(Language language, const Wording& wording,
                     const std::optional<WallTime>& until) {
    if (!until) {
        return {};
    }
    constexpr std::size_t date_bytes = 10;
    constexpr std::size_t minutes_bytes = 5;
    const auto time = to_rfc3339(*until);
    return fill(wording.in(language), time.substr(0, date_bytes) + " " +
                                          time.substr(date_bytes + 1, minutes_bytes) + " UTC");
}

/// The text with its first placeholder replaced by the name, which may have one of its own, and the
/// next by the value.
std::string fill_behind_name(std::string_view text, std::string_view name, std::string_view value) {
    const auto place = text.find("{}");
    return std::string(text.substr(0, place)) + std::string(name) +
           fill(text.substr(place + 2), value);
}

std::string mute_notice(Language language, const Wording& wording, const Event& event) {
    const auto length = seconds_in(event);
    const auto whom = event.name.empty() ? everybody.in(language) : std::string_view(event.name);
    return fill_behind_name(wording.in(language), whom,
                            length ? fill(duration.in(language), words_of(language, *length)) : "");
}

/// Nothing if it says of nothing that it was recalled.
std::optional<std::string> recall_notice(Language language, const Event& event) {
    const auto recall = recall_in(event);
    if (!recall) {
        return std::nullopt;
    }
    auto numbers = std::to_string(recall->first.value);
    if (recall->last > recall->first) {
        numbers += std::string(up_to.in(language)) + std::to_string(recall->last.value);
    }
    if (recall->name.empty()) {
        return fill(announcement_recalled.in(language), numbers);
    }
    const auto& words = recall->last > recall->first ? messages_recalled : message_recalled;
    return fill_behind_name(words.in(language), recall->name, numbers);
}

/// What the administrator has done; nothing if it is none of that.
std::optional<std::string> measure_words(Language language, const Event& event) {
    switch (event.kind) {
    case EventKind::muted:
        return mute_notice(language, muted, event);
    case EventKind::unmuted:
        return mute_notice(language, unmuted, event);
    case EventKind::locked:
        return std::string(locked.in(language));
    case EventKind::unlocked:
        return std::string(unlocked.in(language));
    case EventKind::slowed: {
        const auto length = seconds_in(event);
        return length ? fill(slowed.in(language), words_of(language, *length))
                      : std::string(not_slowed.in(language));
    }
    case EventKind::topic:
        return event.text.empty() ? std::string(no_topic.in(language))
                                  : fill(topic.in(language), event.text);
    case EventKind::pinned:
        return std::string(pinned.in(language));
    case EventKind::unpinned:
        return std::string(unpinned.in(language));
    case EventKind::recalled:
        return recall_notice(language, event);
    default:
        return std::nullopt;
    }
}

/// Of a message, or of an announcement.
std::string_view text_in(Language language, const Event& event) {
    return is_recalled(event) ? no_text.in(language) : event.text;
}

std::string kick_notice(Language language, const Event& event) {
    std::string text = event.name;
    text += left.in(language);
    text += kick_begin.in(language);
    if (!event.text.empty()) {
        text += kick_reason.in(language);
        text += event.text;
    }
    text += kick_end.in(language);
    return text;
}

} // namespace

std::optional<Language> language_from(std::string_view word) {
    for (const auto language : {Language::zh, Language::en}) {
        if (to_string(language) == word) {
            return language;
        }
    }
    return std::nullopt;
}

std::string_view to_string(Language language) {
    return language == Language::zh ? "zh" : "en";
}

Refusal refusal_of(NameFault fault) {
    switch (fault) {
    case NameFault::missing:
        return Refusal::name_missing;
    case NameFault::too_long:
        return Refusal::name_too_long;
    case NameFault::not_utf8:
        return Refusal::name_not_utf8;
    case NameFault::white_space:
        return Refusal::name_has_white_space;
    case NameFault::invisible:
        return Refusal::name_is_invisible;
    case NameFault::too_many_marks:
        return Refusal::name_has_too_many_marks;
    case NameFault::mixed_directions:
        return Refusal::name_mixes_directions;
    case NameFault::room_signs:
        return Refusal::name_has_room_signs;
    case NameFault::notice_wording:
        return Refusal::name_has_notice_wording;
    case NameFault::reserved:
        break;
    }
    return Refusal::name_reserved;
}

std::string refusal_text(Language language, Refusal refusal, const RefusalDetails& details) {
    std::string value = details.own_name;
    if (refusal == Refusal::banned || refusal == Refusal::muted) {
        value = words_of(language, term, details.until);
    } else if (refusal == Refusal::name_owned) {
        value = words_of(language, shortest_term, details.until);
    } else if (refusal == Refusal::too_fast || refusal == Refusal::enters_too_often) {
        value = std::to_string(details.retry_after.count());
    } else if (refusal == Refusal::here_elsewhere) {
        value = words_of(language, since, details.since);
    }
    auto text = fill(refusals.at(static_cast<std::size_t>(refusal)).in(language), value);
    if (refusal == Refusal::here_elsewhere && details.heard_ago) {
        text += fill(heard.in(language), std::to_string(details.heard_ago->count()));
    }
    if (refusal == Refusal::banned && !details.reason.empty()) {
        text += kick_reason.in(language);
        text += grapheme_prefix(details.reason, max_refusal_bytes - text.size());
    }
    return text;
}

std::string_view flooding(Language language) {
    return floods.in(language);
}

std::string probe(Language language) {
    return std::string(announcement.in(language)) + std::string(is_there.in(language));
}

std::string silent_too_long(Language language) {
    return std::string(announcement.in(language)) + std::string(was_silent.in(language));
}

std::vector<std::string> greeting(Language language, const Greeting& greeting) {
    std::vector<std::string> lines;
    const auto tell = [&](bool is_so, EventKind kind, const std::string& text) {
        if (is_so) {
            const Event event{.sequence = {}, .time = {}, .kind = kind, .name = {}, .text = text};
            lines.push_back(*notice(language, event));
        }
    };
    tell(!greeting.topic.empty(), EventKind::topic, greeting.topic);
    tell(!greeting.pinned.empty(), EventKind::announced, greeting.pinned);
    tell(greeting.slow.count() > 0, EventKind::slowed, std::to_string(greeting.slow.count()));
    tell(greeting.is_silent, EventKind::muted, "");
    return lines;
}

std::optional<std::string> notice(Language language, const Event& event) {
    switch (event.kind) {
    case EventKind::entered:
        return event.name + std::string(entered.in(language));
    case EventKind::said:
        return event.name + std::string(says.in(language)).append(text_in(language, event));
    case EventKind::left:
        return event.name + std::string(left.in(language));
    case EventKind::kicked:
        return kick_notice(language, event);
    case EventKind::announced:
        return std::string(announcement.in(language)).append(text_in(language, event));
    default:
        break;
    }
    const auto words = measure_words(language, event);
    return words ? std::optional(std::string(announcement.in(language)) + *words) : std::nullopt;
}

} // namespace chatroom::classic
