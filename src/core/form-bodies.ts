/** Forms as bodies, only where a standard asks for them: any site can send one without being asked. */
import type { FastifyInstance } from "fastify";
import type { Route } from "./route.ts";

const FORM = "application/x-www-form-urlencoded";

export const takesForm = ({ bodyType }: Route) => bodyType === FORM;

/** Of a name that is there twice the last counts. */
export const readForms = (app: FastifyInstance) =>
  app.addContentTypeParser(FORM, { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
