/**
 * HTTP: mounts the routes of the features on Fastify. Access, validation, idempotency and the form of
 * every refusal are decided here, once.
 */
import cookies from "@fastify/cookie";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { confirmCaller, mayCall, NoRoute, type Params, shownBy, whoCalls } from "./callers.ts";
import { keyedHash, sha256 } from "./crypto.ts";
import { Unsure } from "./db.ts";
import { isLost } from "./driver.ts";
import { readFiles, readForms, sameness, takesForm } from "./form-bodies.ts";
import { countryOf, networkOf } from "./network.ts";
import { type Once, onlyOnce } from "./once.ts";
import { BadInput, type FieldError, NotAllowed, Problem, problem, problemBody } from "./problem.ts";
import { programName } from "./program-name.ts";
import { hangUp, lineEnds, send } from "./reply.ts";
import type { Feature, Route, Shown } from "./route.ts";
import { unstorable } from "./text.ts";
import { ajv, schemaOf } from "./validators.ts";
import type { Actor, Call, World } from "./world.ts";

export const DEVICE_COOKIE = "rightful_device";
const BODY_MAX = 1_048_576;
const NDJSON = "application/x-ndjson";

const TooLarge = problem("too-large", 413, "This request is larger than we accept.");
const WrongType = problem("wrong-type", 415, "Send this as application/json.");
const OtherSite = problem("other-site", 403, "This request came from another site.");
const BadKey = problem(
  "bad-idempotency-key",
  400,
  "An Idempotency-Key is 1 to 255 visible characters.",
);
const Broken = problem(
  "broken",
  500,
  "Something went wrong on our side. Nothing was lost; please try again.",
);

export function buildServer(world: World, features: readonly Feature[]): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_MAX,
    trustProxy: world.config.trustProxy,
    logger: false,
    genReqId: () => world.id("req"),
    ajv,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2000 },
    // A path that is not UTF-8, or one that cannot be routed.
    frameworkErrors: (error, request, reply) => void refuse(world, error, request, reply),
    clientErrorHandler: (_error, socket) => hangUp(socket),
  });
  app.register(cookies);
  // JSON only: text/plain is what another site's form can send without being asked.
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler((error, request, reply) => refuse(world, error, request, reply));
  app.setNotFoundHandler((request, reply) => refuse(world, NoRoute(), request, reply));
  // Rows of JSON, one a line, are read by the route that takes them.
  app.addContentTypeParser(NDJSON, { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
  // Clients name a type also where they send nothing; a DELETE has no body (RFC 9110 section 9.3.5).
  app.addHook("onRequest", async ({ method, headers }) => {
    const hasBody = headers["transfer-encoding"] ?? Number(headers["content-length"] ?? 0);
    if (method === "DELETE" && !hasBody) delete headers["content-type"];
  });
  app.addHook("onSend", async (request, reply) => {
    // AuthZEN 1.0 section 10.1.3: whoever names a request finds the name in the answer.
    const named = request.headers["x-request-id"];
    if (typeof named === "string" && KEY.test(named)) reply.header("x-request-id", named);
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    reply.header("x-content-type-options", "nosniff").header("referrer-policy", "no-referrer");
  });
  lineEnds(app);
  const once = onlyOnce();
  const offered = features
    .flatMap(({ routes }) => routes)
    .filter(({ who }) => world.config.demo || !who.includes("demo"));
  app.register(async (app) => {
    for (const route of offered)
      if (!takesForm(route) && !route.takesFile) mount(app, world, features, route, once);
  });
  app.register(async (app) => {
    readFiles(app);
    for (const route of offered) if (route.takesFile) mount(app, world, features, route, once);
  });
  app.register(async (app) => {
    readForms(app);
    for (const route of offered) if (takesForm(route)) mount(app, world, features, route, once);
  });
  return app;
}

function mount(
  app: FastifyInstance,
  world: World,
  features: readonly Feature[],
  route: Route,
  once: Once,
) {
  const { method, path, body, takesFile } = route;
  app.route({
    method,
    url: path,
    schema: schemaOf(route),
    exposeHeadRoute: method === "GET" && !route.acts,
    ...(route.bodyMax && { bodyLimit: route.bodyMax }),
    // No body at all is the empty object: many POSTs have nothing to say.
    preValidation: async (request) => {
      const { params, query } = request;
      const errors = unstorable({ params, query, body: takesFile ? null : request.body });
      if (errors.length > 0) throw BadInput({ errors });
      if (takesFile) return;
      if (body && request.body === undefined) request.body = {};
      if (!body && request.body !== undefined && JSON.stringify(request.body) !== "{}")
        throw BadInput({ errors: [{ pointer: "", detail: "Nothing is expected here." }] });
    },
    handler: (request, reply) => serve(world, features, route, once, request, reply),
  });
}

async function serve(
  world: World,
  features: readonly Feature[],
  route: Route,
  once: Once,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (
    (request.method !== "GET" || route.acts) &&
    request.headers["sec-fetch-site"] === "cross-site"
  )
    throw OtherSite();
  const shown = shownBy(request);
  const { actor, confirm } = await whoCalls(
    world,
    features,
    route,
    shown,
    request.params as Params,
  );
  // An id with a colon is a row of our own (a name without an account, somebody of the desk): no wallet's.
  if ((request.params as Params).accountId?.includes(":")) throw NoRoute();
  if (!mayCall(route, actor)) throw NotAllowed();
  const call = callOf(world, route, actor, shown, request);
  if (confirm) call.confirm = confirm;
  const inside: World = { ...world, call };
  const { params, query, body, headers } = request;
  const does = () => route.does(inside, { actor, params, query, body, headers, shown });
  // Whatever became of it is told to nobody who is not known any more.
  const given = await once(inside, route, does).finally(() => confirmCaller(inside));
  return send(world, route, given, request, reply);
}

const KEY = /^[\x21-\x7e]{1,255}$/;
function callOf(
  world: World,
  route: Route,
  actor: Actor,
  shown: Shown,
  request: FastifyRequest,
): Call {
  const device = shown.cookies[DEVICE_COOKIE];
  const { ip } = request;
  let network: string | undefined;
  const call: Call = {
    // Few ask for it: a hash costs as much as a statement's answer.
    get network() {
      network ??= keyedHash(world.keys, "look-up", `network:${networkOf(ip)}`);
      return network;
    },
    device: device ? keyedHash(world.keys, "look-up", `device:${device}`) : "",
    agent: programName(request.headers["user-agent"] ?? ""),
    country: countryOf(world.config, request.headers),
  };
  const header = request.headers["idempotency-key"];
  if (/^(GET|HEAD)$/.test(request.method) || header === undefined) return call;
  const key = String(header).replace(/^"(.*)"$/, "$1");
  if (!KEY.test(key)) throw BadKey();
  const caller =
    actor.kind === "stranger"
      ? `stranger:${call.network}:${call.device}`
      : `${actor.kind}:${actor.id}`;
  call.idempotency = {
    scope: sha256(caller),
    key: sha256(`${route.method} ${route.path} ${key}`),
    // With the key that the caller made up: a body may hold a password, and its hash alone could be guessed at.
    requestHash: sha256(JSON.stringify([key, request.url, sameness(route, request)])),
    ...{ secret: route.secret ?? false, marked: false },
  };
  return call;
}

type Validation = {
  validation?: {
    instancePath: string;
    message?: string;
    keyword: string;
    params: Record<string, unknown>;
  }[];
  validationContext?: string;
};

function refuse(world: World, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = asProblem(world, error, request);
  if (typeof refusal.more.until === "string") {
    const seconds = Math.ceil((Date.parse(refusal.more.until) - world.now().getTime()) / 1000);
    reply.header("retry-after", String(Math.max(seconds, 1)));
  }
  return reply.status(refusal.status).type("application/problem+json").send(problemBody(refusal));
}

function asProblem(world: World, error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const { validation } = error as Validation;
  if (validation) return BadInput({ errors: validation.map(fieldError) });
  switch ((error as { code?: string }).code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return TooLarge({ maxBytes: BODY_MAX });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return WrongType();
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return BadInput({ errors: [{ pointer: "", detail: "The body is not valid JSON." }] });
  }
  // A look-up outside of any transaction: nothing was done, and soon it can be.
  if (isLost(error)) return Unsure();
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 400 && status < 500)
    return new Problem("bad-input", status, "This request cannot be read.", {});
  world.log.error("request failed", {
    request: request.id,
    route: request.routeOptions.url,
    error,
  });
  return Broken({ request: request.id });
}

function fieldError({
  instancePath,
  message,
  keyword,
  params,
}: NonNullable<Validation["validation"]>[number]): FieldError {
  const field = String(params.missingProperty ?? params.additionalProperty ?? "");
  const pointer = field ? `${instancePath}/${field}` : instancePath;
  if (keyword === "additionalProperties") return { pointer, detail: "We do not know this field." };
  if (keyword === "required") return { pointer, detail: "This field is missing." };
  return { pointer, detail: `This field ${message ?? "is not as expected"}.` };
}
