/** Claims of invented people for a demo whose desk would otherwise have nothing to decide. */
import type { World } from "../../core/world.ts";
import { openCase, openForCaller } from "../cases/index.ts";
import type { Situation } from "../policies/index.ts";
import { type Claimant, recovery, startRecovery } from "../recovery/index.ts";
import type { Words } from "./cast.ts";
import { people } from "./seed.ts";
import * as store from "./store.ts";

type Sample = { account: string; situation: Situation; locale: "en" | "zh"; story: Words };

const claims: readonly Sample[] = [
  {
    ...{ account: "acc_wang", situation: "lost-phone", locale: "zh" },
    story: {
      en: "My old number was cancelled in spring. I still read the e-mail address.",
      zh: "原来的手机号春天停机了，邮箱还在用。",
    },
  },
  {
    ...{ account: "acc_chen", situation: "account-stolen", locale: "zh" },
    story: {
      en: "My phone lost its signal yesterday, and this morning I could not sign in.",
      zh: "昨天手机突然没信号，今天早上就登录不上了，怕钱被转走。",
    },
  },
  {
    ...{ account: "acc_zhao", situation: "lost-phone", locale: "en" },
    story: {
      en: "I gave up that number two years ago. Somebody else has it now.",
      zh: "这个号两年前就不用了，现在是别人的。",
    },
  },
  {
    ...{ account: "acc_sun", situation: "forgot-password", locale: "en" },
    story: {
      en: "I am abroad, my phone is at home, and I do not remember the password.",
      zh: "人在国外，手机在家里，密码也想不起来了。",
    },
  },
];

const caller: Sample = {
  ...{ account: "acc_wu", situation: "lost-phone", locale: "zh" },
  story: {
    en: "Called from her daughter's phone: her own fell into the sea.",
    zh: "用女儿的手机来电：自己的手机掉进海里了。",
  },
};

const identifierOf = (id: string) => people.find((person) => person.id === id)?.phone ?? "";

/**
 * Makes each of them once: an account that has an open case keeps that one. Every claim comes from a
 * browser of its own, as in life; otherwise the desk would find that they all share one.
 */
export async function makeCases(world: World): Promise<{ made: number }> {
  let made = 0;
  for (const { account, situation, locale, story } of claims) {
    if (await store.hasOpenCase(world.db, account)) continue;
    const call = world.call && { ...world.call, device: `demo-${account}`, network: account };
    const inside = { ...world, ...(call && { call }) };
    const asked = { identifier: identifierOf(account), situation, locale };
    const { token } = await startRecovery(inside, { kind: "stranger", id: "demo" }, asked);
    const claimant = await recovery.identify?.claimant?.(inside, {
      ...{ bearer: token, basic: "", cookies: {} },
    });
    await openCase(inside, claimant as Claimant, { story: story[locale] });
    made++;
  }
  if (!(await store.hasOpenCase(world.db, caller.account))) {
    const { account, situation, locale, story } = caller;
    const agent = { kind: "agent", id: "agt_luo", role: "agent", team: "east", sessionId: "demo" };
    await openForCaller(world, agent as Parameters<typeof openForCaller>[1], {
      ...{ identifier: identifierOf(account), situation, locale, story: story[locale] },
    });
    made++;
  }
  return { made };
}
