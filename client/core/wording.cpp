// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/wording.hpp"

namespace chatroom {

namespace {

constexpr Wording chinese{
    .language = classic::Language::zh,
    .name_prompt = "请输入您的名字：",
    .name_prompt_with = "请输入您的名字（直接按回车用 {}）：",
    .name_is_command = "{} 不是名字：这里要输入名字，/quit 离开",
    .take_over = "您的另一个程序正以 {} 在聊天室里。由这个程序接替它吗？",
    .yes_no_prompt = "同意请按 y：",
    .chat_prompt = "{} ： ",
    .passphrase_prompt = "请输入聊天室的口令：",
    .passphrase_unfit = "口令是一行文字，1 到 256 字节",
    .passphrase_missing = "这个聊天室有口令：请用 --passphrase-file 文件 给出",
    .welcome = "您已进入聊天室。输入 quit 或按 Ctrl+D 离开。",
    .refused = "未能进入：{}",
    .no_name = "没有给出名字",
    .output_gone = "标准输出已关闭或写不进去",
    .text_too_long = "消息太长，没有发出：最多 {} 字节",
    .text_not_utf8 = "消息不是有效的 UTF-8，没有发出",
    .not_sent = "未送达：{}",
    .said_not_clean = "聊天室不接受这样的文字",
    .said_too_fast = "您说得太快了",
    .said_too_fast_for = "您说得太快了（这里每秒最多 {} 行、{} 字节）",
    .said_too_fast_slow = "聊天室现在限速（每人每 {} 秒只能说一句）",
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
    .nothing_is_kept = "聊天室暂时无法保存记录，您现在说的话会在恢复以后发出",
    .kept_again = "聊天室又能保存记录了",
    .left = "您已离开聊天室",
    .left_unconfirmed = "您已离开聊天室（服务器没有回应）",
    .kicked = "管理员已将您请出聊天室",
    .kicked_because = "管理员已将您请出聊天室：{}",
    .dismissed = "服务器结束了您的会话",
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
    .about = "进入 chatroomd 的聊天室。",
    .usage_label = "用法",
    .options_label = "选项",
    .arguments_label = "参数",
    .excludes_label = "不能同时用",
    .room_label = "聊天室",
    .name_label = "名字",
    .file_label = "文件",
    .count_label = "条数",
    .room_help =
        "主机、主机:端口、[IPv6地址]:端口、chatroom:// 链接，或者配置文件里的短名字；不写就用"
        "配置里的、本机的，或者局域网里找到的",
    .name_help = "用这个名字进入；不写就会问",
    .classic_help = "使用旧聊天室的明文协议：路上的人都能看到内容，消息也可能丢失",
    .identity_help = "存放密钥的文件，第一次使用时生成；默认是 ~/.local/share/chatroom/identity",
    .fingerprint_help = "只有服务器的密钥是这个指纹才进入，并记住这个密钥",
    .passphrase_file_help = "第一行是聊天室口令的文件；不写就会问",
    .pipe_help =
        "供程序使用：输入一行是一条消息，输出一行是一件事；标准输入或输出不是终端时也是这样",
    .json_help = "一件事输出一个 JSON 对象，带编号和时间；同时意味着 --pipe",
    .history_help = "先显示进来之前最近的这么多条，最多 "
                    "{}；不写的话，终端上是聊天室给出的全部，供程序使用时没有",
    .lang_help = "界面语言；默认看 LC_ALL、LC_MESSAGES、LANG",
    .times_help = "每行前面的时间：off 不显示，short 时和分，long 完整",
    .color_help = "名字是否用颜色：auto 看 NO_COLOR",
    .notify_help = "有人提到您的名字时：响铃，或者让桌面显示通知（终端有两种方式）",
    .version_help = "显示版本",
    .help_help = "显示这些说明",
    .no_room = "{} 不是聊天室的地址：应该是 主机、主机:端口 或 chatroom:// 链接",
    .no_fingerprint = "{} 不是指纹：应该是 SHA256:...",
    .no_history = "{} 不是 0 到 10000 之间的数",
    .no_language = "{} 不是 zh 或 en",
    .no_times = "{} 不是 off、short 或 long",
    .no_color = "{} 不是 auto、always 或 never",
    .no_notify = "{} 不是 off、bell、osc9 或 osc777",
    .option_unknown = "不认识 {}",
    .option_needs_value = "{} 后面要有内容",
    .option_excludes = "{} 不能和 {} 同时用",
    .option_wrong = "命令行不对：{}",
    .see_help = "用 --help 查看用法",
    .config_wrong = "配置文件有错，请改正：",
    .config_line = "{} 第 {} 行：{}",
    .config_unknown_key = "没有 {} 这一项",
    .config_no_section = "{} 应该是一节：[rooms.名字]",
    .config_no_text = "{} 应该是一段文字：\"...\"",
    .config_no_truth = "{} 应该是 true 或 false",
    .config_no_word = "{} 只能是 {} 之一",
    .config_no_address = "{} 需要地址 address：\"主机\"、\"主机:端口\" 或 chatroom:// 链接",
    .config_no_fingerprint = "{} 的 fingerprint 不是指纹：\"SHA256:...\"",
    .config_no_toml = "不是正确的 TOML：{}",
    .rooms_found = "局域网里有这些聊天室：",
    .more_rooms = "另有 {} 个没有列出；知道地址的话，请直接写地址",
    .which_room = "进入哪一个？(1-{}) ",
    .too_many_rooms = "局域网里有几个聊天室，请指明一个：{}",
    .no_room_chosen = "没有选择聊天室。局域网里有：{}",
    .classic_has_no_keys =
        "经典协议没有密钥和口令：服务器的指纹（也包括链接里的）、身份文件和口令文件不能和它一起用",
    .help = "/who [文字]  谁在聊天室里（或名字里有这些文字的人）\n"
            "/who 编号  谁收到了这个编号的消息\n"
            "/missing  谁还没有收到您最近说的话\n"
            "/topic  聊天室的话题\n"
            "/history [条数]  向服务器要更早的记录\n"
            "/search 文字  在这个程序显示过的内容里查找\n"
            "/mentions  谁提到了您\n"
            "/ignore [名字]  不显示（或重新显示）这个人说的话\n"
            "/me 动作  说 *动作*\n"
            "/help  显示这些\n"
            "/quit  离开，quit 或 退出 也一样\n"
            "//文字  说出以一个斜杠开头的话",
    .usage = "用法：{}",
    .unknown_command = "没有 {} 这个命令，没有说出去：/help 列出所有命令，要说以斜杠开头的话，"
                       "请打两个斜杠",
    .classic_cannot = "这个服务器使用经典协议，做不到",
    .who_here = "{} 人在场：{}",
    .who_matching = "{} 人的名字里有“{}”：{}",
    .who_nobody = "在场的人里没有谁的名字里有“{}”",
    .who_unknown = "服务器不告诉谁在场",
    .topic = "话题是：{}",
    .no_topic = "聊天室现在没有话题",
    .older_begin = "更早的 {} 条记录：",
    .older_end = "更早的记录到此为止，/history 再往前",
    .older_all = "更早的记录到此为止，再往前没有了",
    .older_none = "没有您可以看的更早的记录",
    .older_unknown = "服务器不给出更早的记录",
    .found = "{} 条里有“{}”：",
    .found_nothing = "这里显示过的内容里没有“{}”",
    .now_ignored = "在您离开之前不再显示 {} 说的话：再次输入 /ignore {} 可以恢复",
    .not_ignored = "又会显示 {} 说的话了",
    .ignoring = "不显示这些人说的话：{}",
    .ignoring_nobody = "所有人说的话都会显示",
    .ignoring_oneself = "不能不显示您自己说的话",
    .ignoring_too_many = "已经不显示 {} 人说的话了，不能再多",
    .ignoring_unseen = "这里还没有见过叫 {} 的人",
    .said_again_in = "{}，{} 秒后自动重发",
    .people_entered = "{} 进入了聊天室",
    .people_left = "{} 退出了聊天室",
    .people_came_back = "{} 离开后又回来了",
    .people_came_by = "{} 来了又走了",
    .people_and_more = " 和另外 {} 人",
    .part_separator = "；",
    .connecting = "正在连接 {} …",
    .offline = "（已断线）",
    .was_away = "您从 {} 起不在，以下是您错过的",
    .past_end = "以上 {} 条是您来之前的",
    .missed = "以上 {} 条是您不在的时候发生的",
    .delivered_late = "已送达：前面 {} 条还标着 … 的消息",
    .pasted_lines = "粘贴了 {} 行，全部发出吗？按 y 发出，按其他键继续编辑",
    .paste_too_long = "粘贴的内容太长，没有放进来：最多 {} 行",
    .candidates = "可以是：{}",
};

constexpr Wording english{
    .language = classic::Language::en,
    .name_prompt = "Your name: ",
    .name_prompt_with = "Your name (Enter for {}): ",
    .name_is_command = "{} is no name: a name is asked for here, and /quit leaves",
    .take_over = "another program of yours is in the room as {}; take its place?",
    .yes_no_prompt = "(y/N) ",
    .chat_prompt = "{} : ",
    .passphrase_prompt = "Passphrase of the room: ",
    .passphrase_unfit = "a passphrase is one line of 1 to 256 bytes",
    .passphrase_missing = "the room has a passphrase: give it with --passphrase-file FILE",
    .welcome = "you are in the room; type quit or press Ctrl+D to leave",
    .refused = "not admitted: {}",
    .no_name = "no name was given",
    .output_gone = "standard output is closed or takes no more",
    .text_too_long = "the message is too long and was not sent: at most {} bytes",
    .text_not_utf8 = "the message is not valid UTF-8 and was not sent",
    .not_sent = "not sent: {}",
    .said_not_clean = "the room does not take such a text",
    .said_too_fast = "you speak too fast",
    .said_too_fast_for = "you speak too fast (at most {} lines and {} bytes a second here)",
    .said_too_fast_slow = "this room is slow (everybody may say one line in {} s)",
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
    .nothing_is_kept = "the room cannot keep anything just now, what you say is sent when it can",
    .kept_again = "the room can keep what is said again",
    .left = "you have left the room",
    .left_unconfirmed = "you have left the room (the server did not answer)",
    .kicked = "the administrator has removed you from the room",
    .kicked_because = "the administrator has removed you from the room: {}",
    .dismissed = "the server has ended your stay",
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
    .about = "Chat in the room of a chatroomd.",
    .usage_label = "Usage",
    .options_label = "Options",
    .arguments_label = "Arguments",
    .excludes_label = "Excludes",
    .room_label = "ROOM",
    .name_label = "NAME",
    .file_label = "FILE",
    .count_label = "N",
    .room_help = "HOST, HOST:PORT, [IPV6]:PORT, a chatroom:// link, or a short name from the "
                 "configuration; if left out the one that is configured, on this machine, or found "
                 "on the LAN",
    .name_help = "the name to enter under; asked for if left out",
    .classic_help = "speak the plain protocol of older rooms: anybody on the way can read it, and "
                    "messages can be lost",
    .identity_help = "the file with your secret key, made at the first use; by default "
                     "~/.local/share/chatroom/identity",
    .fingerprint_help = "enter only if the server's key has it, and remember this key",
    .passphrase_file_help =
        "the file whose first line is the room's passphrase; asked for if left out",
    .pipe_help = "for programs: one line in is one message, one line out is one event; so it is "
                 "without being asked for where standard input or output is no terminal",
    .json_help = "write an object an event, with its number and its time; implies --pipe",
    .history_help = "begin with the last N events that happened before, {} at most; if left out a "
                    "terminal begins with all that the room gives, a pipe with none",
    .lang_help = "the language of this program; by default that of LC_ALL, LC_MESSAGES or LANG",
    .times_help = "the time in front of each line: off, short (hours and minutes) or long",
    .color_help = "whether names have colours: auto asks NO_COLOR",
    .notify_help = "what is done when somebody says your name: the terminal's bell, or a "
                   "notification of the desktop, which terminals take in two ways",
    .version_help = "print the version",
    .help_help = "print this",
    .no_room = "{} is no address of a room: HOST, HOST:PORT or a chatroom:// link",
    .no_fingerprint = "{} is no fingerprint: SHA256:...",
    .no_history = "{} is no number from 0 to 10000",
    .no_language = "{} is neither zh nor en",
    .no_times = "{} is not off, short or long",
    .no_color = "{} is not auto, always or never",
    .no_notify = "{} is not off, bell, osc9 or osc777",
    .option_unknown = "{} is not known",
    .option_needs_value = "{} needs a value",
    .option_excludes = "{} does not go with {}",
    .option_wrong = "the command line is wrong: {}",
    .see_help = "--help tells what there is",
    .config_wrong = "the configuration is wrong, mend it first:",
    .config_line = "{}:{}: {}",
    .config_unknown_key = "unknown key {}",
    .config_no_section = "{} must be a section: [rooms.NAME]",
    .config_no_text = "{} must be a text: \"...\"",
    .config_no_truth = "{} must be true or false",
    .config_no_word = "{} must be one of {}",
    .config_no_address = "{} needs an address: \"HOST\", \"HOST:PORT\" or a chatroom:// link",
    .config_no_fingerprint = "{} has a fingerprint that is none: \"SHA256:...\"",
    .config_no_toml = "{}",
    .rooms_found = "rooms on this LAN:",
    .more_rooms = "{} more are not listed; if you know its address, start the client with that",
    .which_room = "Which one? (1-{}) ",
    .too_many_rooms = "there are several rooms on this LAN, name one of them: {}",
    .no_room_chosen = "no room was chosen; on this LAN there is: {}",
    .classic_has_no_keys =
        "the classic protocol has no keys and no passphrases: a fingerprint (also of a link), an "
        "identity or a passphrase file does not go with it",
    .help = "/who [PATTERN]  who is here, or whose name has that in it\n"
            "/who NUMBER  who has the message of that number\n"
            "/missing  who does not have your latest message yet\n"
            "/topic  the topic of the room\n"
            "/history [COUNT]  ask the server for what happened earlier\n"
            "/search WORD  look for it in what this program has shown\n"
            "/mentions  who has said your name\n"
            "/ignore [NAME]  do not show what somebody says, or show it again\n"
            "/me DOES  say *DOES*\n"
            "/help  show this\n"
            "/quit  leave, as do quit and 退出\n"
            "//TEXT  say something that begins with one slash",
    .usage = "use: {}",
    .unknown_command = "there is no command {}, and it was not said: /help lists them all; to say "
                       "something that begins with a slash, type two",
    .classic_cannot = "this server speaks the classic protocol, which cannot do that",
    .who_here = "{} here: {}",
    .who_matching = "{} here with \"{}\" in the name: {}",
    .who_nobody = "nobody here has \"{}\" in the name",
    .who_unknown = "the server does not tell who is here",
    .topic = "the topic is: {}",
    .no_topic = "the room has no topic",
    .older_begin = "what happened earlier, {}:",
    .older_end = "that was earlier; /history goes on further back",
    .older_all = "that was earlier; there is nothing further back",
    .older_none = "there is nothing earlier that you may see",
    .older_unknown = "the server does not tell what happened earlier",
    .found = "{} with \"{}\":",
    .found_nothing = "nothing that was shown here has \"{}\" in it",
    .now_ignored = "what {} says is not shown until you leave; /ignore {} shows it again",
    .not_ignored = "what {} says is shown again",
    .ignoring = "what these say is not shown: {}",
    .ignoring_nobody = "what everybody says is shown",
    .ignoring_oneself = "you cannot ignore yourself",
    .ignoring_too_many = "you ignore {} names already",
    .ignoring_unseen = "nobody called {} was seen here so far",
    .said_again_in = "{}; the next line goes out in {} s",
    .people_entered = "{} entered the room",
    .people_left = "{} left the room",
    .people_came_back = "{} left and came back",
    .people_came_by = "{} came by and left",
    .people_and_more = " and {} more",
    .part_separator = "; ",
    .connecting = "connecting to {} …",
    .offline = "(offline) ",
    .was_away = "you were away since {}; what you missed follows",
    .past_end = "up to here before you came: {}",
    .missed = "up to here while you were away: {}",
    .delivered_late = "delivered, though still marked … further up: {}",
    .pasted_lines = "{} lines were pasted; y sends them all, any other key goes back",
    .paste_too_long = "too much was pasted and nothing of it was taken: at most {} lines",
    .candidates = "it may be: {}",
};

} // namespace

const Wording& wording_in(classic::Language language) {
    return language == classic::Language::zh ? chinese : english;
}

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
