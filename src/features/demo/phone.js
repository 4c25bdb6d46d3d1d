/** The demo phone: asks every two seconds for what was sent, and moves the clock. */
const zh = document.documentElement.lang.startsWith("zh");
const say = zh
  ? {
      empty: "还没有消息。",
      copy: "复制验证码",
      copied: "已复制",
      news: "收到新消息",
      down: "暂时连不上服务器，正在重试……",
      failed: "没有成功，请再试一次。",
      sure: "确定重置？再按一次",
      sms: "短信",
      email: "邮件",
    }
  : {
      empty: "No messages yet.",
      copy: "Copy the code",
      copied: "Copied",
      news: "A new message has arrived",
      down: "The server does not answer. Trying again …",
      failed: "That did not work. Please try again.",
      sure: "Reset everything? Press again",
      sms: "Text message",
      email: "E-mail",
    };
const find = (id) => document.getElementById(id);
const [who, list, trouble, reset] = ["who", "messages", "trouble", "reset"].map(find);
const WHO = "demo-phone-who";
let shown = "";
let offsetMs = 0;

const timeText = (at, seconds = false) =>
  new Intl.DateTimeFormat(zh ? "zh-CN" : "en-GB", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
    hourCycle: "h23",
  }).format(at);

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function entry({ channel, text, subject, sentAt }) {
  const item = make("li", channel);
  const head = make("p", "head");
  head.append(make("span", "", channel === "sms" ? say.sms : say.email));
  const time = make("time", "", timeText(new Date(sentAt)));
  time.dateTime = sentAt;
  head.append(time);
  item.append(head);
  const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0];
  if (code) {
    const line = make("p", "code");
    line.append(make("b", "", code));
    const copy = make("button", "", say.copy);
    copy.type = "button";
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code);
      copy.textContent = say.copied;
    });
    line.append(copy);
    item.append(line);
  }
  if (subject) item.append(make("p", "subject", subject));
  item.append(words(text));
  return item;
}

/** Links of this server can be followed; every other address stays text. */
function words(text) {
  const body = make("p", "text");
  for (const part of text.split(/(https?:\/\/[^\s，。；）]+)/)) {
    const own = part.startsWith(`${location.origin}/`);
    const piece = own ? make("a", "", part) : document.createTextNode(part);
    if (own) piece.href = part;
    body.append(piece);
  }
  return body;
}

async function ask(path, body) {
  const response = await fetch(
    path,
    body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    },
  );
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function refresh() {
  const whose = who.value;
  const { phone, email } = who.selectedOptions[0].dataset;
  const addresses = [phone, email].filter(Boolean);
  try {
    const [{ now }, ...sent] = await Promise.all([
      ask("/demo"),
      ...addresses.map((to) => ask(`/demo/messages?to=${encodeURIComponent(to)}`)),
    ]);
    if (whose !== who.value) return;
    offsetMs = Date.parse(now) - Date.now();
    const messages = sent.flat().sort((a, b) => (a.sentAt < b.sentAt ? 1 : -1));
    const key = JSON.stringify([who.value, messages.map(({ id }) => id)]);
    if (key !== shown) {
      if (shown && JSON.parse(shown)[0] === who.value) find("news").textContent = say.news;
      list.replaceChildren(...messages.map(entry));
      if (messages.length === 0) list.append(make("li", "empty", say.empty));
      shown = key;
    }
    find("address").textContent = addresses.join(" · ");
    if (trouble.textContent === say.down) trouble.textContent = "";
  } catch {
    trouble.textContent = say.down;
  }
}

async function press(path, body) {
  trouble.textContent = "";
  try {
    await ask(path, body);
  } catch {
    trouble.textContent = say.failed;
  }
  await refresh();
}

const before = new URLSearchParams(location.search).get("who") ?? sessionStorage.getItem(WHO);
if (before && who.querySelector(`option[value="${CSS.escape(before)}"]`)) who.value = before;
who.addEventListener("change", () => {
  sessionStorage.setItem(WHO, who.value);
  void refresh();
});
for (const button of document.querySelectorAll("[data-advance]"))
  button.addEventListener("click", () => press("/demo/clock", { advance: button.dataset.advance }));
const resetText = reset.textContent;
reset.addEventListener("click", async () => {
  if (reset.textContent === resetText) {
    reset.textContent = say.sure;
    setTimeout(() => {
      reset.textContent = resetText;
    }, 5000);
    return;
  }
  reset.textContent = resetText;
  await press("/demo/reset", {});
});
setInterval(() => void refresh(), 2000);
setInterval(() => {
  const now = new Date(Date.now() + offsetMs);
  find("now").textContent = timeText(now, true);
}, 500);
void refresh();
