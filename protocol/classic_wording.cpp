// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/classic_wording.hpp"

#include <array>

namespace chatroom::classic {

namespace {

struct Wording {
    std::string_view zh;
    std::string_view en;

    std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

// In the order of the enumeration. "{}" stands for the sender's own name.
constexpr std::array<Wording, 22> refusals{{
    {"不允许从您的网络地址进入", "classic access is not allowed from your address"},
    {"请给出名字：L 名字", "a name is missing: send L NAME"},
    {"名字太长：最多 48 字节", "the name is too long: at most 48 bytes"},
    {"名字不是有效的 UTF-8", "the name is not valid UTF-8"},
    {"名字里不能有空白字符", "a name cannot contain white space"},
    {"名字里不能有控制字符或不可见字符", "a name cannot contain control or invisible characters"},
    {"名字里一个字上的附加符号太多", "a letter of the name has too many marks"},
    {"名字里不能混用两种书写方向", "a name cannot mix writing directions"},
    {"名字里不能有冒号，也不能有聊天室的通知用语",
     "a name cannot contain a colon or the words of the room's notices"},
    {"这个名字是保留的，请换一个", "this name is reserved, choose another"},
    {"您已经以 {} 的名字在聊天室里了", "you are already in the room as {}"},
    {"这个名字已经有人用了，请换一个", "this name is taken, choose another"},
    {"这个名字属于别人，请换一个", "this name belongs to somebody else, choose another"},
    {"聊天室已满，请稍后再来", "the room is full, try again later"},
    {"您还没有进入聊天室：请先发送 L 名字", "you are not in the room: send L NAME first"},
    {"这不是您的名字，您在聊天室里叫 {}", "this is not your name: you are {} here"},
    {"消息太长：最多 4096 字节", "the message is too long: at most 4096 bytes"},
    {"消息不是有效的 UTF-8，没有发出", "the message is not valid UTF-8 and was not sent"},
    {"聊天室暂时无法保存记录，请稍后再试", "the room cannot save anything now, try again later"},
    {"您已经有太多名字了，请用其中一个", "you own too many names, use one of them"},
    {"消息里没有看得见的内容，或有不允许的字符，没有发出",
     "the message shows nothing or has characters that are not allowed, and was not sent"},
    {"等待处理的消息太多，请稍后再试", "too many messages are waiting, try again later"},
}};
static_assert(refusals.size() == static_cast<std::size_t>(Refusal::too_many_messages) + 1);

constexpr Wording entered{" 进入了聊天室", " entered the room"};
constexpr Wording says{" ： ", " : "};
constexpr Wording left{"退出了聊天室", " left the room"};
constexpr Wording announcement{"管理员消息： ", "Admin: "};
constexpr Wording kick_begin{"（被管理员请出", " (removed by the administrator"};
constexpr Wording kick_reason{"： ", ": "};
constexpr Wording kick_end{"）", ")"};

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
    case NameFault::notice_wording:
        return Refusal::name_has_notice_wording;
    case NameFault::reserved:
        break;
    }
    return Refusal::name_reserved;
}

std::string refusal_text(Language language, Refusal refusal, std::string_view own_name) {
    std::string text(refusals.at(static_cast<std::size_t>(refusal)).in(language));
    constexpr std::string_view placeholder = "{}";
    if (const auto position = text.find(placeholder); position != std::string::npos) {
        text.replace(position, placeholder.size(), own_name);
    }
    return text;
}

std::optional<std::string> notice(Language language, const Event& event) {
    switch (event.kind) {
    case EventKind::entered:
        return event.name + std::string(entered.in(language));
    case EventKind::said:
        return event.name + std::string(says.in(language)) + event.text;
    case EventKind::left:
        return event.name + std::string(left.in(language));
    case EventKind::kicked:
        return kick_notice(language, event);
    case EventKind::announced:
        return std::string(announcement.in(language)) + event.text;
    }
    return std::nullopt;
}

} // namespace chatroom::classic
