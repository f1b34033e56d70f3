# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do in the room, seen from a page."""

from programs import Failure, wait_until

PHONE = (390, 780)

HOSTILE_TEXTS = (
    "<img src=x onerror=\"window.harm=1\">",
    "<script>window.harm=1</script>",
    "</div><h1>Announcement</h1>",
    "javascript:window.harm=1 data:text/html,<script>window.harm=1</script>",
    "http://example.org/\"onmouseover=\"window.harm=1",
    "{{constructor.constructor('window.harm=1')()}} ${window.harm=1}",
    "&lt;b&gt; &#x3c;script&#x3e;",
)


def expect(holds, what):
    if not holds:
        raise Failure(f"it is not so that {what}")


def both_ways(house):
    """A page and a terminal say something to each other; marks become what they mean."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.go(house.web.url("?lang=en"))
    page.wait("return !document.getElementById('entrance').hidden")
    house.picture(page, "entrance-en")
    page.enter(house.web.url("?lang=en"), "Bob")
    ann.wait_for("Bob entered the room|Bob 进入了聊天室")
    page.say("hello from a page")
    ann.wait_for("Bob.*hello from a page")
    ann.say("hello from a terminal")
    page.wait_text("hello from a terminal")
    wait_until(lambda: page.mark_of("hello from a page") == "✓✓", "everybody has it")
    expect(page.lines() == ["hello from a page", "hello from a terminal"], "each line came once")

    # Who has it, and who is there.
    page.click("#log .own .mark")
    page.wait("return document.getElementById('dialog').open")
    expect("Ann" in page.text("#dialog"), "Ann has it")
    page.click("#dialog-buttons button:last-child")
    page.click("#members-button")
    page.wait("return document.getElementById('dialog').open")
    expect({"Ann", "Bob"} == set(page.js("return [...document.querySelectorAll('#dialog li')]"
                                         ".map((one) => one.textContent)")), "both are shown")
    # Where there are many, one looks for a name.
    page.js("document.querySelector('#dialog input').hidden = false")
    page.type("#dialog input", "an")
    page.wait("return document.querySelectorAll('#dialog li').length === 1")
    expect(page.text("#dialog li") == "Ann", "the one is found")
    page.type("#dialog input", "x")
    page.wait("return document.querySelectorAll('#dialog li').length === 0")
    page.click("#dialog-buttons button:last-child")

    # Links go where they say, and tell nobody where from.
    ann.say("see https://example.org/a?b=c.")
    page.wait_text("see https")
    link = page.js("const a = document.querySelector('#log a'); return [a.href, a.rel, a.target,"
                   "a.referrerPolicy, a.textContent]")
    expect(link == ["https://example.org/a?b=c", "noopener noreferrer nofollow", "_blank",
                    "no-referrer", "https://example.org/a?b=c"], f"the link is right: {link}")


def administrator(house):
    """What the administrator does is shown in a place of its own."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    house.daemon.ctl("topic", "exam at ten")
    page.wait("return document.getElementById('topic').textContent.includes('exam at ten')")
    house.daemon.ctl("announce", "--pin", "bring your books")
    page.wait("return document.getElementById('pinned').textContent.includes('bring your books')")
    expect(page.js("return document.querySelector('#log .announced .text').textContent")
           == "bring your books", "it is an announcement in the log, too")
    ann.say("Announcement bring nothing")
    page.wait_text("bring nothing")
    expect(page.js("return document.querySelectorAll('.announced').length") == 1,
           "nobody imitates an announcement")
    house.picture(page, "room-en")

    said = [event for event in house.daemon.log() if event["text"] == "Announcement bring nothing"]
    house.daemon.ctl("recall", str(said[0]["sequence"]))
    page.wait("return document.querySelector('#log .said .gone')")
    expect("bring nothing" not in page.text(), "what was taken back is gone")

    # Another page gets what it should know.
    late = house.page(size=PHONE)
    late.enter(house.web.url("?lang=zh"), "小明")
    late.wait("return document.getElementById('pinned').textContent.includes('bring your books')")
    late.wait("return document.getElementById('topic').textContent.includes('exam at ten')")
    house.picture(late, "phone-zh")

    house.daemon.ctl("mute", "--for", "10m", "Bob")
    page.wait_text("Bob is muted")
    page.say("may I?")
    page.wait("return document.getElementById('advice').textContent.includes('muted')")
    page.wait("return document.querySelector('#pending .failed')")
    house.daemon.ctl("unmute", "Bob")
    page.wait_text("Bob may speak again")
    page.js("document.querySelector('#pending .failed button').click()")
    ann.wait_for("Bob.*may I")

    house.daemon.ctl("kick", "Bob", "that is enough")
    page.wait("return document.getElementById('entrance-why').textContent"
              ".includes('that is enough')")
    house.daemon.ctl("ban", "Bob", "for good")
    page.click("#enter")
    page.wait("return document.getElementById('entrance-why').textContent.includes('for good')")


def chinese(house):
    """An input method's Enter sends nothing; the page is Chinese."""
    house.open("[room]\n")
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=zh"), "小红")
    ann.wait_for("小红")
    expect(page.js("return document.documentElement.lang") == "zh-CN", "the page is Chinese")
    page.js("document.getElementById('text').focus()")
    page.compose(["n", "ni", "ni h", "ni ha", "ni hao"], "你好")
    expect(page.js("return document.getElementById('text').value") == "你好",
           "what was chosen stands in the field")
    expect(page.lines() == [], "nothing was sent")
    page.say("，世界")
    ann.wait_for("小红.*你好，世界")
    ann.say("家人👨‍👩‍👧‍👦 的话，见 https://example.org/路径。")
    page.wait_text("家人👨‍👩‍👧‍👦")
    expect(page.js("return document.querySelector('#log a').textContent")
           == "https://example.org/路径", "the full stop is not the link's")
    house.daemon.ctl("announce", "明天放假")
    page.wait_text("明天放假")
    house.picture(page, "room-zh")


def hostile(house):
    """Nothing from the room is HTML, and no name is taken that imitates one."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.go(house.web.url("?lang=en"))
    page.wait("return !document.getElementById('entrance').hidden")
    for name in ("Ann", "A nn", "\u202eevil", "Аnn"):
        page.js("document.getElementById('name').value = arguments[0]", name)
        page.js("document.getElementById('entrance-why').textContent = ''")
        page.click("#enter")
        page.wait("return document.getElementById('entrance-why').textContent", what=f"{name!r} "
                  "is refused")
    page.enter(house.web.url("?lang=en"), "<b>x</b>")
    mallory = house.client("<img/onerror=a>")
    mallory.say(*HOSTILE_TEXTS)
    page.wait_text(HOSTILE_TEXTS[-1])
    expect(page.lines() == list(HOSTILE_TEXTS), f"texts stay texts: {page.lines()}")
    expect(page.js("return window.harm === undefined"), "none of them did anything")
    expect(page.js("return document.querySelectorAll('#log img, #log script, #log h1, #log b')"
                   ".length") == 0, "none became an element")
    expect(set(page.js("return [...document.querySelectorAll('#log a')].map((one) =>"
                       "new URL(one.href).protocol)")) <= {"http:", "https:"}, "links are links")
    # Even a fault in the page could not run what is inline, or make HTML of a text.
    refused = page.js("""
        const script = document.createElement('script');
        try { script.textContent = 'window.harm = 1'; document.body.append(script); } catch {}
        try { document.body.insertAdjacentHTML('beforeend', '<i id=harm></i>'); return 'made'; }
        catch (error) { return error.name; }""")
    expect(refused == "TypeError" and page.js("return window.harm === undefined"),
           f"the browser keeps the policy: {refused}")
    page.complaints()  # Those were on purpose.
    ann.say("a\u0301" * 3 + "Z" + "\u0335" * 8 + "!")
    page.wait_text("!")


def paste(house):
    """Many lines are asked about; a draft and a text that is too long stay."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    page.js("""
        const data = new DataTransfer();
        data.setData('text/plain', 'one\\ntwo\\n\\nthree');
        document.getElementById('text').dispatchEvent(new ClipboardEvent('paste',
          { clipboardData: data, bubbles: true, cancelable: true }));""")
    page.wait("return document.getElementById('dialog').open")
    page.click("#dialog-buttons button:first-child")
    ann.wait_for("Bob.*three")
    wait_until(lambda: page.lines() == ["one", "two", "three"], "they are three messages")
    page.js("const field = document.getElementById('text'); field.value = 'x'.repeat(5000);"
            "field.dispatchEvent(new Event('input'))")
    page.click("#send")
    page.wait("return document.getElementById('advice').textContent.includes('too long')")
    expect(page.js("return document.getElementById('text').value.length") == 5000, "it is kept")


def keyboard(house):
    """The keyboard alone is enough, and what the page is stands in the accessibility tree."""
    house.open()
    page = house.page(dark=True)
    page.go(house.web.url("?lang=en"))
    page.wait("return document.activeElement.id === 'name'")
    page.type("#name", "Bob\ue007")
    page.wait("return document.activeElement.id === 'text'")
    page.say("by keyboard")
    page.wait_text("by keyboard")
    house.picture(page, "room-dark")
    tree = page.cdp("Accessibility.getFullAXTree")["nodes"]
    seen = {(node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree if not node["ignored"] and "role" in node}
    for wanted in (("log", "What is said"), ("textbox", "Message"), ("button", "Send"),
                   ("button", "Members"), ("button", "Menu")):
        expect(wanted in seen, f"{wanted} is in the accessibility tree: {sorted(seen)}")
    page.js("document.getElementById('menu-button').focus()")
    page.call("POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": [
        {"type": "keyDown", "value": "\ue007"}, {"type": "keyUp", "value": "\ue007"}]}]})
    page.wait("return document.getElementById('dialog').open")
    page.call("POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": [
        {"type": "keyDown", "value": "\ue00c"}, {"type": "keyUp", "value": "\ue00c"}]}]})
    page.wait("return !document.getElementById('dialog').open")


def looks(house):
    """Nothing is wider than the screen, in either language; pictures are taken on the way."""
    house.open()
    house.daemon.ctl("topic", "物理课 · Physics")
    house.daemon.ctl("announce", "--pin", "明天十点考试，请带课本。 The exam is at ten.")
    names = (("小红", "zh", (980, 560), "page.zh-CN"), ("Bob", "en", (980, 560), "page"),
             ("小刚", "zh", PHONE, "phone.zh-CN"))
    others = [house.client("小明"), house.client("Ann")]
    for name, language, size, picture in names:
        page = house.page(size=size)
        page.enter(house.web.url(f"?lang={language}"), name)
        others[0].say("第三题怎么做？", "https://example.org/problem/3")
        page.wait_text("problem/3")
        page.say("用动量守恒。" if language == "zh" else "Momentum is conserved.")
        wait_until(lambda page=page: "✓✓" in page.text(), "everybody has it")
        others[1].say(f"thank you, {name}!")
        page.wait_text(f"thank you, {name}")
        expect(page.js("return document.documentElement.scrollWidth <= innerWidth && [...document"
                       ".querySelectorAll('#log .line')].every((one) => one.scrollWidth <="
                       "one.parentElement.clientWidth)"), "nothing is wider than the screen")
        expect(page.js("return document.querySelector('#log .mention .text').textContent")
               .endswith(f"{name}!"), "a mention is marked")
        house.picture(page, picture)
    others[1].say("x" * 300)
    page.wait_text("xxx")
    expect(page.js("return document.documentElement.scrollWidth <= innerWidth"),
           "a long word is broken")


CHAT = {"both_ways": both_ways, "administrator": administrator, "chinese": chinese,
        "hostile": hostile, "paste": paste, "keyboard": keyboard,
        "looks": looks}
