// SPDX-License-Identifier: GPL-3.0-or-later
// What the page says, in both languages. {} stands for what is put in.

const english = {
  room: "Chat room", topic: "Topic: {}", pinned: "Pinned:", members: "Members", menu: "Menu",
  name: "Your name", passphrase: "Passphrase of the room", enter: "Enter", text: "Message",
  send: "Send", close: "Close", cancel: "Cancel", log: "What is said",
  unencrypted: "This page has come without encryption: whoever is in this network can read along, "
    + "change it and learn who you are. In a network you do not trust, ask for an https address.",
  fingerprint: "The room's key is {}",
  newKey: "The room has another key than the last time: {}. Ask whoever runs it whether that is "
    + "right.", otherRoom: "This is not the room of the invitation: its key is {}.",
  connecting: "Connecting …", entering: "Entering …", inside: "", again: "Connection lost, "
    + "trying again …", offline: "This device is offline", unreachable: "The room cannot be "
    + "reached just now; what you say is sent when it can be again",
  notKept: "The room cannot keep anything just now; what you say is sent when it can again",
  full: "There are too many pages open just now; trying again …",
  crowded: "Too many have come in from your network just now; trying again …",
  elsewhere: "This tab is open elsewhere.", here: "Go on here",
  wrongPassphrase: "This is not the passphrase of the room.",
  passphraseNeeded: "The room has a passphrase.",
  passphraseWait: "Too many wrong passphrases: try again in {} s.",
  refused: "Not admitted: {}", nameMissing: "Please give a name.",
  entered: "{} has entered", left: "{} has left", kicked: "{} was removed",
  kickedFor: "{} was removed: {}", announced: "Announcement", mutedAll: "Everybody is muted",
  mutedAllFor: "Everybody is muted for {}", muted: "{} is muted", mutedFor: "{} is muted for {}",
  unmutedAll: "Everybody may speak again", unmuted: "{} may speak again",
  locked: "The room is locked: nobody new comes in", unlocked: "The room is open again",
  slowed: "One message each {} from now on", unslowed: "Messages are not slowed any more",
  topicIs: "The topic is now: {}", topicGone: "There is no topic any more",
  pinnedNow: "An announcement was pinned", unpinned: "An announcement is not pinned any more",
  recalled: "(taken back)", recalledNotice: "Some of what was said was taken back",
  gap: "{} events that were here are no longer kept", gapLost: "Some of what was said here is lost "
    + "on the server", missed: "Some of what was said here did not reach this page",
  pending: "not in the room yet", journal: "in the room", everywhere: "everybody has it",
  failed: "not sent", unknown: "nobody knows whether it was sent", retry: "Send again",
  drop: "Remove",
  tooLong: "The message is too long: at most {} bytes. It was not sent.",
  notUtf8: "The message is not valid text and was not sent.", bytesLeft: "{} bytes left",
  not_clean: "The room does not take such a text", too_fast: "You speak too fast",
  tooFastFor: "You speak too fast (at most {} messages and {} bytes a second here)",
  youMuted: "You are muted", not_saved: "The room could not save what you said",
  too_many: "You have said more than the room could take so far",
  againLater: "{}; it is sent again later", againAfter: "{}; try again in {} s",
  newer: "{} new", unread: "New", who: "Who has it", having: "{} have it", lacking: "{} do not have "
    + "it yet", later: "{} came in later", classic: "{} have programs that cannot say",
  more: "and {} more", find: "Find a name", start: "You can see back to here.",
  whoUnknown: "The server does not tell.", leave: "Leave the room", notify: "Notify me when I am mentioned",
  notified: "You are notified when you are mentioned", notifyNot: "The browser does not let this "
    + "page notify you",
  move: "Use this name on another device", moveWhy: "Whoever has this link is you in this room. "
    + "Open it on your other device only.", copy: "Copy the link",
  moveHere: "Take this name here?", moveHereWhy: "The link holds somebody's identity. It replaces "
    + "the one that this browser has in this room.", take: "Take it",
  paste: "Paste {} lines", pasteEach: "As {} messages", pasteOne: "As one message",
  pasteMany: "Only the first {} lines can be sent one by one.",
  endLeft: "You have left the room.", endKicked: "The administrator has removed you.",
  endKickedFor: "The administrator has removed you: {}",
  endSuperseded: "You have entered elsewhere under this name, so it ends here.",
  endKey: "The room is not the one it was: its key is {}. Ask whoever runs it.",
  endVersion: "The room and this page do not understand each other: one of them is too old.",
  endNoAnswer: "The room does not answer. Is chatroomd running?",
  endIgnored: "The room answers but does not let you in just now. Try again in a minute.",
  seconds: "{} s", minutes: "{} min", hours: "{} h", days: "{} days",
};

const chinese = {
  room: "聊天室", topic: "话题：{}", pinned: "置顶：", members: "成员", menu: "菜单",
  name: "您的名字", passphrase: "聊天室的口令", enter: "进入", text: "消息", send: "发送",
  close: "关闭", cancel: "取消", log: "聊天内容",
  unencrypted: "这个页面没有加密：这个网络里的人可以看到、改动内容，也能冒充您。"
    + "在不信任的网络里，请向管理员要 https 地址。",
  fingerprint: "聊天室的密钥是 {}", newKey: "聊天室的密钥与上次不同：{}。请向管理员核对。",
  otherRoom: "这不是邀请里的聊天室：它的密钥是 {}。",
  connecting: "正在连接……", entering: "正在进入……", inside: "", again: "连接断开，正在重连……",
  offline: "设备没有联网", notKept: "聊天室暂时无法保存记录，您现在说的话会在恢复以后发出",
  unreachable: "暂时连不上聊天室，您现在说的话会在重新连上以后发出",
  full: "打开的页面太多，正在重试……",
  crowded: "刚从您的网络进来的人太多，正在重试……", elsewhere: "这个标签页已在别处打开。", here: "在这里继续",
  wrongPassphrase: "口令不对。", passphraseNeeded: "这个聊天室有口令。",
  passphraseWait: "试错的口令太多，请 {} 秒后再试。", refused: "未能进入：{}",
  nameMissing: "请输入名字。", entered: "{} 进入了聊天室", left: "{} 退出了聊天室",
  kicked: "{} 被管理员请出", kickedFor: "{} 被管理员请出：{}", announced: "公告",
  mutedAll: "全体禁言", mutedAllFor: "全体禁言 {}", muted: "{} 被禁言",
  mutedFor: "{} 被禁言 {}", unmutedAll: "全体禁言已解除", unmuted: "{} 的禁言已解除",
  locked: "聊天室已锁定，暂不让新人进入", unlocked: "聊天室已重新开放",
  slowed: "现在每 {} 只能说一句", unslowed: "不再限制说话的间隔", topicIs: "话题改为：{}",
  topicGone: "不再有话题", pinnedNow: "置顶了一条公告", unpinned: "取消了一条置顶的公告",
  recalled: "（已撤回）", recalledNotice: "管理员撤回了一些消息",
  gap: "这里有 {} 条记录，服务器已不再保留", gapLost: "这里的一些记录在服务器上丢失了",
  missed: "这里有一些内容没有送到这个页面", pending: "还没有进入聊天室", journal: "已进入聊天室",
  everywhere: "所有人都已收到", failed: "未送达", unknown: "不知道是否已发出", retry: "重发",
  drop: "删除", tooLong: "消息太长，没有发出：最多 {} 字节。", notUtf8: "消息不是有效的文字，没有发出。",
  bytesLeft: "还可输入 {} 字节", not_clean: "聊天室不接受这样的文字", too_fast: "您说得太快了",
  tooFastFor: "您说得太快了（这里每秒最多 {} 条、{} 字节）", youMuted: "您被禁言了",
  not_saved: "聊天室没能保存您说的话", too_many: "您说的话太多，聊天室还没来得及收下",
  againLater: "{}，稍后会自动重发", againAfter: "{}，请 {} 秒后再试", newer: "{} 条新消息",
  unread: "新消息", who: "谁已收到", having: "{} 人已收到", lacking: "{} 人还没有收到",
  later: "{} 人后来才进来", classic: "{} 人的程序无法得知", more: "等，另有 {} 人",
  find: "查找名字", start: "您能看到的记录从这里开始。", whoUnknown: "服务器没有回答。", leave: "离开聊天室", notify: "有人提到我时通知我",
  notified: "有人提到您时会通知您", notifyNot: "浏览器不允许这个页面发通知",
  move: "在另一台设备上用这个名字", moveWhy: "谁有这个链接，谁在这里就是您。只在您自己的设备上打开。",
  copy: "复制链接", moveHere: "在这里使用这个名字？",
  moveHereWhy: "链接里是一个身份，它会取代这个浏览器在这里原有的身份。", take: "使用",
  paste: "粘贴 {} 行", pasteEach: "分成 {} 条", pasteOne: "合成一条",
  pasteMany: "只有前 {} 行可以逐条发送。", endLeft: "您已离开聊天室。",
  endKicked: "管理员已将您请出聊天室。", endKickedFor: "管理员已将您请出聊天室：{}",
  endSuperseded: "您已在别处用这个名字进入，这里到此结束。",
  endKey: "聊天室不是原来的那个：它的密钥是 {}。请向管理员核对。",
  endVersion: "聊天室与这个页面版本不合，其中一个需要更新。",
  endNoAnswer: "聊天室没有回应：chatroomd 在运行吗？",
  endIgnored: "聊天室有回应，但现在不让您进入。请过一分钟再试。",
  seconds: "{} 秒", minutes: "{} 分钟", hours: "{} 小时", days: "{} 天",
};

// Why a name is refused, by the room's word for it; the room's own text says the others.
const refusals = {
  name_missing: ["please give a name", "没有给出名字"],
  name_too_long: ["the name is too long", "名字太长"],
  name_not_utf8: ["the name is not valid text", "名字不是有效的文字"],
  name_has_white_space: ["a name has no spaces", "名字里不能有空白"],
  name_is_invisible: ["something in the name cannot be seen", "名字里有看不见的字符"],
  name_has_too_many_marks: ["too many marks on a letter", "一个字母上的附加符号太多"],
  name_mixes_directions: ["the name mixes writing directions", "名字混用了书写方向"],
  name_has_room_signs: ["a name has no commas, semicolons, blocks or drawn lines",
    "名字里不能有逗号、顿号、分号、方块和框线"],
  name_has_notice_wording: ["the name reads like the room's own words", "名字像是聊天室的通知"],
  name_reserved: ["the name is reserved", "这个名字是保留的"],
  name_taken: ["somebody in the room bears this name or one like it", "这个名字（或与它相像的）有人在用"],
  name_owned: ["the name belongs to somebody else", "这个名字属于别人"],
  already_inside: ["you are inside already", "您已在聊天室里"],
  locked: ["the room is locked", "聊天室已锁定"],
  room_full: ["the room is full", "聊天室已满"],
  too_many_from_there: ["too many members come from your network", "您的网络里进来的人太多"],
  too_many_names: ["you own too many names", "您拥有的名字太多"],
  not_saved: ["the room cannot save anything just now", "聊天室暂时无法保存"],
};

export const isChinese = (new URLSearchParams(location.search).get("lang")
  ?? navigator.language ?? "").toLowerCase().startsWith("zh");
const words = isChinese ? chinese : english;

export function say(key, ...parts) {
  return words[key].replaceAll("{}", () => String(parts.shift() ?? ""));
}

export function refusal(reason, text) {
  const known = Object.hasOwn(refusals, reason ?? "") ? refusals[reason] : null;
  return known ? known[isChinese ? 1 : 0] : text;
}

export function duration(seconds) {
  const [key, size] = seconds % 86400 === 0 ? ["days", 86400] : seconds % 3600 === 0
    ? ["hours", 3600] : seconds % 60 === 0 ? ["minutes", 60] : ["seconds", 1];
  return say(key, seconds / size);
}
