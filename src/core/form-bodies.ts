/** Bodies that are not JSON. Forms only where a standard asks for them: any site can send one without being asked. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Route } from "./route.ts";

const FORM = "application/x-www-form-urlencoded";

/** What a file comes in: alone, or in a form. */
const FILES = ["application/offset+octet-stream", "multipart/form-data"];

/** Files are handed over as they come. Of JSON there is none here: a file is not a JSON text. */
export function readFiles(app: FastifyInstance) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(FILES, (_request, payload, done) => done(null, payload));
}

export const takesForm = ({ bodyType }: Route) => bodyType === FORM;

/** Of a name that is there twice the last counts. */
export const readForms = (app: FastifyInstance) =>
  app.addContentTypeParser(FORM, { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

/** What makes it the same request. A file is not read twice: what its headers say of it has to do. */
export const sameness = ({ takesFile, headers }: Route, request: FastifyRequest) =>
  takesFile
    ? Object.keys(headers?.properties ?? {}).map((name) => request.headers[name] ?? null)
    : (request.body ?? null);
