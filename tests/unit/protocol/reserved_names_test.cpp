// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/reserved_names.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

bool is_reserved(std::string_view name) {
    return NameReading(name).is_reserved();
}

bool has_notice_wording(std::string_view name) {
    return NameReading(name).has_notice_wording();
}

// Names that seem to speak for the room are reserved in every disguise of letters.
TEST(ReservedNames, are_known_in_every_spelling) {
    for (const auto* name :
         {"admin",      "Admin",        "ADMIN",        "ａｄｍｉｎ", "аdmin",
          "adrnin",     "system",       "ѕуѕtem",       "Server",     "administrator",
          "管理员",     "我是管理员",   "管理員",       "Admin:",     "admin.",
          "[admin]",    "\"admin\"",    "管理员消息：", "admin_",     "System:",
          "ADMIN！",    "Adm1n",        "AdmIn",        "àdmin",      "管.理员",
          "管-理-员",   "*server*",     "ADMlN",        "АDМIN",      "admi\u0307n",
          "adm\u0131n", "ADM\u0130N",   "管\u0301理员", "@dmin",      "5ystem",
          "s3rver",     "r00t",         "Moderator",    "owner",      "host",
          "everyone",   "all",          "All",          "аll",        "aIl",
          "notice",     "notification", "announcement", "管理",       "系统",
          "系統",       "服务器",       "公告",         "通知",       "房主",
          "群主",       "所有人",       "羣主",         "全体成员",   "管理员小王"}) {
        EXPECT_TRUE(is_reserved(name)) << name;
    }
}

// So are they with numbers, plurals, signs and attributes.
TEST(ReservedNames, are_known_with_attributes) {
    for (const auto* name : {"admin1",         "admin007",     "1admin",
                             "admins",         "@admin",       "@all",
                             "admin消息",      "adminmessage", "admin_messages",
                             "SystemMessage",  "系统消息",     "系统1",
                             "系统通知",       "群公告",       "聊天室管理",
                             "通知2",          "@所有人",      "the-admin",
                             "roomowner",      "server-admin", "systemadministrator",
                             "admin1message2", "管3理员",      "管理①",
                             "超级管理员",     "管理者",       "administrator-zhang"}) {
        EXPECT_TRUE(is_reserved(name)) << name;
    }
}

// Han characters that are taken for those of a reserved word are as good.
TEST(ReservedNames, are_known_by_han_look_alikes) {
    for (const auto* name : {"菅理员", "管埋员", "管理贠", "庯理员", "菅理员消息", "管里员",
                             "官理員", "菅理", "糸统", "系绕", "公吿", "公吉", "逋知", "房玍",
                             "郡管理员", "服务嚣", "所冇入", "館理員", "我是菅埋贠"}) {
        EXPECT_TRUE(is_reserved(name)) << name;
    }
}

// So are they in letters of another dress: small capitals, squares and circles, flags, upside down,
// struck through, capitals of another script.
TEST(ReservedNames, are_known_in_another_dress) {
    for (const auto* name : {"ᴀᴅᴍɪɴ", "🅰🅓min", "🅐🅓🅜🅘🅝", "🇦🇩🇲🇮🇳", "Ⓐdmin", "adm¡n", "adm丨n",
                             "Ꭿdmin", "ꜱʏꜱᴛᴇᴍ", "ɐdmin", "ⱥdmin", "ѕуѕтем", "ЅУЅТЕМ", "𝐚𝐝𝐦𝐢𝐧"}) {
        EXPECT_TRUE(is_reserved(name)) << name;
    }
}

// So is 管理员 with something else in between or in place of one character.
TEST(ReservedNames, are_known_with_something_in_between) {
    for (const auto* name : {"聊天室", "管理负消息", "管理一员", "管理丨员", "管理ー员", "管一理员",
                             "系统肖息", "系丨统", "全休成员", "管㊣员", "管🙂员",
                             "管👩‍🚀员", "管🙂🙂理🙂员", "管️理️员"}) {
        EXPECT_TRUE(is_reserved(name)) << name;
    }
}

// People's names, and words that only begin alike, are free.
TEST(ReservedNames, leave_names_to_people) {
    for (const auto* name : {"Ali",          "ALI",       "ali",    "Alan",     "Allan",
                             "Rooney",       "Hostetler", "sysop",  "myserver", "user0",
                             "Adina",        "badminton", "管仲",   "小管",     "李管理家",
                             "系小明",       "通天",      "公孙",   "护理员",   "助理员",
                             "郡主",         "群生",      "房玄龄", "王所有",   "1",
                             "12345",        "😀",         "C#",     "s",        "the",
                             "消息",         "Rootes",    "Owen",   "Horst",    "Noticia",
                             "仓管员",       "保管员",    "管小吴", "管道工",   "一一",
                             "小明的聊天室", "🇨🇳",        "Łukasz", "Ståle",    "Кот"}) {
        EXPECT_FALSE(is_reserved(name)) << name;
    }
}

// A colon, or the words that the room puts behind a name, would make a notice of a name.
TEST(NoticeWording, is_found_in_names) {
    for (const auto* name : {"小明：",
                             "小明：你好",
                             "a:b",
                             "a∶b",
                             "aː",
                             "小明退出了聊天室",
                             "小明进入了聊天室",
                             "小明-退出了-聊天室",
                             "Bob_left_the_room",
                             "BobEnteredTheRoom",
                             "Bob⦂",
                             "Bob︰x",
                             "Bob⠆x",
                             "Bob፡x",
                             "Bob᠄x",
                             "Bob⁝x",
                             "Bobះx",
                             "Bobး",
                             "小明ः",
                             "bob退岀了聊天室"}) {
        EXPECT_TRUE(has_notice_wording(name)) << name;
    }
    for (const auto* name :
         {"小明", "a.b", "聊天室", "退出", "theroom", "😀", "小·明", "မောင်း", "ភក្តិះ", "रामः"}) {
        EXPECT_FALSE(has_notice_wording(name)) << name;
    }
}

} // namespace
} // namespace chatroom
