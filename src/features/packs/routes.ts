import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import { askPack, deletePack, downloadPack, listPacks, retryPack } from "./actions.ts";
import { readDraft } from "./drafting.ts";
import { KEYS_PATH, publishedKeys } from "./keys.ts";
import { COURSE_MAX, IDS_MAX, LINE_MAX } from "./rules.ts";

const owner = (actor: unknown) => actor as Owner;
const at = "/v1/me/evidence-packs";
const time = Type.String({ format: "date-time", maxLength: 40 });
const id = Type.String({ minLength: 1, maxLength: 256 });
const one = Type.Object({ packId: Type.String({ maxLength: 40 }) });
const line = Type.String({ minLength: 1, maxLength: LINE_MAX });
const more = Type.Optional(Type.String({ maxLength: LINE_MAX }));
const proven = ["needs-fresh-proof", "pack-held", "guided"];

export const routes = [
  route({
    method: "GET",
    path: `${at}/draft`,
    who: ["owner"],
    summary:
      "What an evidence pack for the police could hold, with what is suggested: payments, freezes, cases, a template of the statement",
    query: Type.Object({ from: Type.Optional(time), to: Type.Optional(time) }),
    problems: ["bad-period"],
    does: (world, { actor, query }) => readDraft(world, owner(actor), query),
  }),
  route({
    method: "POST",
    path: at,
    who: ["owner"],
    summary:
      "Ask for an evidence pack for the police; it is built while you wait or do other things",
    body: Type.Object({
      lang: Type.Union([Type.Literal("en"), Type.Literal("zh")]),
      ...{ from: time, to: time },
      transactionIds: Type.Union([Type.Literal("all"), Type.Array(id, { maxItems: IDS_MAX })]),
      statement: Type.Object(
        {
          ...{ time: line, place: line, amount: line },
          course: Type.String({ minLength: 1, maxLength: COURSE_MAX }),
          ...{ idNumber: more, ownAccount: more, otherSide: more },
        },
        { additionalProperties: false },
      ),
      caseId: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    status: 202,
    problems: [...proven, "bad-period", "no-case", "too-many-packs", "unknown-transaction"],
    does: (world, { actor, body }) => askPack(world, owner(actor), body),
  }),
  route({
    method: "GET",
    path: at,
    who: ["owner"],
    summary: "My evidence packs, the newest first: how far each is, until when it is kept",
    does: (world, { actor }) => listPacks(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: `${at}/:packId/retry`,
    who: ["owner"],
    summary: "Build an evidence pack again that failed",
    params: one,
    status: 202,
    problems: [...proven, "no-pack", "pack-not-failed"],
    does: (world, { actor, params }) => retryPack(world, owner(actor), params.packId),
  }),
  route({
    method: "DELETE",
    path: `${at}/:packId`,
    who: ["owner"],
    summary: "Delete an evidence pack before its time",
    params: one,
    problems: ["no-pack"],
    does: (world, { actor, params }) => deletePack(world, owner(actor), params.packId),
  }),
  route({
    method: "GET",
    path: `${at}/:packId`,
    who: ["owner"],
    summary: "Download an evidence pack; each download needs a proof of its own, and is told",
    params: one,
    acts: true,
    answerType: "application/zip",
    problems: [...proven, "no-pack", "pack-gone", "pack-not-ready"],
    does: async (world, { actor, params }) => {
      const { name, sizeBytes, bytes } = await downloadPack(world, owner(actor), params.packId);
      const headers = {
        "content-disposition": `attachment; filename="${name}"`,
        "content-length": String(sizeBytes),
      };
      return answer({ body: bytes, type: "application/zip", headers });
    },
  }),
  route({
    method: "GET",
    path: KEYS_PATH,
    who: ["anyone"],
    summary: "The keys that sign evidence packs, those of earlier packs included",
    does: (world) => publishedKeys(world),
  }),
];
