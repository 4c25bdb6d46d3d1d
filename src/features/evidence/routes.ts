import type { Readable } from "node:stream";
import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { Claimant } from "../recovery/index.ts";
import { readOwnEvidence, readOwnFile } from "./claimant.ts";
import { BadUpload, kinds, NotTus, SIZE_BYTES_MAX } from "./rules.ts";
import * as uploads from "./uploads.ts";

const claimant = (actor: unknown) => actor as Claimant;
const at = "/v1/recoveries/:recoveryId/case/evidence";
const id = Type.String({ maxLength: 40 });
const own = Type.Object({ recoveryId: id });
const one = Type.Object({ recoveryId: id, evidenceId: id });
const number = Type.String({ pattern: "^[0-9]{1,12}$" });
const version = Type.Optional(Type.String({ maxLength: 20 }));

const TUS = {
  "tus-resumable": "1.0.0",
  "tus-version": "1.0.0",
  "tus-extension": "creation,expiration,termination",
  "tus-max-size": String(SIZE_BYTES_MAX),
};
const speaks = (given: string | undefined) => {
  if (given !== undefined && given !== "1.0.0") throw NotTus();
};

const stands = (file: Parameters<typeof uploads.unfinishedUntil>[0]) => ({
  ...TUS,
  "upload-offset": String(file.receivedBytes),
  ...(file.state === "uploading" && {
    "upload-expires": uploads.unfinishedUntil(file).toUTCString(),
  }),
});

export const claimantRoutes = [
  route({
    method: "POST",
    path: at,
    who: ["claimant"],
    summary: `Begin a file by tus 1.0.0 (its kind, one of ${kinds.join(", ")}, in the metadata), or send it whole in a form with the fields kind and file`,
    params: own,
    takesFile: true,
    bodyType: "multipart/form-data",
    headers: Type.Object({
      "tus-resumable": version,
      "upload-length": Type.Optional(number),
      "upload-metadata": Type.Optional(Type.String({ maxLength: 4096 })),
    }),
    status: 201,
    problems: [
      ...["bad-upload", "case-ended", "file-too-large", "no-case", "not-tus"],
      ...["other-offset", "too-many", "too-many-files", "no-file", "wrong-type"],
    ],
    does: async (world, { actor, headers, body }) => {
      speaks(headers["tus-resumable"]);
      const { "upload-length": length, "upload-metadata": metadata = "" } = headers;
      const type = (headers as Record<string, string>)["content-type"] ?? "";
      const isForm = length === undefined && body !== undefined && type.startsWith("multipart/");
      if (!isForm && length === undefined) throw BadUpload();
      const file = isForm
        ? await uploads.sendWhole(world, claimant(actor), type, body as Readable)
        : await uploads.begin(
            world,
            claimant(actor),
            uploads.announced(uploads.readMetadata(metadata), Number(length)),
          );
      const location = `/v1/recoveries/${claimant(actor).recoveryId}/case/evidence/${file.id}`;
      return answer({
        body: { evidence: { id: file.id, kind: file.kind, state: file.state } },
        location,
        headers: stands(file),
      });
    },
  }),
  route({
    method: "GET",
    path: at,
    who: ["claimant"],
    summary: "My files: what came in, how each stands, and where an unfinished one can go on",
    params: own,
    problems: ["no-case", "no-recovery"],
    does: (world, { actor }) => readOwnEvidence(world, claimant(actor)),
  }),
  route({
    method: "GET",
    path: `${at}/:evidenceId`,
    who: ["claimant"],
    summary: "One of my files; its HEAD says by tus 1.0.0 where the upload stands",
    params: one,
    problems: ["no-case", "no-recovery", "no-file"],
    does: async (world, { actor, params }) => {
      const { file, view } = await readOwnFile(world, claimant(actor), params.evidenceId);
      const headers = { ...stands(file), "upload-length": String(file.sizeBytes) };
      return answer({ body: { evidence: view }, headers });
    },
  }),
  route({
    method: "PATCH",
    path: `${at}/:evidenceId`,
    who: ["claimant"],
    summary: "Go on with a file, by tus 1.0.0, from where it stands",
    params: one,
    takesFile: true,
    bodyType: "application/offset+octet-stream",
    headers: Type.Object({ "tus-resumable": version, "upload-offset": number }),
    status: 204,
    problems: [
      ...["bad-upload", "case-ended", "file-too-large", "no-case", "no-file", "not-tus"],
      ...["other-offset", "too-many-files", "wrong-type"],
    ],
    does: async (world, { actor, params, headers, body }) => {
      speaks(headers["tus-resumable"]);
      const type = (headers as Record<string, string>)["content-type"];
      if (type !== "application/offset+octet-stream" || body === undefined) throw BadUpload();
      const file = await uploads.append(
        ...([world, claimant(actor), params.evidenceId] as const),
        Number(headers["upload-offset"]),
        body as Readable,
      );
      return answer({ body: null, headers: stands(file) });
    },
  }),
  route({
    method: "DELETE",
    path: `${at}/:evidenceId`,
    who: ["claimant"],
    summary: "Take a file back, while nobody decides on it",
    params: one,
    status: 204,
    problems: ["case-ended", "no-case", "no-file"],
    does: async (world, { actor, params }) => {
      await uploads.withdraw(world, claimant(actor), params.evidenceId);
      return answer({ body: null, headers: TUS });
    },
  }),
];
