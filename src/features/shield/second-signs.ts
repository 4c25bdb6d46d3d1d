/** What stands beside a brand's name in a host, and whether the name is then a claim. */
import type { Address } from "./address.ts";
import type { Claim, Name } from "./claims.ts";
import type { Sign } from "./judge.ts";
import type { Prepared } from "./registry.ts";
import { CHEAP_ENDINGS, FREE_HOSTS, LOGIN_PATH, RISK_WORDS } from "./risk-words.ts";

/** What makes a name that means nothing by itself mean something. */
export function secondSigns(
  prepared: Prepared,
  address: Address,
  name: Name,
  claim: Claim | undefined,
  suffix: string,
  isFree: boolean,
  domain: string,
): Sign[] {
  const signs: Sign[] = [];
  const risks = risksIn(prepared, name, claim);
  if (risks.seen) signs.push({ code: "risk-words", ...risks });
  if (isFree) signs.push({ code: "free-host", seen: FREE_HOSTS.has(domain) ? domain : suffix });
  else if (CHEAP_ENDINGS.has(suffix)) signs.push({ code: "cheap-ending", seen: suffix });
  const digits = hasDigit(name) && DIGITS.exec(name.text.slice(name.label, name.suffix));
  if (digits) signs.push({ code: "digit-tail", seen: digits[0] });
  const login = claim && LOGIN_PATH.exec(address.tail);
  if (login) signs.push({ code: "login-path", seen: login[0] });
  return signs;
}

/** Risk words outside of the claim itself, each between marks on one side at least; `count` leaves the mild ones out. */
function risksIn(prepared: Prepared, { text, suffix }: Name, claim: Claim | undefined) {
  const finds = prepared.risks.find(text, suffix);
  let [seen, count, last] = ["", 0, 0];
  for (let i = 0; i < finds.length && count < 4; i += 3) {
    const [start, end] = [finds[i + 1]!, finds[i + 2]!];
    if (start < last || (claim && start < claim.end && claim.start < end)) continue;
    const isBeside = claim && (start === claim.end || end === claim.start);
    if (!isBeside && !isMark(text, start - 1) && !isMark(text, end)) continue;
    seen += (seen && " ") + text.slice(start, end);
    if (finds[i]! < RISK_WORDS.length) count++;
    last = end;
  }
  return { seen, count };
}

/** Two digits and more, or one at the end of a part. */
const DIGITS = /\d{2,}|\d(?=[.-])/;

function hasDigit({ text, label, suffix }: Name): boolean {
  for (let i = label; i < suffix; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}

const isMark = (text: string, at: number) => {
  const code = text.charCodeAt(at);
  return !(code >= 97 && code <= 122);
};

export const isThrowaway = (signs: Sign[]) =>
  signs.some(({ code }) => code === "cheap-ending" || code === "free-host");
/** Also `77sd8-login.cn`: words and digits together are a host for one day. */
export const isBareHost = (signs: Sign[]) =>
  isThrowaway(signs) ||
  ["risk-words", "digit-tail"].every((sought) => signs.some(({ code }) => code === sought));

/** Whether a claim is one without more, or with what stands beside it. */
export function isLoud(prepared: Prepared, claim: Claim, name: Name, hasSecond: boolean): boolean {
  const { how, isAmbiguous, isShort, isRegistered } = claim;
  const isPart = how === "label" || how === "part";
  if (how === "look" || how === "domain") return true;
  if (how === "slip")
    return isAmbiguous || !isRegistered ? hasSecond || isFakeDomain(name, claim) : true;
  if (isAmbiguous) {
    if (claim.name.length <= 3 && !isPart) return false;
    // Before a domain of somebody else, an ambiguous name is hardly a fruit.
    const leads = how === "label" && !isRegistered && claim.name.length > 4;
    return how !== "inside" && (hasSecond || leads);
  }
  if (isPart) return true;
  if (isShort) return how === "edge" && hasSecond;
  return hasSecond || (how === "edge" && !(isRegistered && isBesidePlain(prepared, name, claim)));
}

/** `amazonwatch`, `facebookbrand`: right beside the name stands a word that honest names have there. */
function isBesidePlain({ plain }: Prepared, { text }: Name, { start, end }: Claim): boolean {
  const finds = plain.find(text.slice(Math.max(0, start - 20), end + 20));
  const from = Math.min(start, 20);
  for (let i = 0; i < finds.length; i += 3)
    if (finds[i + 2] === from || finds[i + 1] === from + end - start) return true;
  return false;
}

/** `amozon.co.jp.x.cn`, `apple.com-x.top`: the name goes on as if its own domain ended there. */
const isFakeDomain = ({ text, suffix }: Name, { end }: Claim) =>
  end < suffix - 3 && /^[.-](?:com?|net|org|cn|jp)[.-]/.test(text.slice(end, end + 5));
