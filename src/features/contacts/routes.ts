import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import {
  type Answer,
  answerAsk,
  answerPage,
  CODE_COOKIE,
  readAsk,
  readPage,
  type Wish,
} from "./answers.ts";
import { CODE_HOURS } from "./rules.ts";

const params = Type.Object({ token: Type.String({ minLength: 1, maxLength: 60 }) });
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));

export const routes = [
  route({
    method: "GET",
    path: "/v1/contact-approvals/:token",
    who: ["anyone"],
    summary: "What a contact is asked; opening it does nothing",
    params,
    problems: ["gone"],
    does: (world, { params, shown }) => readAsk(world, params.token, shown.cookies[CODE_COOKIE]),
  }),
  route({
    method: "POST",
    path: "/v1/contact-approvals/:token",
    who: ["anyone"],
    summary: "A contact answers; after yes, with the code to read out to the owner",
    params,
    body: Type.Object({ answer: oneOf(["yes", "no", "unsure", "stop"]) }),
    secret: true,
    problems: ["gone"],
    does: async (world, { params, body }) => {
      const { kept, ...said } = await answerAsk(world, params.token, body.answer as Answer).then(
        (said) => ({ kept: undefined, ...said }),
      );
      const cookie = { name: CODE_COOKIE, value: kept ?? "", maxAgeSeconds: CODE_HOURS * 3600 };
      return answer({ body: said, ...(kept && { cookies: [cookie] }) });
    },
  }),
  route({
    method: "GET",
    path: "/v1/contact-invitations/:token",
    who: ["anyone"],
    summary: "A contact's own page: whether they are one; opening it does nothing",
    params,
    problems: ["gone"],
    does: (world, { params }) => readPage(world, params.token),
  }),
  route({
    method: "POST",
    path: "/v1/contact-invitations/:token",
    who: ["anyone"],
    summary: "A contact says yes, or does not want to be asked, or wants their data gone",
    params,
    body: Type.Object({ answer: oneOf(["yes", "stop", "erase"]) }),
    problems: ["gone"],
    does: (world, { params, body }) => answerPage(world, params.token, body.answer as Wish),
  }),
];
