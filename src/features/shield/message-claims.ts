/**
 * Who a message says that it is from. `signed`: in 【】 or [], as `Name:` at the beginning, or as its sender; `edge`: it is
 * the first or the last thing said; `named`: anywhere else, which may be a friend who says how he paid.
 */
import { type Scan, scanner } from "./message-scan.ts";
import { folded } from "./message-text.ts";
import type { Brand, Prepared } from "./registry.ts";

export type Said = { brand: Brand; how: "signed" | "edge" | "named"; from: number; to: number };
const LOUDEST: readonly Said["how"][] = ["signed", "edge", "named"];

/** What people and thieves call them besides their names; only those that the registry has count. */
const ALSO: Record<string, string> = {
  alipay: "支付宝|蚂蚁花呗|花呗|借呗|余额宝|芝麻信用|蚂蚁金服|蚂蚁集团|网商银行",
  wechatpay: "微信支付|微信团队|财付通|微信安全中心|微粒贷",
  taobao: "淘宝|天猫|阿里巴巴|阿里云",
  jd: "京东|京东金融|京东白条",
  douyin: "抖音|抖音客服",
  meituan: "美团|大众点评",
  pinduoduo: "拼多多",
  unionpay: "银联|中国银联|云闪付",
  icbc: "工商银行|工行|工银|wapicbc",
  ccb: "建设银行|建行|龙支付",
  abc: "农业银行|农行",
  boc: "中国银行|中行",
  bocom: "交通银行|交行",
  cmb: "招商银行|招行|掌上生活",
  psbc: "邮储银行|邮政银行|邮政储蓄",
  cmbc: "民生银行",
  spdb: "浦发银行",
  citic: "中信银行",
  ceb: "光大银行",
  pingan: "平安银行|平安信用卡|平安普惠",
  chinamobile: "中国移动|10086",
  chinaunicom: "中国联通",
  chinatelecom: "中国电信|翼支付",
  sf: "顺丰",
  apple: "苹果|apple id|icloud",
  microsoft: "microsoft|outlook",
  cainiao: "菜鸟",
};
/** Names that are words as well: signed they count, named they do not. */
const WORDS = new Set([
  "apple",
  "chase",
  "wise",
  "ledger",
  "visa",
  "ups",
  "amazon",
  "steam",
  "google",
  "苹果",
  "中行",
  "ing",
]);

/** From this many characters to the beginning or the end it counts as a signature. */
const EDGE_START = 4;
const EDGE_END = 2;

const scans = new WeakMap<Prepared, Scan<string>>();

function scanOf(prepared: Prepared): Scan<string> {
  let scan = scans.get(prepared);
  if (!scan) {
    const lists: Record<string, string> = {};
    for (const brand of prepared.registry.brands) {
      const names = [brand.name.en, brand.name.zh].flatMap((name) => name.split(/\s*[/()（）]\s*/));
      const all = [
        ...names,
        ...brand.signatures,
        ...brand.senderIds,
        ...brand.keywords,
        ...(ALSO[brand.id] ?? "").split("|"),
      ];
      const words = all
        .map((name) => folded(name))
        .filter((name) => name.length >= (/^[a-z]/.test(name) ? 3 : 2));
      // A Latin name of a few letters is the beginning of many words.
      lists[brand.id] = [...new Set(words)]
        .map((name) => (/[a-z0-9]$/.test(name) && name.length < 6 ? `${name}$` : name))
        .join("|");
    }
    scan = scanner<string>(lists);
    scans.set(prepared, scan);
  }
  return scan;
}

/** Whose name stands in the text, the signed ones first, each brand once. */
export function claimsIn(prepared: Prepared, text: string): Said[] {
  const found = scanOf(prepared)(text);
  const signatures = brackets(text);
  const claims: Said[] = [];
  for (const id of found.groups()) {
    const brand = prepared.brands.get(id);
    if (!brand) continue;
    const spots = found.of(id);
    let loudest: Said | undefined;
    for (let i = 0; i < spots.length && loudest?.how !== "signed"; i += 2) {
      const [from, to] = [spots[i] ?? 0, spots[i + 1] ?? 0];
      const how = howSaid(text, signatures, from, to);
      if (how === "named" && WORDS.has(text.slice(from, to))) continue;
      if (!loudest || LOUDEST.indexOf(how) < LOUDEST.indexOf(loudest.how))
        loudest = { brand, how, from, to };
    }
    if (loudest) claims.push(loudest);
  }
  const rank = ({ how, brand }: Said) => LOUDEST.indexOf(how) * 4 + brand.tier;
  return claims.sort((a, b) => rank(a) - rank(b));
}

function howSaid(
  text: string,
  signatures: [number, number][],
  from: number,
  to: number,
): Said["how"] {
  if (signatures.some(([start, end]) => from >= start && to <= end)) return "signed";
  const isFirst = from <= EDGE_START;
  if (
    isFirst &&
    /^(?: ?(?:alert|support|notice|客服|提醒|通知|提示))?s? ?[::]/.test(text.slice(to, to + 12))
  )
    return "signed";
  const isLast = text.length - to <= EDGE_END && /[\u4e00-\u9fff]/.test(text[from] ?? "");
  return isLast || (isFirst && !/^[a-z0-9]/.test(text.slice(to, to + 1))) ? "edge" : "named";
}

/** What stands in 【】, and in [] at the beginning or the end: as from, to. At most 40 characters each. */
function brackets(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (let at = text.indexOf("【"); at >= 0; at = text.indexOf("【", at + 1)) {
    const end = text.indexOf("】", at);
    if (end < 0) break;
    if (end - at <= 40) found.push([at, end]);
    at = end;
  }
  if (/^ ?\[/.test(text)) {
    const end = text.slice(0, 42).indexOf("]");
    if (end > 0) found.push([0, end]);
  }
  if (text.endsWith("]")) {
    const start = text.lastIndexOf("[");
    if (start >= 0 && text.length - start <= 40) found.push([start, text.length]);
  }
  return found;
}
