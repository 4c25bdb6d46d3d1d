/** Recovery contacts, as a test plays them: each has an address, and what was sent there. */
import assert from "node:assert/strict";
import { transact } from "../src/core/db.ts";
import { lockAccount } from "../src/features/accounts/index.ts";
import { importContact } from "../src/features/contacts/index.ts";
import type { TestWorld } from "./world.ts";

export type Friend = { id: string; nickname: string; address: string };

export function contactsOf(world: TestWorld) {
  const people = { next: 1000 };

  /** Friends of this account since so many days, each with a number of their own; they have said yes. */
  const friendsOf = (accountId: string, days: readonly number[] = [400, 400, 400]) =>
    transact(world.world, async (inside) => {
      await lockAccount(inside, accountId);
      const friends: Friend[] = [];
      for (const age of days) {
        const n = people.next++;
        const [nickname, address] = [`Friend ${n % 1000}`, `+861390000${n}`];
        const typed = { nickname, address, introduced: "Lin Yue", locale: "en" as const };
        const id = await importContact(inside, accountId, typed, world.daysAgo(age));
        friends.push({ id, nickname, address });
      }
      return friends;
    });

  /** The newest token that was sent there, of a page of this kind. */
  const tokenTo = (to: string, page: "helper" | "contact"): string => {
    const link = new RegExp(`/${page}\\?t=([\\w-]+)`);
    const texts = world.sent.filter((message) => message.to === to && link.test(message.text));
    return link.exec(texts.at(-1)?.text ?? "")?.[1] ?? "";
  };
  const answer = (token: string, said: string, cookies: Record<string, string> = {}) =>
    world.call("POST", `/v1/contact-approvals/${token}`, { answer: said }, { cookies });

  return {
    friendsOf,
    tokenTo,
    answer,
    look: (token: string, cookies: Record<string, string> = {}) =>
      world.call("GET", `/v1/contact-approvals/${token}`, undefined, { cookies }),
    /** Opens the link that was sent, answers, and gives back what came of it. */
    says: async (to: string, said: string) => answer(tokenTo(to, "helper"), said),
    /** Says yes, and reads the code out. */
    codeOf: async (to: string): Promise<string> => {
      const { status, body } = await answer(tokenTo(to, "helper"), "yes");
      assert.equal(status, 200, JSON.stringify(body));
      assert.match(body.code, /^\d{6}$/);
      return body.code;
    },
    page: (token: string) => world.call("GET", `/v1/contact-invitations/${token}`),
    wish: (token: string, said: string) =>
      world.call("POST", `/v1/contact-invitations/${token}`, { answer: said }),
    messagesTo: (to: string) => world.sent.filter((message) => message.to === to).length,
  };
}
