/** Scam reports, HTTP in and HTTP out. What was taken out to see a test go red stands above it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, type Person, personOf } from "../../../test/cases.ts";
import { ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";
import { verifyAudit } from "../audit/index.ts";
import { tieStaff } from "../staff/index.ts";
import { reportScam } from "./actions.ts";
import { defanged } from "./rules.ts";

const world = testWorld();
const { anOwner } = ownersOf(world);
const desk = aDesk(world);
type Owner = Awaited<ReturnType<typeof anOwner>>;
const DAY = 24;

let ips = 0;
/** A network that nobody came from yet. */
const anIp = () => `10.${Math.floor(ips / 250)}.9.${(ips++ % 250) + 1}`;
const stranger = (body: object, ip = anIp()) =>
  world.call("POST", "/v1/scam-reports", body, { ip });
const signedIn = async (owner: Owner, body: object, ip = anIp()) => {
  const handoff = await world.as(world.serviceKey).post(`/v1/accounts/${owner.id}/handoffs`);
  const { cookies } = await world.call("POST", "/v1/handoffs", {
    token: handoff.body.url.split("#")[1],
  });
  return world.call("POST", "/v1/scam-reports", body, { cookies, ip });
};
const listed = async (): Promise<any[]> => {
  const { status, body } = await desk.tang.get("/v1/desk/scams");
  assert.equal(status, 200, JSON.stringify(body));
  return body.clusters;
};
const clusterOf = async (value: string) =>
  (await listed()).find((one) => one.value === defanged(value));
const check = async (body: object) => (await world.call("POST", "/v1/checks", body)).body;
const rows = (table: "scamReports" | "scamClusters" | "scamReporters" | "scamReportParts") =>
  world.world.db.selectFrom(table).selectAll().execute();
const ask = (who: Person, clusterId: string, deed = "add") =>
  who.post(`/v1/desk/scams/${clusterId}/listing`, { deed, reason: "Looked at by hand" });
const agree = (who: Person, changeId: string) =>
  who.post(`/v1/desk/changes/${changeId}/approval`, { outcome: "approve" });

describe("a report", () => {
  test("is kept, counted by what it speaks of, and shown to the desk without a live link", async () => {
    const text =
      "【支付宝】尊敬的王小明先生，您的账户存在异常，请点击 http://zfb-safe1.top/v/13800138000?u=7 或致电 13911112222，验证码 482913";
    const sent = await stranger({ text, sender: "+85290001111", clicked: true, paid: true });
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    assert.deepEqual(Object.keys(sent.body.report).sort(), ["at", "id", "kind", "verdict"]);
    const found = await listed();
    const [message, link, phone] = ["message", "link", "phone"].map((kind) =>
      found.find((one) => one.kind === kind),
    );
    assert.equal(link.value, "zfb-safe1[.]top");
    assert.equal(phone.value, "+8613911112222");
    assert.deepEqual(message.people, {
      ...{ today: 1, tenDays: 1, signedIn: 0, clicked: 1, paid: 1, gaveCode: 0 },
    });
    assert.equal(message.imitates?.id, "alipay");
    for (const secret of ["王小明", "13800138000", "482913", "zfb-safe1.top", "13911112222"])
      assert.ok(!message.value.includes(secret), `${secret} in ${message.value}`);
    const all = JSON.stringify([await rows("scamReports"), await rows("scamClusters")]);
    for (const secret of ["王小明", "482913", "13800138000"]) assert.ok(!all.includes(secret));
    assert.doesNotMatch(JSON.stringify(found), /https?:\/\//);
  });

  test("of one scam in waves falls into one cluster, and another scam into another", async () => {
    const wave = (n: number) =>
      `Dear Anna Lind, your parcel ${n}77123 could not be delivered. Pay 1.${n}9 at http://post-${n}.top/x today.`;
    for (const n of [1, 2, 3]) await stranger({ text: wave(n) });
    await stranger({ text: "Hello mum, this is my new number, can you lend me some money please" });
    const messages = (await listed()).filter(
      ({ kind, value }) => kind === "message" && /parcel/.test(value),
    );
    assert.equal(messages.length, 1);
    assert.equal(messages[0].people.today, 3);
    for (const n of [1, 2, 3]) assert.equal((await clusterOf(`post-${n}.top`)).people.today, 1);
  });

  // Broken once: without the look at networks of owners who reported the same, the first count said 2.
  test("of one person counts once, however often, signed in or not; twenty at once lose none", async () => {
    const ip = anIp();
    const owner = await anOwner();
    const body = { url: "http://flooded.top/a" };
    for (let n = 0; n < 5; n++) assert.equal((await stranger(body, ip)).status, 201);
    for (let n = 0; n < 5; n++) assert.equal((await signedIn(owner, body, ip)).status, 201);
    assert.deepEqual((await clusterOf("flooded.top")).people.today, 1);
    await Promise.all(Array.from({ length: 20 }, () => stranger(body)));
    const { people } = await clusterOf("flooded.top");
    assert.deepEqual([people.today, people.signedIn], [21, 1]);
    const { id } = await clusterOf("flooded.top");
    const { body: one } = await desk.tang.get(`/v1/desk/scams/${id}`);
    assert.deepEqual([one.days[0].reports, one.days[0].reporters], [30, 22]);
    // Who it was is written nowhere, and differs from cluster to cluster.
    await stranger({ url: "http://flooded-too.top/a" }, ip);
    const reporters = await rows("scamReporters");
    assert.equal(new Set(reporters.map(({ reporter }) => reporter)).size, reporters.length);
    assert.ok(!JSON.stringify(reporters).includes(owner.id));
  });

  test("is limited for a network and for an owner, and each is told until when", async () => {
    const ip = anIp();
    const answers = [];
    for (let n = 0; n < 31; n++)
      answers.push(await stranger({ phone: `139${10_000_000 + n}` }, ip));
    assert.deepEqual([answers[29]?.status, answers[30]?.status], [201, 429]);
    assert.ok(answers[30]?.body.until);
    const owner = await anOwner();
    for (let n = 0; n < 20; n++)
      assert.equal((await signedIn(owner, { url: "http://x.top/" }, ip)).status, 201);
    assert.equal((await signedIn(owner, { url: "http://x.top/" })).body.code, "too-many");
  });

  test("says the same of a number with an account as of one without, and counts nobody in", async () => {
    const owner = await anOwner();
    const [known, unknown] = [
      await stranger({ phone: owner.phone }),
      await stranger({ phone: "+8613812349999" }),
    ];
    for (const { status, body, headers } of [known, unknown]) {
      assert.equal(status, 201);
      assert.deepEqual(Object.keys(body.report), Object.keys(known.body.report));
      assert.deepEqual(body.report.verdict, known.body.report.verdict);
      assert.deepEqual(Object.keys(headers).sort(), Object.keys(known.headers).sort());
    }
    assert.ok(!(await world.events(owner.id)).some(({ type }) => /^scam/.test(type)));
  });

  test("of markup, turned writing and a megabyte of text is words or is refused; nothing breaks", async () => {
    const odd = [
      { text: '<script>alert(1)</script><a href="http://evil-a.top">click</a>' },
      { text: "\u202e\u2066txt.exe\u200b 点击 evil-b。top \u0301\u0301\u0301\u0301" },
      { url: "javascript:alert(1)//x" },
      { url: "http://evil-c.top/\u202e%E2%80%AE<b>x</b>?phone=13800138000" },
      { email: '"<script>"@evil-d.top' },
      { text: "好".repeat(20_000) },
    ];
    for (const body of odd) {
      const { status, body: said } = await stranger(body);
      assert.equal(status, 201, `${JSON.stringify(body).slice(0, 60)} ${JSON.stringify(said)}`);
    }
    const kept = JSON.stringify([await rows("scamClusters"), await rows("scamReportParts")]);
    assert.doesNotMatch(kept, /<script|<a |\\u202e|\u202e|13800138000/);
    for (const bad of [
      { text: "x".repeat(20_001) },
      { text: "x".repeat(1_000_001) },
      { text: " \u200b " },
      { url: "http://a.top", text: "two at once" },
      {},
      { text: "a\u0000b" },
      { phone: "12", more: 1 },
    ])
      assert.ok(
        [400, 413].includes((await stranger(bad)).status),
        JSON.stringify(bad).slice(0, 60),
      );
  });

  test("that breaks in the middle leaves nothing, and sent again counts once; what was acknowledged is there", async () => {
    const before = [
      await rows("scamReports"),
      await rows("scamClusters"),
      await rows("scamReporters"),
    ];
    const breaking = {
      ...world.world,
      call: { network: "broken", device: "", agent: "" },
      id: (prefix: string) => {
        if (prefix === "evt") throw new Error("Killed here.");
        return world.world.id(prefix);
      },
    };
    const actor = { kind: "stranger", id: "x" } as const;
    await assert.rejects(reportScam(breaking, actor, { url: "http://half-way.top/" }), /Killed/);
    const after = [
      await rows("scamReports"),
      await rows("scamClusters"),
      await rows("scamReporters"),
    ];
    assert.deepEqual(
      after.map(({ length }) => length),
      before.map(({ length }) => length),
    );
    const [ip, key] = [anIp(), "a-report-sent-twice"];
    const body = { url: "http://half-way.top/" };
    const twice = [1, 2].map(() => world.call("POST", "/v1/scam-reports", body, { ip, key }));
    const [one, other] = await Promise.all(twice);
    assert.deepEqual(one?.body, other?.body);
    const { id } = await clusterOf("half-way.top");
    const { body: read } = await desk.tang.get(`/v1/desk/scams/${id}`);
    assert.deepEqual([read.days[0].reports, read.reports.length], [1, 1]);
    assert.equal(read.reports[0].id, one?.body.report.id);
  });
});

describe("an owner's report", () => {
  test("is theirs: in their record and list, and for everybody else as if it were none", async () => {
    const [owner, other] = [await anOwner(), await anOwner()];
    const { body } = await signedIn(owner, {
      text: "Your wallet is locked, go to http://own.top/x",
    });
    const at = `/scam-reports/${body.report.id}`;
    const { report } = (await owner.get(at)).body;
    assert.match(report.text, /own\.top/);
    assert.ok(report.indicators.some((one: string) => one === "own.top/x"));
    assert.equal((await owner.get("/scam-reports")).body.reports.length, 1);
    const [others, none] = [await other.get(at), await other.get("/scam-reports/scr_none")];
    assert.deepEqual([others.status, others.body], [404, none.body]);
    assert.equal((await world.call("GET", `/v1/me${at}`)).status, 401);
    const event = (await world.events(owner.id)).findLast(({ type }) => type === "scam.reported");
    assert.deepEqual(Object.keys(event?.payload ?? {}).sort(), ["cluster", "imitates", "kind"]);
    const { entries } = (await owner.get("/activity")).body;
    assert.deepEqual(entries[0].text, {
      en: "You reported a scam message",
      zh: "您举报了一条诈骗信息",
    });
  });

  test("goes with the account, and its text after 90 days; the host stays; a legal hold keeps the text", async () => {
    const [owner, kept] = [await anOwner(), await anOwner()];
    for (const each of [owner, kept]) await signedIn(each, { url: "http://ninety.top/path" });
    await desk.shen.post(`/v1/desk/accounts/${kept.id}/legal-holds`, { reference: "2026-1" });
    const said = async () =>
      (await rows("scamReports"))
        .filter(({ accountId }) => accountId === owner.id || accountId === kept.id)
        .map(({ accountId, said }) => [accountId === kept.id ? "kept" : "owner", said !== ""]);
    await world.pass(89 * DAY);
    await world.sweep();
    assert.deepEqual(
      new Map((await said()) as any),
      new Map([
        ["owner", true],
        ["kept", true],
      ]),
    );
    await world.pass(2 * DAY);
    await world.sweep();
    assert.deepEqual(
      new Map((await said()) as any),
      new Map([
        ["owner", false],
        ["kept", true],
      ]),
    );
    const parts = (await rows("scamReportParts")).filter(({ accountId }) => accountId === owner.id);
    assert.deepEqual(
      parts.map(({ indicator }) => indicator),
      ["ninety.top/path"],
    );
    const left = (await rows("scamReporters")).filter(({ lastAt }) => lastAt < world.daysAgo(90));
    assert.deepEqual(left, []);
  });
});

describe("what reports cannot do", () => {
  test("a crowd changes no verdict: neither of an official host nor of a rival's", async () => {
    for (let n = 0; n < 40; n++) {
      await stranger({ url: "https://www.alipay.com/help", paid: true });
      await stranger({ url: "https://a-small-shop.example/" });
    }
    assert.equal((await check({ url: "https://www.alipay.com/help" })).verdict, "official");
    assert.equal((await check({ url: "https://a-small-shop.example/" })).verdict, "unknown");
    const official = await clusterOf("www.alipay.com");
    assert.deepEqual(
      [official.people.today, official.mayList, official.verdict],
      [40, false, "official"],
    );
    assert.equal((await ask(desk.tang, official.id)).body.code, "official-channel");
  });

  // Broken once: without the look at what is shared, all of sites.google.com could be listed for one page of it.
  test("an official number, an official mail domain, a shared host and words are listed by nobody", async () => {
    for (const body of [{ phone: "95188" }, { email: "service@mail.alipay.com" }])
      await stranger(body);
    const { id } = await clusterOf("95188");
    assert.equal((await ask(desk.tang, id)).body.code, "official-channel");
    await stranger({ text: "Win a prize, your prize waits for you, answer soon and win" });
    const words = (await listed()).find(({ value }) => /prize/.test(value));
    assert.equal((await ask(desk.tang, words.id)).body.code, "cannot-list");
    await stranger({ url: "https://sites.google.com/view/wallet-help/home?x=1" });
    await stranger({ url: "https://sites.google.com/" });
    const [page, host] = [
      await clusterOf("sites.google.com/view/wallet-help/home"),
      await clusterOf("sites.google.com"),
    ];
    assert.equal((await ask(desk.tang, host.id)).body.code, "official-channel");
    const asked = await ask(desk.tang, page.id);
    assert.equal(
      (await agree(desk.luo, asked.body.change.id)).status,
      200,
      JSON.stringify(asked.body),
    );
    const said = async (path: string) =>
      (await check({ url: `https://sites.google.com${path}` })).verdict;
    assert.equal(await said("/view/wallet-help/home"), "malicious");
    assert.notEqual(await said("/view/another"), "malicious");
    for (const url of ["http://com/", "http://github.io/x", "http://co.uk/"])
      await stranger({ url });
    for (const value of ["com", "github.io", "co.uk"])
      assert.equal(await clusterOf(value), undefined);
  });
});

describe("the desk", () => {
  test("lists by two people; the next check says malicious and why, for the host and below it; and takes off by two", async () => {
    await stranger({ url: "http://quite-plain.example/x" });
    await stranger({ phone: "+8617000001111" });
    await stranger({ email: "Help@quite-plain.example" });
    for (const [value, asked] of [
      ["quite-plain.example", { url: "https://sub.quite-plain.example/other" }],
      ["+8617000001111", { phone: "170 0000 1111" }],
      ["help@quite-plain.example", { email: "help@quite-plain.example" }],
    ] as const) {
      const cluster = await clusterOf(value);
      assert.notEqual((await check(asked)).verdict, "malicious", value);
      const change = (await ask(desk.tang, cluster.id)).body.change;
      assert.equal((await ask(desk.luo, cluster.id)).body.code, "change-underway");
      assert.equal((await agree(desk.tang, change.id)).body.code, "own-change");
      assert.notEqual((await check(asked)).verdict, "malicious", "one person is not enough");
      assert.equal((await agree(desk.luo, change.id)).status, 200);
      const said = await check(asked);
      assert.equal(said.verdict, "malicious", value);
      assert.ok(["listed", "contact-listed"].includes(said.reasons[0].code));
      assert.ok((await clusterOf(value)).listedSince);
      assert.equal((await ask(desk.tang, cluster.id)).body.code, "listed-already");
      const off = (await ask(desk.ye, cluster.id, "end")).body.change;
      assert.equal((await agree(desk.pan, off.id)).status, 200);
      assert.notEqual((await check(asked)).verdict, "malicious", `${value} is off the list`);
    }
    const text = "Please call 170 0000 1111 about your order";
    assert.notEqual((await check({ text })).verdict, "malicious");
    const chain = (await world.events("house:scams")).map(({ type }) => type);
    assert.equal(chain.filter((type) => type === "scam.listed").length >= 3, true);
    assert.equal((await verifyAudit(world.world)).found, 0);
  });

  test("what the registry comes to vouch for is official again, though it was listed", async () => {
    await stranger({ url: "http://new-brand.example/" });
    const { id } = await clusterOf("new-brand.example");
    const { change } = (await ask(desk.tang, id)).body;
    await agree(desk.luo, change.id);
    assert.equal((await check({ url: "https://new-brand.example/" })).verdict, "malicious");
    const { inForce } = world.world.registry;
    const [brand] = inForce.brands;
    const changed = structuredClone(inForce);
    changed.brands[0] = { ...brand!, domains: [...brand!.domains, "new-brand.example"] };
    world.world.registry.inForce = changed;
    assert.equal((await check({ url: "https://new-brand.example/" })).verdict, "official");
    world.world.registry.inForce = inForce;
  });

  test("notes that it is no scam with a reason, and takes that back; verdicts stay as they are", async () => {
    await stranger({ url: "http://alipay-noted-login.top/" });
    const { id, verdict } = await clusterOf("alipay-noted-login.top");
    const put = (mark: string) =>
      desk.tang.put(`/v1/desk/scams/${id}/mark`, { mark, reason: "The shop's own" });
    const { body } = await put("not-a-scam");
    assert.deepEqual([body.cluster.mark.is, body.cluster.mark.by], ["not-a-scam", "agt_tang"]);
    assert.equal((await check({ url: "http://alipay-noted-login.top/" })).verdict, verdict);
    await put("taken-down");
    assert.equal((await put("none")).body.cluster.mark, null);
    const noted = (await world.events("house:scams")).filter(({ type }) => type === "scam.marked");
    assert.deepEqual(
      noted.map(({ payload }) => payload.mark),
      ["not-a-scam", "taken-down", "none"],
    );
    assert.equal(
      (await desk.tang.put("/v1/desk/scams/scl_no/mark", { mark: "none", reason: "x" })).status,
      404,
    );
  });

  test("reads a text by the one way to a file: counted, in both chains, and told to the owner", async () => {
    const owner = await anOwner();
    const text = "Call me, I am your uncle Bob, at http://uncle.top/ now";
    const { body } = await signedIn(owner, { text, sender: "Bob" });
    const cluster = await clusterOf("uncle.top");
    const at = `/v1/desk/scams/${cluster.id}/reports/${body.report.id}/text`;
    const shown = await desk.luo.post(at);
    assert.deepEqual(shown.body, { text: defanged(text), sender: "Bob" });
    assert.ok(
      (await world.events("staff:agt_luo")).some(
        ({ type, payload }) => type === "staff.viewed" && payload.subject === body.report.id,
      ),
    );
    assert.equal(
      (await owner.get("/activity")).body.entries[0].text.en,
      "Staff read a scam report of yours",
    );
    await tieStaff(world.world, { kind: "system", id: "test" }, "agt_ye", owner.id);
    assert.equal((await desk.ye.post(at)).body.code, "not-you");
    const analyst = personOf(world, "agt_ana", "analyst", null);
    assert.equal((await analyst.post(at)).body.code, "not-allowed");
    assert.equal((await analyst.get("/v1/desk/scams")).status, 200);
    assert.equal((await world.call("GET", "/v1/desk/scams")).status, 401);
    const { body: read } = await desk.tang.get(`/v1/desk/scams/${cluster.id}`);
    assert.ok(!JSON.stringify(read).includes(owner.id), "who reported is not shown");
  });
});
