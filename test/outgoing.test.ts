/**
 * What we send must never look like what thieves send: our own shield, which owners are told to ask, judges every notice and
 * every canned reply, in both languages, as the operator's customers would paste it.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { filled, loadReplies } from "../src/features/chat/replies.ts";
import { foreignContacts, officialNumbers } from "../src/features/chat/staff-contacts.ts";
import { asksForSecret } from "../src/features/chat/staff-words.ts";
import { render } from "../src/features/notices/texts.ts";
import { judge } from "../src/features/shield/answers.ts";
import { preparedOf } from "../src/features/shield/checks.ts";
import { extractLinks } from "../src/features/shield/message.ts";
import { contactsIn, isOpen } from "../src/features/shield/message-contacts.ts";
import { everyNotice } from "./notices.ts";
import { testWorld } from "./world.ts";

const HOST = "recover.harbour.example";
const world = testWorld({
  RIGHTFUL_URL: `https://${HOST}`,
  RIGHTFUL_WALLET_URL: "https://www.harbour.example",
  RIGHTFUL_SMTP_FROM: "Harbour Wallet <care@harbour.example>",
});
const langs = ["en", "zh"] as const;

/** What is wrong with a text that goes out. */
function faultsOf(text: string, own: string[] = []): string[] {
  const prepared = preparedOf(world.world);
  const { operatorName, operatorPhone } = world.world.config;
  const faults: string[] = [];
  for (const asked of [{ text }, { text, sender: operatorName }]) {
    const { verdict, reasons } = judge(prepared, asked);
    if (verdict === "suspicious" || verdict === "malicious")
      faults.push(`${verdict}: ${reasons.map(({ code }) => code)}`);
  }
  for (const link of extractLinks(text))
    if (judge(prepared, { url: link }).verdict !== "official") faults.push(`a link: ${link}`);
  for (const contact of contactsIn(prepared, text))
    if (isOpen(contact)) faults.push(`a contact: ${contact.text}`);
  const numbers = officialNumbers([operatorPhone, ...own]);
  for (const contact of foreignContacts(text.replaceAll(/\/not-me#[\w-]+/g, ""), numbers))
    faults.push(`a number: ${contact}`);
  if (asksForSecret(text)) faults.push("it asks for a code or a password");
  return faults;
}

const noticeTexts = () =>
  everyNotice.flatMap((notice) =>
    langs.map((lang) => {
      const { operatorName, operatorNameZh } = world.world.config;
      const { subject, text } = render(notice.kind, lang, notice.values, {
        service: (lang === "zh" && operatorNameZh) || operatorName,
        host: HOST,
        notMeUrl: `https://${HOST}/not-me#${"k7_".repeat(14)}Q`,
        timeZone: "Asia/Shanghai",
      });
      // The code stands in it by itself, and the last line binds it to our host; neither is a number to call.
      return [`${notice.kind} ${lang}`, `${subject}\n${text}`] as const;
    }),
  );

describe("the shield, asked by our own customers,", () => {
  test("finds nothing against any notice, in both languages", () => {
    const wrong = noticeTexts().flatMap(([name, text]) =>
      faultsOf(text).map((fault) => `${name}: ${fault} (${text})`),
    );
    assert.deepEqual(wrong, []);
  });

  test("finds nothing against any canned reply, in both languages, filled and unfilled", () => {
    const { operatorName, operatorPhone } = world.world.config;
    const both = (text: string) => ({ en: text, zh: text });
    const values = {
      reference: both("RF-7K2M"),
      due: both("14:05"),
      phone: both(operatorPhone),
      operator: both(operatorName),
    };
    const wrong = loadReplies("content/replies", [HOST]).flatMap(({ id, text }) =>
      [filled(text, values), filled(text, {})].flatMap((said) =>
        langs.flatMap((lang) => faultsOf(said[lang]).map((fault) => `${id} ${lang}: ${fault}`)),
      ),
    );
    assert.deepEqual(wrong, []);
  });

  test("knows our own pages, number and mail as official, and tells what only looks like them", () => {
    const prepared = preparedOf(world.world);
    const verdict = (asked: object) => judge(prepared, asked).verdict;
    assert.equal(verdict({ url: `https://${HOST}/recover` }), "official");
    assert.equal(verdict({ phone: world.world.config.operatorPhone }), "official");
    assert.equal(verdict({ email: "care@harbour.example" }), "official");
    for (const url of [
      `https://${HOST}.evil.top/`,
      `https://evil.top/${HOST}`,
      `https://${HOST}@evil.top/`,
    ])
      assert.notEqual(verdict({ url }), "official", url);
  });

  // So that a text which passes above has passed something.
  test("finds what is wrong, when something is", () => {
    for (const text of [
      "See https://harbour-login.top/x to unlock your account",
      "Your account is locked. Call 138 1234 5678",
      "Harbour Wallet: please reply with the code that we sent you",
      "您的账户已冻结，请把验证码发给我们",
      "请登录 evil.top 办理",
      "详询 help@evil.top",
      "请加客服微信 abc12345",
    ])
      assert.notDeepEqual(faultsOf(text), [], text);
  });
});
