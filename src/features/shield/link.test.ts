import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadRegistry } from "../registry/index.ts";
import { readAddress } from "./address.ts";
import { feedEntry, feedOf } from "./feed.ts";
import { checkLink } from "./link.ts";
import { wordsOf } from "./link-words.ts";
import { prepare } from "./registry.ts";
import { isOneOff } from "./typo.ts";
import type { Verdict } from "./verdict.ts";

const registry = loadRegistry();
const prepared = prepare(registry);
const check = (link: string) => checkLink(prepared, link);
const codes = (link: string) => check(link).reasons.map(({ code }) => code);

/** Per sign: links that it must be seen in with this verdict, and near misses that must not have it. */
type Row = { sign: string; seen: [string, Verdict, string?][]; not: string[] };

const rows: Row[] = [
  {
    sign: "official",
    seen: [
      ["https://www.alipay.com/help", "official"],
      ["alipay.com", "official"],
      ["HTTPS://WWW.AliPay.COM:443/a?b=c#d", "official"],
      ["https://alipay.com./", "official"],
      ["https://a.b.c.boan.example/x", "official"],
      ["https://weixin.qq.com/", "official"],
      [
        "https://accounts.google.com/ServiceLogin?continue=https://mail.google.com/mail",
        "official",
      ],
    ],
    not: [
      "https://alipay.com.evil.example/",
      "https://evil-alipay.com/",
      "https://alipay.com@evil.example/",
      "https://evil.example/alipay.com",
      "https://alipay.co/",
      "https://аlipay.com/",
      "https://name:word@alipay.com/",
      "https:\\\\alipay.com\\@evil.example/",
      "https://%61lipay.com/",
      "https://ali\u200bpay.com/",
      "javascript:location='https://alipay.com'",
    ],
  },
  {
    sign: "user-content",
    seen: [
      ["https://docs.google.com/forms/d/e/x/viewform", "unknown"],
      ["https://79.docs.google.com/", "unknown"],
      ["https://www.facebook.com/l.php?u=x", "unknown"],
      ["https://www.facebook.com/x/..//L.php?u=x", "unknown"],
      ["https://www.facebook.com/x/%2e%2e/l.php?u=x", "unknown"],
      ["https://www.facebook.com//l.php?u=x", "unknown"],
      ["https://t.me/alipay_kefu", "unknown"],
      ["https://mp.weixin.qq.com/s/x", "unknown"],
    ],
    not: ["https://www.google.com/", "https://www.facebook.com/login", "https://goo.gl/"],
  },
  {
    sign: "sends-on",
    seen: [
      ["https://www.paypal.com/go?to=https://evil.example/", "unknown"],
      ["https://www.paypal.com/go?to=https%253A%252F%252Fevil.example", "unknown"],
      ["https://www.paypal.com/go?to=//evil.example", "unknown"],
    ],
    not: ["https://www.paypal.com/go?to=https://www.paypal.com/x", "https://www.paypal.com/a?b=c"],
  },
  {
    sign: "looks-like",
    seen: [
      ["https://аlipay.com/login", "malicious", "alipay"],
      ["https://xn--pple-43d.com/", "malicious", "apple"],
      ["https://сcb.com/", "malicious", "ccb"],
      ["https://g0og1e.net/", "malicious", "google"],
      ["https://paypa1-service.com/", "malicious", "paypal"],
      ["https://rnicrosoft.com/", "malicious", "microsoft"],
      ["https://vvhatsapp.net/", "malicious", "whatsapp"],
      ["https://ｐаypal.com/", "malicious", "paypal"],
    ],
    not: [
      "https://münchen.example/",
      "https://пример.example/",
      "https://中国银行.example/",
      "https://burnrate.example/",
      "https://b00k5.example/",
    ],
  },
  {
    sign: "domain-inside",
    seen: [
      ["https://www.taobao.com.g2nb5r.vip/account", "malicious", "taobao"],
      ["https://www.icbc-ltd-com.host.example/", "suspicious", "icbc"],
      ["https://boan.example.x1.top/", "malicious", "boan"],
    ],
    not: ["https://www.taobao.com/", "https://tell-me.com/", "https://myboc.cnx.example/"],
  },
  {
    sign: "name-inside",
    seen: [
      ["https://taobao-kefu-87.com/", "malicious", "taobao"],
      ["https://alipay.x.example/", "suspicious", "alipay"],
      ["https://secure-paypal.top/", "malicious", "paypal"],
      ["https://netflixbilling.com/", "malicious", "netflix"],
      ["https://netflixqua.com/", "suspicious", "netflix"],
      ["https://paypal-login.vercel.app/", "malicious", "paypal"],
      ["https://apple-kefu-25.com/", "malicious", "apple"],
      ["https://visa-verify.top/", "malicious", "visa"],
    ],
    not: [
      "https://pineapple.co.uk/account/login",
      "https://www.likewise.com/",
      "https://purchase.example/",
      "https://interactive.example/",
      "https://thepiratebay.example/",
      "https://visa-photos.example/",
      "https://amazonwatch.example/",
      "https://startups.example/",
    ],
  },
  {
    sign: "name-perhaps",
    seen: [["https://chase-photos.example/", "unknown"]],
    not: ["https://purchase.example/", "https://visage.example/"],
  },
  {
    sign: "one-letter-off",
    seen: [
      ["https://mircosoft.com/", "suspicious", "microsoft"],
      ["https://miccrosoft.com/", "suspicious", "microsoft"],
      ["https://microsft.com/", "suspicious", "microsoft"],
      ["https://micrasoft.com/", "suspicious", "microsoft"],
      ["https://amaz00n.top/", "malicious", "amazon"],
      ["https://net-flix.example/", "suspicious", "netflix"],
      ["https://amozon.co.jp.x.example/", "suspicious", "amazon"],
    ],
    not: [
      "https://mikrosaft.com/",
      "https://chose.com/",
      "https://abay.example/",
      "https://citibank.com/account/login",
      "https://anthropic.com/",
    ],
  },
  {
    sign: "known-other",
    seen: [["https://www.allpay.net/account/login", "unknown"]],
    not: ["https://allpay.example/"],
  },
  {
    sign: "name-before-at",
    seen: [
      ["https://taobao.com@evil.example/login", "malicious", "taobao"],
      ["https://alipay.com%2F@evil.example/", "malicious", "alipay"],
      ["https://taobao.com@alipay.com/", "malicious", "taobao"],
    ],
    not: ["https://name:word@evil.example/", "https://evil.example/@taobao.com"],
  },
  {
    sign: "something-before-at",
    seen: [["https://name:word@host.example/", "unknown"]],
    not: ["https://host.example/@name"],
  },
  {
    sign: "domain-in-path",
    seen: [
      ["http://63rr9.cc/360buy.com/signin", "malicious", "jd"],
      ["http://192.0.2.7/alipay.com/", "malicious", "alipay"],
    ],
    not: ["https://news.example/2026/alipay.com-grows", "https://host.example/malipay.com/x"],
  },
  {
    sign: "domain-in-query",
    seen: [["https://67wj2.xyz/?redirect=https://microsoft.com/", "malicious", "microsoft"]],
    not: ["https://shop.example/share?url=https://www.facebook.com/x"],
  },
  {
    sign: "name-in-path",
    seen: [["http://host.example/img/PayPal/login.php", "suspicious", "paypal"]],
    not: [
      "https://shop.example/login/paypal",
      "https://shop.example/auth/google/callback",
      "http://host.example/img/PayPal/logo.png",
      "http://host.example/spaypaly/login",
    ],
  },
  {
    sign: "hidden-number",
    seen: [
      ["http://0xc2f818ae/abchina/login", "malicious", "abc"],
      ["http://3232235777/", "suspicious"],
      ["http://0300.0250.1.1/", "suspicious"],
      ["http://192.168.257/", "suspicious"],
    ],
    not: ["http://192.168.1.1/", "https://95516.com/", "http://1.example/"],
  },
  {
    sign: "number-host",
    seen: [
      ["http://192.168.1.1/", "unknown"],
      ["http://[2001:db8::1]/", "unknown"],
    ],
    not: ["http://1.2.3.4.example/"],
  },
  {
    sign: "dressed-up",
    seen: [
      ["https:\\\\host.example\\x", "unknown"],
      ["https://h%6fst.example/", "unknown"],
      ["https://ho\tst.example/", "unknown"],
      ["https://ho\u202est.example/", "unknown"],
      ["https://xn--zz-zz-zz--9999999.example/", "unknown"],
      ["ｈｔｔｐｓ：／／host。example", "unknown"],
      ["https:\\\\alipay.com\\@evil.example", "unknown"],
    ],
    not: ["https://host.example/a%20b", "  https://host.example/  ", "https://host.example/%zz"],
  },
  {
    sign: "broken",
    seen: [
      ["https://a..example/", "unknown"],
      ["https://999.1.1.1/", "unknown"],
      ["https://a%2fb.example/", "unknown"],
      ["", "unknown"],
    ],
    not: ["https://a.example/"],
  },
  {
    sign: "dangerous-kind",
    seen: [
      ["data:text/html,x", "suspicious"],
      ["JavaScript:alert(1)", "suspicious"],
      ["java\nscript:alert(1)", "suspicious"],
      ["file:///c:/x", "suspicious"],
    ],
    not: ["https://data.example/", "mailto:a@host.example"],
  },
  {
    sign: "other-kind",
    seen: [
      ["alipays://platformapi/startapp", "unknown"],
      ["tel:95188", "unknown"],
    ],
    not: ["host.example:8080/x"],
  },
  {
    sign: "shortener",
    seen: [["https://t.cn/A6xyz", "unknown"]],
    not: ["https://t.cn.example/x"],
  },
  {
    sign: "risk-words-many",
    seen: [["https://account-suspended-verify.top/", "suspicious"]],
    not: [
      "https://account-verify.example/",
      "https://verify.top/",
      "https://my-web-app.vercel.app/",
    ],
  },
  {
    sign: "cheap-ending",
    seen: [["https://host.top/", "unknown"]],
    not: ["https://top.example/"],
  },
  {
    sign: "free-host",
    seen: [["https://somebody.github.io/", "unknown"]],
    not: ["https://github.io.example/"],
  },
  {
    sign: "digit-tail",
    seen: [["https://host93.example/", "unknown"]],
    not: ["https://host.example/93"],
  },
  {
    sign: "login-path",
    seen: [["https://alipay.host.example/sign-in", "suspicious", "alipay"]],
    not: ["https://host.example/sign-in"],
  },
  {
    sign: "nothing",
    seen: [["https://host.example/", "unknown"]],
    not: ["https://alipay.com/", "https://secure-paypal.top/"],
  },
];

for (const { sign, seen, not } of rows)
  describe(`the sign “${sign}”`, () => {
    for (const [link, verdict, imitates] of seen)
      test(`is seen in ${JSON.stringify(link)}`, () => {
        const found = check(link);
        assert.ok(
          found.reasons.some(({ code }) => code === sign),
          JSON.stringify(found.reasons),
        );
        assert.equal(found.verdict, verdict);
        if (imitates) assert.equal(found.imitates, imitates);
      });
    for (const link of not)
      test(`is not seen in ${JSON.stringify(link)}`, () => {
        assert.ok(!codes(link).includes(sign), JSON.stringify(check(link).reasons));
      });
  });

test("every sign has words in both languages, with its evidence and its brand in them", () => {
  const tested = new Set([...rows.map(({ sign }) => sign), "listed", "popular", "risk-words"]);
  for (const { seen } of rows)
    for (const [link] of seen)
      for (const { code, evidence, brand, text } of check(link).reasons) {
        assert.ok(tested.has(code), code);
        assert.match(text.zh, /\p{Script=Han}/u);
        assert.doesNotMatch(text.en, /\p{Script=Han}|undefined/u);
        if (evidence)
          for (const words of [text.en, text.zh]) assert.ok(words.includes(evidence), words);
        if (!brand) continue;
        const { name } = prepared.brands.get(brand)!;
        assert.ok(text.en.includes(name.en) && text.zh.includes(name.zh), code);
      }
});

test("unknown never reads as safe", () => {
  const { reasons, score } = check("https://host.example/");
  assert.match(reasons.at(-1)!.text.en, /does not mean that it is safe/);
  assert.match(reasons.at(-1)!.text.zh, /不等于安全/);
  assert.ok(score > 0);
  for (const { seen } of rows)
    for (const [link, verdict] of seen)
      if (verdict !== "official") assert.ok(check(link).score > 0, link);
});

test("popularity takes one step back, and never makes anything official", () => {
  const with_ = prepare(registry, {
    popular: new Set([
      "netflixbilling.com",
      "netflixqua.com",
      new URL("https://аlipay.com/").hostname,
      "host.example",
    ]),
  });
  assert.equal(checkLink(with_, "https://netflixbilling.com/").verdict, "suspicious");
  assert.equal(checkLink(with_, "https://netflixqua.com/").verdict, "unknown");
  assert.equal(checkLink(with_, "https://host.example/").verdict, "unknown");
  // What is written to deceive stays what it is.
  assert.equal(checkLink(with_, "https://аlipay.com/").verdict, "malicious");
});

test("a list of reported addresses is asked after the registry's own rules, by address and day", () => {
  const entry = feedEntry("https://shared.example/tenant/", {
    source: "desk",
    since: "2026-11-01",
    until: "2026-12-01",
  })!;
  const on = (day: string) => prepare(registry, { feed: feedOf([entry], day) });
  const there = on("2026-11-29");
  for (const link of ["https://shared.example/tenant/", "http://www.shared.example/tenant/a?b"]) {
    const found = checkLink(there, link);
    assert.equal(found.verdict, "malicious", link);
    assert.equal(found.reasons[0]!.evidence, "desk, 2026-11-01");
  }
  for (const link of ["https://shared.example/", "https://shared.example/other/"])
    assert.equal(checkLink(there, link).verdict, "unknown", link);
  assert.equal(checkLink(on("2026-12-01"), "https://shared.example/tenant/").verdict, "unknown");
});

test("an address is what a browser makes of it", () => {
  const host = (link: string) => readAddress(link).host;
  assert.equal(host("http://0300.0250.1.1"), "192.168.1.1");
  assert.equal(host("http://0x7f.1"), "127.0.0.1");
  assert.equal(host("http://[0:0::1]:80/"), "[::1]");
  assert.equal(host("https://faß.example"), "xn--fa-hia.example");
  assert.equal(host("https://a@b@c.example"), "c.example");
  assert.equal(host("https://BÜCHER.example."), "xn--bcher-kva.example");
  assert.equal(readAddress("https://xn--bcher-kva.example").shown, "bücher.example");
  for (const link of rows.flatMap(({ seen }) => seen.map(([each]) => each))) {
    // Where both read a host in a web address, they read the same one.
    if (!/^https?:/i.test(link) || !URL.canParse(link)) continue;
    const ours = readAddress(link);
    if (ours.host && !ours.oddities.some((odd) => /full-width|hidden/.test(odd)))
      assert.equal(ours.host, new URL(link).hostname.replace(/\.$/, ""), link);
  }
});

test("one slip is one, in any place", () => {
  for (const other of ["alpay", "aalipay", "alipaz", "laipay", "alipya", "alipayy", "lipay"])
    assert.ok(isOneOff(other, "alipay"), other);
  for (const other of ["alipay", "alpy", "aylipa", "pay", "alipayyy", "yalipa"])
    assert.ok(!isOneOff(other, "alipay"), other);
});

test("every official domain of the registry is official, and each name in it is found elsewhere", () => {
  for (const { id, domains, hosts } of registry.brands)
    for (const host of [...domains, ...hosts]) {
      const found = check(`https://${host}/`);
      const isShared = prepared.userContent.get(host)?.includes("");
      assert.equal(found.verdict, isShared ? "unknown" : "official", host);
      if (!isShared) assert.equal(found.reasons[0]!.brand, id);
      const dressed = check(`https://www.${host}.q9x.top/`);
      assert.ok(["suspicious", "malicious"].includes(dressed.verdict), host);
    }
  assert.ok(wordsOf("official"));
});
