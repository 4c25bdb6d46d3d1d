/**
 * Every link of a text, also one written so that a filter does not see it and a person does: with blanks,
 * wide dots, Chinese full stops, `[.]`, `点com`. One walk from dot to dot, so the time is in proportion to the length.
 */
import { clean, isChinese } from "./message-text.ts";

export type FoundLink = {
  /** As it would be typed. */
  text: string;
  at: number;
  end: number;
};

const SURE = "com|cn|net|org|xyz|icu|cc|vip|top|hk|ru";
const WRITTEN_OUT = new RegExp(
  // A dot in brackets, as a word, or as a Chinese stop between Latin letters.
  `\\s?[\\[({]\\s?(?:\\.|。|点|dot)\\s?[\\])}]\\s?|(?<=[a-z0-9])\\s(?:dot|点)\\s?(?=(?:${SURE})\\b)|(?<=[a-z0-9])[点。·•、](?=(?:${SURE})\\b)|(?<=[a-z0-9])。(?=[a-z0-9])`,
  "gi",
);
const SCHEME = /\b(?:hxx|htt|ht)ps?(?:\s?:\s?\/{0,3}|\s?\/{1,3})\s{0,2}(?=[\p{L}\p{N}[])/giu;
const WWW = /\bwww\s?\.\s?(?=[\p{L}\p{N}])/giu;
const BLANK_DOT = new RegExp(
  `(?<=[a-z0-9]) ?\\. ?(?=(?:${SURE})(?![a-z0-9]))|(?<=[a-z0-9-]) \\.(?=[a-z])`,
  "gi",
);
/** `p a y - x . c o m` */
const LETTER_BY_LETTER = /(?<![^\s])(?:[a-z0-9.\-/] ){5,}[a-z0-9](?![^\s])/gi;

/** The text with links as they would be typed. Only the forms above change. */
export function unfolded(cleaned: string): string {
  let text = cleaned;
  if (/[[({。点·•、]|dot/i.test(text)) text = text.replace(WRITTEN_OUT, ".");
  if (/\b[a-z0-9.] [a-z0-9.] [a-z0-9.\-/] /i.test(text))
    text = text.replace(LETTER_BY_LETTER, (run) => run.replaceAll(" ", ""));
  if (/h(?:tt?|xx)p/i.test(text))
    text = text.replace(SCHEME, (scheme) => (/ps/i.test(scheme) ? "https://" : "http://"));
  if (text.includes(" .") || text.includes(". ")) {
    if (/www/i.test(text)) text = text.replace(WWW, "www.");
    text = text.replace(BLANK_DOT, ".");
  }
  return text;
}

/** Countries. */
const LANDS = new Set(
  (
    "ac ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca " +
    "cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm " +
    "fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is " +
    "it je jm jo jp ke kg kh ki km kn kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm " +
    "mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn " +
    "pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf " +
    "tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
  ).split(" "),
);
// Other top-level names that links of messages have.
const ENDS = new Set(
  (
    "com net org gov edu mil int info biz name mobi asia tel pro xyz top vip icu club shop store site online website web " +
    "space fun live life link click app dev page cloud tech work works today world win bid loan loans date racing review " +
    "party science download stream men trade cricket accountant faith webcam red blue pink black kim wang ren ltd group " +
    "gold center digital email global network news services solutions support systems agency company care help chat bar " +
    "best buzz cam cash cfd cyou sbs rest quest mom monster uno lol hair skin beauty makeup boats autos homes yachts " +
    "motorcycles pics host press fit art ink one plus run sale deals gift money finance fund credit bank pay express delivery " +
    "tax legal zip mov foo day ninja guru social video wiki xin kids pub band bond lat bet casino poker games game " +
    "city london tokyo africa mobile wales google amazon apple goog"
  ).split(" "),
);
/** Country codes that are words too: `ok.so`, `go.to`; without a path or a scheme they are prose. */
const PROSE = new Set(
  (
    "so is in it at me my no be do to us as am by pm id la ma pa im de he la hi ok u fun live life one " +
    "today win best news day run work works help pay gift money art plus men mom bar cash care kids red blue hair chat"
  ).split(" "),
);

const isHost = (code: number) =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x2d ||
  code === 0x5f ||
  (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) ||
  (code >= 0x250 && code <= 0x2af) ||
  (code >= 0x370 && code <= 0x58f) ||
  (code >= 0x13a0 && code <= 0x13ff) ||
  (code >= 0x1e00 && code <= 0x1fff);
const DOT = 0x2e;
const HOST_LENGTH = 253;
const LINK_LENGTH = 2048;

/** What may follow a host: everything printable that is not Chinese and ends no sentence by itself. */
const isPath = (code: number) =>
  code > 0x20 && code < 0x7f && !'"<>[]{}|`^'.includes(String.fromCharCode(code));

function pathEnd(text: string, from: number): number {
  const first = text[from];
  if (first !== "/" && first !== "?" && first !== "#" && first !== "\\") return from;
  let end = from;
  while (end < text.length && end - from < LINK_LENGTH && isPath(text.charCodeAt(end))) end++;
  while (end > from + 1 && ".,;:!?)'*".includes(text[end - 1] ?? "")) end--;
  return end;
}

function portEnd(text: string, from: number): number {
  if (text[from] !== ":") return from;
  let end = from + 1;
  while (end - from < 7 && /\d/.test(text[end] ?? "")) end++;
  return end > from + 1 ? end : from;
}

const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const ASKS_BEFORE =
  /(?:visit|click|goto|go to|log ?in|log ?on|via|at|see|link|tap|open|登录|登陆|登入|点击|打开|访问|网址|网站|官网|[点上至到])[\s::]{0,3}$/i;

/** Whether a bare name with dots is meant as a link. */
function isName(host: string, before: string, hasMore: boolean): boolean {
  if (ADDRESS.test(host))
    return (
      (hasMore || ASKS_BEFORE.test(before)) && host.split(".").every((part) => Number(part) < 256)
    );
  const labels = host.split(".");
  const end = (labels.at(-1) ?? "").toLowerCase();
  if (labels.some((label) => label === "" || label.length > 63)) return false;
  const known = ENDS.has(end) || LANDS.has(end) || /^xn--[a-z0-9-]{2,}$/.test(end);
  if (!known) return false;
  if (labels.length === 2 && !hasMore && (PROSE.has(end) || (labels[0] ?? "").length < 2))
    return /[\d-]/.test(labels[0] ?? "")
      ? !/^\d+$/.test(labels[0] ?? "")
      : ASKS_BEFORE.test(before);
  return !/^\d+$/.test(labels.at(-2) ?? "") || ENDS.has(end) || hasMore;
}

/** From the scheme on: up to the end of the authority, with whatever stands before an `@`. */
function withScheme(text: string, scheme: number, from: number): FoundLink | undefined {
  let end = from;
  const inChinese = isChinese(text.charCodeAt(from));
  while (end < text.length && end - from < HOST_LENGTH * 2) {
    const code = text.charCodeAt(end);
    if (code <= 0x20 || "/?#\\\"'<>()[]{}|`^,;，！？；：）".includes(text[end] ?? "")) break;
    // Chinese punctuation and quotes: `http://www.10086.cn【中国移动】`.
    if ((code >= 0x3000 && code <= 0x303f) || (code >= 0x2018 && code <= 0x2026)) break;
    if (isChinese(code) && !inChinese) break;
    end++;
  }
  while (end > from && ".:-".includes(text[end - 1] ?? "")) end--;
  if (end === from) return;
  const until = pathEnd(text, end);
  return { text: text.slice(scheme, until), at: scheme, end: until };
}

/** The links of a text that is `unfolded` already, in order. */
export function findLinks(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  let floor = 0;
  let at = 0;
  while (at < text.length) {
    const dot = text.indexOf(".", at);
    const colon = text.indexOf("://", at);
    if (colon >= 0 && (dot < 0 || colon < dot)) {
      let scheme = colon;
      while (scheme > floor && colon - scheme < 10 && /[a-z]/i.test(text[scheme - 1] ?? ""))
        scheme--;
      const link = withScheme(text, scheme, colon + 3);
      if (link) found.push(link);
      floor = at = link?.end ?? colon + 3;
      continue;
    }
    if (dot < 0) break;
    let from = dot;
    while (from > floor && dot - from < HOST_LENGTH && isHost(text.charCodeAt(from - 1))) from--;
    let end = dot + 1;
    while (end < text.length && end - from < HOST_LENGTH) {
      const code = text.charCodeAt(end);
      if (code !== DOT && !isHost(code)) break;
      end++;
    }
    let stop = end;
    while (stop > from && (text[stop - 1] === "." || text[stop - 1] === "-")) stop--;
    while (from < stop && (text[from] === "-" || text[from] === "_")) from++;
    const until = pathEnd(text, portEnd(text, stop));
    const isMail = text[from - 1] === "@";
    const host = text.slice(from, stop);
    if (
      !isMail &&
      host.includes(".") &&
      isName(host, text.slice(Math.max(0, from - 12), from), until > stop)
    ) {
      found.push({ text: text.slice(from, until), at: from, end: until });
      end = Math.max(end, until);
    }
    floor = at = Math.max(end, dot + 1);
  }
  return found;
}

/** Every link of a message as it would be typed, in order, each once. */
export const extractLinks = (text: string): string[] => [
  ...new Set(findLinks(unfolded(clean(text))).map((link) => link.text)),
];
