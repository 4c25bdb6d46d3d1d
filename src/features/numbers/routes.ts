import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { askNumber, proveNumber } from "./claiming.ts";

export const routes = [
  route({
    method: "POST",
    path: "/v1/number-claims",
    who: ["anyone"],
    summary:
      "This number is mine now: first alone, then with its code; the same answer whether an account had it or not",
    body: Type.Object({
      phone: Type.String({ minLength: 1, maxLength: 40 }),
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      locale: Type.Optional(Type.Union([Type.Literal("en"), Type.Literal("zh")])),
    }),
    problems: [
      ...["not-a-phone", "bad-identifier", "too-many"],
      ...["wrong-code", "too-soon", "resting", "too-many-messages"],
    ],
    does: (world, { body: { phone, code, locale } }) =>
      code === undefined
        ? askNumber(world, phone, locale ?? "en")
        : proveNumber(world, { phone, code }),
  }),
];
