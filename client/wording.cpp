// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/wording.hpp"

namespace chatroom {

namespace {

constexpr Wording chinese{
    .name_prompt = "请输入您的名字：",
    .chat_prompt = "{} ： ",
    .welcome = "您已进入聊天室。输入 quit 或按 Ctrl+D 离开。",
    .refused = "未能进入：{}",
    .no_name = "没有给出名字",
    .text_too_long = "消息太长，没有发出：最多 {} 字节",
    .server_unreachable = "暂时连不上服务器，您现在说的话可能会丢失",
    .server_reachable_again = "又连上服务器了",
    .left = "您已离开聊天室",
    .left_unconfirmed = "您已离开聊天室（服务器没有回应）",
    .no_answer = "{} 没有回应：那里运行着 chatroomd 吗？",
    .nothing_listens = "{} 上没有程序在监听：那里运行着 chatroomd 吗？",
    .no_route = "从这里无法到达 {}：请检查网络",
    .not_found = "找不到服务器 {}",
};

constexpr Wording english{
    .name_prompt = "Your name: ",
    .chat_prompt = "{} : ",
    .welcome = "you are in the room; type quit or press Ctrl+D to leave",
    .refused = "not admitted: {}",
    .no_name = "no name was given",
    .text_too_long = "the message is too long and was not sent: at most {} bytes",
    .server_unreachable = "the server is not reachable just now, what you say may be lost",
    .server_reachable_again = "the server is reachable again",
    .left = "you have left the room",
    .left_unconfirmed = "you have left the room (the server did not answer)",
    .no_answer = "no answer from {}: is chatroomd running there?",
    .nothing_listens = "nothing listens at {}: is chatroomd running there?",
    .no_route = "{} cannot be reached from here: is the network up?",
    .not_found = "cannot find the server {}",
};

} // namespace

const Wording& choose_wording(const Environment& environment) {
    for (const std::string_view name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const auto value = environment(name)) {
            return value->starts_with("zh") ? chinese : english;
        }
    }
    return english;
}

std::string worded(std::string_view text, std::string_view argument) {
    std::string result(text);
    if (const auto place = result.find("{}"); place != std::string::npos) {
        result.replace(place, 2, argument);
    }
    return result;
}

} // namespace chatroom
