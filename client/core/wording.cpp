// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/wording.hpp"

namespace chatroom {

namespace {

constexpr Wording chinese{
    .language = classic::Language::zh,
    .name_prompt = "请输入您的名字：",
    .chat_prompt = "{} ： ",
    .passphrase_prompt = "请输入聊天室的口令：",
    .passphrase_unfit = "口令是一行文字，1 到 256 字节",
    .passphrase_missing = "这个聊天室有口令：请用 --passphrase-file 文件 给出",
    .welcome = "您已进入聊天室。输入 quit 或按 Ctrl+D 离开。",
    .refused = "未能进入：{}",
    .no_name = "没有给出名字",
    .text_too_long = "消息太长，没有发出：最多 {} 字节",
    .text_not_utf8 = "消息不是有效的 UTF-8，没有发出",
    .not_sent = "未送达：{}",
    .said_not_clean = "聊天室不接受这样的文字",
    .said_too_fast = "您说得太快了",
    .said_too_fast_for = "您说得太快了（这里每秒最多 {} 行、{} 字节）",
    .muted = "您被禁言了",
    .said_not_saved = "聊天室没能保存您说的话",
    .said_too_many = "您说的话太多，聊天室还没来得及收下",
    .said_again_later = "{}，稍后会自动重发",
    .say_again_after = "{}，请 {} 秒后再试",
    .gap = "这里有 {} 条记录，服务器已不再保留",
    .gap_lost = "这里的一些记录在服务器上丢失了",
    .delivery_having = "编号 {}：{} 人已收到：{}",
    .delivery_lacking = "编号 {}：{} 人还没有收到：{}",
    .delivery_later = "编号 {}：{} 人后来才进来：{}",
    .delivery_mute = "编号 {}：{} 人用经典程序，无法得知：{}",
    .delivery_and_more = " 等，另有 {} 人",
    .delivery_unnamed = "{} 人",
    .name_separator = "、",
    .delivery_unknown = "服务器不告诉谁已收到",
    .nothing_said = "您还没有说过话：请给出编号，/who 编号",
    .no_such_event = "还没有编号 {}",
    .new_identity = "这是您的新身份：{}。您的名字都属于它，请保管好这个文件",
    .new_room = "第一次来这里：服务器的密钥是 {}，请与 chatroomctl fingerprint 显示的核对",
    .new_key = "已记住服务器的新密钥 {}",
    .not_remembered = "没能记住服务器的密钥：{}",
    .server_unreachable = "暂时连不上服务器，您现在说的话可能会丢失",
    .sealed_server_unreachable = "暂时连不上服务器，您现在说的话会在重新连上以后发出",
    .server_reachable_again = "又连上服务器了",
    .left = "您已离开聊天室",
    .left_unconfirmed = "您已离开聊天室（服务器没有回应）",
    .kicked = "管理员已将您请出聊天室",
    .kicked_because = "管理员已将您请出聊天室：{}",
    .superseded = "您的另一个程序已用这个名字进入聊天室，这里的到此结束",
    .wrong_passphrase = "口令不对",
    .wrong_passphrase_in_file = "{} 里的口令不对，或已不再是聊天室的口令",
    .passphrase_changed = "聊天室换了口令",
    .key_changed = "{} 上的服务器的密钥与已知的不同，现在是 {}",
    .key_changed_meaning = "可能是服务器重新安装过，也可能是有人在冒充它、想偷看聊天内容",
    .key_changed_remedy = "请向管理员核对 chatroomctl fingerprint 显示的内容；如果确实是 {}，"
                          "用这条命令接受它：chatroom-client {} --fingerprint {}",
    .other_fingerprint = "{} 上的服务器不是 --fingerprint 指定的那一个：它的密钥是 {}",
    .other_fingerprint_meaning = "可能是指纹抄错了，也可能是有人在冒充服务器、想偷看聊天内容："
                                 "请向管理员核对 chatroomctl fingerprint 显示的内容",
    .server_is_older =
        "{} 上的服务器只会第 {} 版协议，这个程序会第 {} 到第 {} 版：请更新 chatroomd",
    .server_is_newer =
        "{} 上的服务器使用第 {} 版协议，这个程序只会第 {} 到第 {} 版：请更新 chatroom-client",
    .no_answer = "{} 没有回应：那里运行着 chatroomd 吗？",
    .sealed_no_answer = "{} 没有回应：那里运行着 chatroomd 吗？"
                        "较早的聊天室只会经典协议：可以试试 --classic",
    .ignored = "{} 上的服务器有回应，但现在不让您进入：可能它太忙，也可能您的网络里有人试错了太多次"
               "口令。请过一分钟再试",
    .nothing_listens = "{} 上没有程序在监听：那里运行着 chatroomd 吗？",
    .no_route = "从这里无法到达 {}：请检查网络",
    .not_found = "找不到服务器 {}",
    .no_home = "不知道该把身份放在哪里：请设置 HOME 或 XDG_DATA_HOME",
    .file_open_to_others = "别人可以读取 {}：请运行 chmod 600 {}",
    .file_damaged = "{} 已损坏：请恢复它，或者把它移走",
    .file_line_damaged = "{} 的第 {} 行已损坏：请恢复这一行，或者把它删掉",
    .file_has_no_passphrase = "{} 里没有口令：口令是它的第一行，1 到 256 字节",
    .said_again_in = "{}，{} 秒后自动重发",
    .people_entered = "{} 进入了聊天室",
    .people_left = "{} 退出了聊天室",
    .part_separator = "；",
    .connecting = "正在连接 {} …",
    .offline = "（已断线）",
    .was_away = "您从 {} 起不在，以下是您错过的",
    .missed = "以上 {} 条是您不在的时候发生的",
    .pasted_lines = "粘贴了 {} 行，全部发出吗？按 y 发出，按其他键继续编辑：",
    .paste_too_long = "粘贴的内容太长，没有放进来：最多 {} 行",
    .candidates = "可以是：{}",
};

constexpr Wording english{
    .language = classic::Language::en,
    .name_prompt = "Your name: ",
    .chat_prompt = "{} : ",
    .passphrase_prompt = "Passphrase of the room: ",
    .passphrase_unfit = "a passphrase is one line of 1 to 256 bytes",
    .passphrase_missing = "the room has a passphrase: give it with --passphrase-file FILE",
    .welcome = "you are in the room; type quit or press Ctrl+D to leave",
    .refused = "not admitted: {}",
    .no_name = "no name was given",
    .text_too_long = "the message is too long and was not sent: at most {} bytes",
    .text_not_utf8 = "the message is not valid UTF-8 and was not sent",
    .not_sent = "not sent: {}",
    .said_not_clean = "the room does not take such a text",
    .said_too_fast = "you speak too fast",
    .said_too_fast_for = "you speak too fast (at most {} lines and {} bytes a second here)",
    .muted = "you are muted",
    .said_not_saved = "the room could not save what you said",
    .said_too_many = "you have said more than the room could take so far",
    .said_again_later = "{}; it is sent again later",
    .say_again_after = "{}; try again in {} s",
    .gap = "events that were here and are no longer kept: {}",
    .gap_lost = "some of what was said here is lost on the server",
    .delivery_having = "number {}: {} have it: {}",
    .delivery_lacking = "number {}: {} do not have it yet: {}",
    .delivery_later = "number {}: {} came in later: {}",
    .delivery_mute = "number {}: {} have classic programs, which cannot say: {}",
    .delivery_and_more = " and {} more",
    .delivery_unnamed = "{} members",
    .name_separator = ", ",
    .delivery_unknown = "the server does not tell who has it",
    .nothing_said = "you have said nothing yet: give a number, /who NUMBER",
    .no_such_event = "there is no number {} yet",
    .new_identity = "your identity is new: {}; your names belong to it, so keep this file safe",
    .new_room = "first time here: the server's key is {}; compare it with what chatroomctl "
                "fingerprint prints",
    .new_key = "the server's new key is remembered: {}",
    .not_remembered = "the server's key could not be remembered: {}",
    .server_unreachable = "the server is not reachable just now, what you say may be lost",
    .sealed_server_unreachable =
        "the server is not reachable just now, what you say is sent when it is again",
    .server_reachable_again = "the server is reachable again",
    .left = "you have left the room",
    .left_unconfirmed = "you have left the room (the server did not answer)",
    .kicked = "the administrator has removed you from the room",
    .kicked_because = "the administrator has removed you from the room: {}",
    .superseded = "another program of yours has entered under this name, so this one ends",
    .wrong_passphrase = "this is not the passphrase of the room",
    .wrong_passphrase_in_file = "what {} holds is not, or no longer, the passphrase of the room",
    .passphrase_changed = "the passphrase of the room has changed",
    .key_changed = "the server at {} has another key than the one that is known: now it is {}",
    .key_changed_meaning = "either the server was set up anew, or somebody pretends to be it in "
                           "order to read what is said",
    .key_changed_remedy = "ask the administrator what chatroomctl fingerprint prints; if it is {}, "
                          "accept it with: chatroom-client {} --fingerprint {}",
    .other_fingerprint =
        "the server at {} is not the one that --fingerprint asks for: its key is {}",
    .other_fingerprint_meaning =
        "either the fingerprint was copied wrongly, or somebody pretends to "
        "be the server in order to read what is said: ask the "
        "administrator what chatroomctl fingerprint prints",
    .server_is_older = "the server at {} speaks version {} of the protocol at most, this program "
                       "versions {} to {}: update chatroomd",
    .server_is_newer = "the server at {} speaks version {} of the protocol, this program only "
                       "versions {} to {}: update chatroom-client",
    .no_answer = "no answer from {}: is chatroomd running there?",
    .sealed_no_answer = "no answer from {}: is chatroomd running there? Older rooms speak only the "
                        "classic protocol: try --classic",
    .ignored =
        "the server at {} answers but does not let you in just now: perhaps it is very busy, "
        "or too many wrong passphrases have come from your network; try again in a minute",
    .nothing_listens = "nothing listens at {}: is chatroomd running there?",
    .no_route = "{} cannot be reached from here: is the network up?",
    .not_found = "cannot find the server {}",
    .no_home = "there is no place to keep your identity: set HOME or XDG_DATA_HOME",
    .file_open_to_others = "others can read {}: run chmod 600 {}",
    .file_damaged = "{} is damaged: restore it or move it away",
    .file_line_damaged = "{} is damaged in line {}: restore this line or delete it",
    .file_has_no_passphrase =
        "{} holds no passphrase: a passphrase is its first line, 1 to 256 bytes",
    .said_again_in = "{}; the next line goes out in {} s",
    .people_entered = "{} entered the room",
    .people_left = "{} left the room",
    .part_separator = "; ",
    .connecting = "connecting to {} …",
    .offline = "(offline) ",
    .was_away = "you were away since {}; what you missed follows",
    .missed = "up to here while you were away: {}",
    .pasted_lines = "{} lines were pasted; y sends them all, any other key goes back: ",
    .paste_too_long = "too much was pasted and nothing of it was taken: at most {} lines",
    .candidates = "it may be: {}",
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
    return worded(text, {argument});
}

std::string worded(std::string_view text, std::initializer_list<std::string_view> arguments) {
    constexpr std::string_view placeholder = "{}";
    std::string result;
    for (const auto argument : arguments) {
        const auto place = text.find(placeholder);
        if (place == std::string_view::npos) {
            break;
        }
        result.append(text.substr(0, place)).append(argument);
        text.remove_prefix(place + placeholder.size());
    }
    return result.append(text);
}

std::string worded(const Wording& wording, const FileError& error) {
    const auto path = error.path.string();
    switch (error.fault) {
    case FileFault::failed:
        break;
    case FileFault::open_to_others:
        return worded(wording.file_open_to_others, {path, path});
    case FileFault::damaged:
        return error.detail.empty() ? worded(wording.file_damaged, path)
                                    : worded(wording.file_line_damaged, {path, error.detail});
    case FileFault::no_passphrase:
        return worded(wording.file_has_no_passphrase, path);
    }
    return error.what();
}

} // namespace chatroom
