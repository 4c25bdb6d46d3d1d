/** What a form without scripts comes to: another page, or its own again with the refusal. */
import type { Sent } from "./file-form.ts";
import type { Ask, PortalServer, Reply } from "./pages.ts";

export type Fields = Record<string, string>;
export type Refused = { status: number; code: string } & Record<string, unknown>;
export type FormAnswer =
  | { to: string; cookies: string[] }
  | {
      page: string;
      refusal?: Refused;
      typed?: string;
      /** What the page shows besides: never by its address, which anybody can write. */
      state?: Record<string, unknown>;
      cookies: string[];
    };

export type Act = (
  ask: Ask,
  fields: Fields,
  portal: PortalServer,
  lang: "en" | "zh",
  /** What a form with a file came as. */
  sent?: Sent,
) => Promise<FormAnswer>;

export const refused = (
  page: string,
  { status, body, cookies }: Reply,
  typed?: string,
): FormAnswer => ({
  page,
  refusal: { code: "unreadable", ...body, status },
  cookies,
  ...(typed === undefined ? {} : { typed }),
});
