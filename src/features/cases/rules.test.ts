import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Bars,
  barred,
  draw,
  eligible,
  happenings,
  isEnded,
  move,
  type Person,
  states,
  together,
} from "./rules.ts";

/** The whole table, written a second time: a row a state, a column a happening, - where it is refused. */
const second = `
                  ask-claimant      claimant-spoke  wait-over  first-verdict  sent-back  both-approve  both-refuse  refer     transfer          claim-ended  handled
open              waiting-claimant  open            -          second-check   -          -             -            referred  open              closed       closed
waiting-claimant  -                 open            open       -              -          -             -            -         waiting-claimant  closed       -
second-check      -                 open            -          -              open       approved      refused      -         -                 closed       -
referred          -                 referred        -          -              -          -             -            -         open              closed       -
approved          -                 -               -          -              -          -             -            -         -                 -            -
refused           -                 -               -          -              -          -             -            -         -                 -            -
closed            -                 -               -          -              -          -             -            -         -                 -            -`;

const person = (
  id: string,
  team: string | null,
  role = "agent",
  endedAt: Date | null = null,
): Person => ({
  ...{ id, team, role, endedAt },
});
const people = [
  person("a", "east"),
  person("b", "east"),
  person("c", "west"),
  person("d", "west", "supervisor"),
  person("e", null, "analyst"),
  person("f", "west", "agent", new Date(0)),
  person("g", "west", "admin"),
];
const none: Bars = { openedBy: null, excluded: [], tied: [] };

describe("the moves of a case", () => {
  test("every pair of state and happening is what the table says", () => {
    const [head = "", ...rows] = second.trim().split("\n");
    const columns = head.trim().split(/\s+/);
    assert.deepEqual(columns, [...happenings]);
    assert.deepEqual(
      rows.map((row) => row.trim().split(/\s+/)[0]),
      [...states],
    );
    for (const row of rows) {
      const [state = "", ...cells] = row.trim().split(/\s+/);
      columns.forEach((happening, n) => {
        const said = move(state as "open", happening as "refer");
        assert.equal(said ?? "-", cells[n], `${state} ${happening}`);
      });
    }
  });

  test("what is decided or closed never moves again", () => {
    assert.deepEqual(
      states.filter((state) => isEnded(state)),
      ["approved", "refused", "closed"],
    );
  });

  test("only two who say the same decide", () => {
    assert.equal(together("approve", "approve"), "both-approve");
    assert.equal(together("refuse", "refuse"), "both-refuse");
    for (const [one, other] of [
      ["approve", "refuse"],
      ["refuse", "approve"],
      ["approve", "return"],
      ["refuse", "return"],
    ] as const)
      assert.equal(together(one, other), "sent-back");
  });
});

describe("who decides", () => {
  const ids = (bars = none) =>
    eligible(people, { id: "a", team: "east" }, bars).map(({ id }) => id);
  test("the second is of another team, at work, and may decide", () => {
    assert.deepEqual(ids(), ["c", "d"]);
  });
  test("nobody whom the case concerns, who opened it or who decided on it before", () => {
    assert.deepEqual(ids({ ...none, openedBy: "c" }), ["d"]);
    assert.deepEqual(ids({ ...none, excluded: ["d"] }), ["c"]);
    assert.deepEqual(ids({ ...none, tied: ["c", "d"] }), []);
    assert.equal(barred(person("a", "east"), { ...none, openedBy: "a" }), "opened");
    assert.equal(barred(person("a", "east"), { ...none, tied: ["a"] }), "own");
    assert.equal(barred(person("a", null), none), "role");
    assert.equal(barred(person("a", "east"), none), null);
  });
  test("everybody is drawn as often as anybody; who let it pass, only when nobody else is left", () => {
    const two = eligible(people, { id: "a", team: "east" }, none);
    const drawn = (chance: number, passed: string[] = []) => draw(two, passed, chance)?.id;
    assert.deepEqual(
      [0, 1, 2, 3].map((chance) => drawn(chance)),
      ["c", "d", "c", "d"],
    );
    assert.deepEqual(
      [0, 1].map((chance) => drawn(chance, ["c"])),
      ["d", "d"],
    );
    assert.deepEqual(
      [0, 1].map((chance) => drawn(chance, ["c", "d"])),
      ["c", "d"],
    );
    assert.equal(draw([], [], 7), null);
  });
});
