/**
 * T19: made-up hosts, redirects, referrers and machines that open every link; whatever a request says
 * of itself, links lead to the one host of the configuration, and opening one changes nothing.
 */
import { freshen, linkTo, newPerson, putPerson, signedIn } from "./enrolled.ts";
import { atLeast, exactly, type Fault, inParallel, noneOf, numbers, seeded } from "./fault.ts";
import { visitor } from "./likeness.ts";
import type { Person, Reply, Target } from "./target.ts";
import { type Payload, payloads } from "./web-payloads.ts";

/** Every host that this text, page or header leads to; relative addresses are resolved as a browser does. */
function hostsIn(text: string, base: string): string[] {
  const absolute = text.match(/(?:https?|gopher|javascript):[^\s"'<>\\)]*/gi) ?? [];
  const attributes = [...text.matchAll(/\s(?:href|src|action|content)="([^"]*)"/g)]
    .map(([, value]) => value ?? "")
    .filter((value) => /^(\/|\\|[a-z]+:)/i.test(value));
  const bound = [...text.matchAll(/^@(\S+) #\d/gm)].map(([, host]) => `http://${host}`);
  return [...absolute, ...attributes, ...bound].map((address) => {
    try {
      const { protocol, host } = new URL(address, base);
      return `${protocol}//${host}`;
    } catch {
      return address;
    }
  });
}

/** The part of an answer that can lead somewhere: its headers and its body. */
function leadsTo(reply: Reply, base: string): string[] {
  const { location, ...headers } = reply.headers;
  const to = location === undefined ? [] : [new URL(String(location), base).origin];
  const body = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
  // The name of the vocabulary that the help speaks to machines: an identifier, and no link.
  const text = body.replace('"@context":"https://schema.org"', "");
  return [
    ...to,
    ...hostsIn(Object.values(headers).flat().join("\n"), base),
    ...hostsIn(text, base),
  ];
}

const pages = [
  ...["/", "/recover/account", "/recover/methods", "/recover/code", "/recover/done", "/help"],
  ...["/not-me", "/handoff", "/me", "/freeze", "/display?lang=en", "/display?large=1", "/nothing"],
];

/** Every route that produces a link, with one payload on each request; the hosts that came back. */
async function linksUnder(
  target: Target,
  person: Person,
  { headers = {}, before, query }: Payload,
) {
  const path = (path: string) => {
    const put = query ? `${path}${path.includes("?") ? "&" : "?"}${query}` : path;
    return `${before ?? ""}${put}`;
  };
  const replies: Reply[] = [];
  const send = async (method: string, to: string, more: object = {}) => {
    // With the payload in its address a route may not be found: then as it is, with the headers alone.
    const tried = await target.call(method, path(to), { headers, ...more });
    replies.push(tried);
    if (tried.status < 400 || (!before && !query)) return tried;
    const plain = await target.call(method, to, { headers, ...more });
    replies.push(plain);
    return plain;
  };
  const { serviceKey } = (await target.call("GET", "/demo")).body;
  for (const page of pages) await send("GET", page);
  const body = { identifier: person.phone, situation: "forgot-password" };
  const { recovery, token } = (await send("POST", "/v1/recoveries", { body })).body;
  const at = `/v1/recoveries/${recovery.id}`;
  const asked = { bearer: token, body: { proof: "email-code" } };
  await send("POST", `${at}/challenges`, asked);
  const code = await target.codeTo(person.email);
  const given = { bearer: token, body: { proof: "email-code", code } };
  await send("POST", `${at}/proofs`, given);
  const link = await linkTo(target, person.phone);
  await send("GET", at, { bearer: token });
  await send("POST", `/v1/accounts/${person.id}/handoffs`, { bearer: serviceKey, body: {} });
  await send("GET", "/v1/portal");
  await send("GET", "/openapi.json");
  const web = visitor(target);
  const form = await web.send("start", path("/recover/account"), {
    ...{ identifier: newPerson(() => 0.5).phone, situation: "forgot-password", prefix: "+86" },
  });
  replies.push(form);
  await send("POST", "/v1/not-me", { body: { token: link } });
  const messages = [
    ...(await target.messages(person.phone)),
    ...(await target.messages(person.email)),
  ];
  const base = target.url;
  const hosts = [
    ...replies.flatMap((reply) => leadsTo(reply, base)),
    ...messages.flatMap((text) => hostsIn(text, base)),
  ];
  return { hosts, replies, messages };
}

/** Secrets stand behind the #, which no server, log or referrer sees. */
const isSecretShown = (address: string) => {
  const url = new URL(address);
  return url.search !== "" || !/^\/[\w-]*$/.test(url.pathname);
};

/** A machine that opens every link it finds, in every way it can think of. */
async function openedByMachines(target: Target, path: string, token: string): Promise<Reply[]> {
  const ways = [path, `/v1${path}`, `${path}?token=${token}`, `/v1${path}?token=${token}`];
  const encoded = [`${path}%23${token}`, `${path}/${token}`];
  return inParallel(
    numbers(10).flatMap(() =>
      [...ways, ...encoded].flatMap((to) => [
        ["GET", to],
        ["HEAD", to],
      ]),
    ),
    8,
    ([method = "", to = ""]) => target.call(method, to),
  );
}

/** Link and code of one claim, opened ten times each in every way; then used, once. */
async function stillGood(target: Target, person: Person) {
  const claim = await target.begin(person.phone);
  await claim.ask("email-code");
  const first = await target.codeTo(person.email);
  const at = `/v1/recoveries/${claim.id}`;
  const opened = await openedByMachines(target, "/recover/code", first);
  for (const method of ["GET", "HEAD"])
    for (const to of [
      `${at}/proofs?proof=email-code&code=${first}`,
      `${at}/proofs`,
      `${at}/cancellation`,
    ])
      for (const _ of numbers(10))
        opened.push(await target.call(method, to, { bearer: claim.token }));
  const code = (await claim.give("email-code", first)).status === 200;

  const token = await linkTo(target, person.phone);
  opened.push(...(await openedByMachines(target, "/not-me", token)));
  const stillOpen = (await claim.get()).body.recovery.state === "proving";
  const stopped = await target.call("POST", "/v1/not-me", { body: { token } });
  const link = stillOpen && stopped.body.done === "stopped";

  const { body } = await target.wallet("POST", `/v1/accounts/${person.id}/handoffs`, {});
  const [page = "", secret = ""] = String(body.url).split("#");
  opened.push(...(await openedByMachines(target, new URL(page).pathname, secret)));
  const entered = await target.call("POST", "/v1/handoffs", { body: { token: secret } });
  const signedInBy = opened.filter(({ cookies }) => cookies.rightful_owner !== undefined).length;
  return { code, link, handoff: entered.status === 200 && signedInBy === 0, opened };
}

/** A change in the security centre sends links too. */
async function changeMessages(target: Target, person: Person): Promise<string[]> {
  const session = await signedIn(target, person.id);
  await freshen(target, session, person.phone);
  await session.ask("POST", "/proofs/recovery-codes", {});
  await linkTo(target, person.phone, /recovery codes/);
  return target.messages(person.phone);
}

export const T19: Fault = {
  id: "T19",
  title:
    "Fifty made-up hosts and redirects on every route that makes a link, and machines that open links",
  needs: "url",
  run: async (size, say, target) => {
    const seed = 1919;
    say(`seed ${seed}`);
    const chance = seeded(seed);
    const tried = size === "full" ? payloads : payloads.filter((_, n) => n % 5 === 3);
    const people = tried.map(() => newPerson(chance));
    const others = numbers(size === "full" ? 10 : 2).map(() => newPerson(chance));
    const plain = newPerson(chance);
    await inParallel([...people, ...others, plain], 8, (person) => putPerson(target, person));

    const clean = await linksUnder(target, plain, { name: "none" });
    const changes = await changeMessages(target, plain);
    const allowed = new Set([...clean.hosts, new URL(target.url).origin]);
    say(`links lead to ${[...allowed].join(" ")}`);
    const expected = [...allowed].filter((host) => /evil|gopher|6666/.test(host));

    let led = 0;
    const answers: Reply[] = [...clean.replies];
    const messages: string[] = [...clean.messages, ...changes];
    await inParallel(tried, 4, async (payload, n) => {
      const under = await linksUnder(target, people[n] as Person, payload);
      const strange = under.hosts.filter((host) => !allowed.has(host));
      if (strange.length > 0) say(`${payload.name} leads to ${[...new Set(strange)].join(" ")}`);
      if (strange.length > 0) led++;
      answers.push(...under.replies);
      messages.push(...under.messages);
    });
    const links = messages.flatMap((text) => text.match(/https?:\/\/\S+/g) ?? []);
    const referring = answers.filter(
      ({ headers }) => headers["referrer-policy"] !== "no-referrer" && headers["content-type"],
    );
    const good = await inParallel(others, 2, (person) => stillGood(target, person));
    const opened = good.flatMap((one) => one.opened).length;
    return [
      noneOf("payloads that change the host of a link", led, tried.length),
      exactly("strange hosts without a payload", expected.length, 0),
      noneOf(
        "links with a secret in their path or query",
        links.filter(isSecretShown).length,
        links.length,
      ),
      noneOf("answers without “no-referrer”", referring.length, answers.length),
      exactly(
        "codes, links and hand-offs good after machines opened them",
        good.flatMap(({ code, link, handoff }) => [code, link, handoff]).filter(Boolean).length,
        3 * others.length,
      ),
      atLeast("times that machines opened one", opened, 300 * others.length),
    ];
  },
};
