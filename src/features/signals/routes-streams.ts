/** The standards' own endpoints: OpenID SSF 1.0, RFC 8936, RFC 6749, RFC 7517. Their names, not ours. */
import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { channelList } from "./channel-list.ts";
import { jwks } from "./keys.ts";
import { issueToken } from "./oauth.ts";
import { poll } from "./poll.ts";
import * as streams from "./streams.ts";

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
/** What anybody may read, the pages of others included. */
const forAll = (body: unknown) => answer({ body, headers: { "access-control-allow-origin": "*" } });
/** Members that a standard may add are no fault of whoever sends them. */
const open = { additionalProperties: true } as const;

const given = {
  delivery: Type.Optional(
    Type.Object(
      {
        method: text(100),
        endpoint_url: Type.Optional(Type.Union([text(2000), Type.Null()])),
        authorization_header: Type.Optional(text(4000)),
      },
      open,
    ),
  ),
  events_requested: Type.Optional(Type.Array(text(300), { maxItems: 100 })),
  description: Type.Optional(Type.String({ maxLength: 500 })),
};
const stream = { stream_id: text(64) };
const subject = Type.Object(
  {
    format: text(40),
    iss: Type.Optional(text(500)),
    sub: Type.Optional(text(200)),
    id: Type.Optional(text(200)),
  },
  open,
);
const reads = { who: ["client"] as const, scope: "ssf.read" };
const manages = { who: ["client"] as const, scope: "ssf.manage" };
const unknown = { problems: ["no-stream"] };

export const streamRoutes = [
  route({
    method: "GET",
    path: "/.well-known/ssf-configuration",
    who: ["anyone"],
    summary: "What this transmitter of Shared Signals offers",
    does: (world) => streams.describeTransmitter(world),
  }),
  route({
    method: "GET",
    path: "/jwks.json",
    who: ["anyone"],
    summary: "The keys that security event tokens are signed with",
    does: async (world) => forAll(await jwks(world)),
  }),
  route({
    method: "GET",
    path: "/.well-known/official-channels.json",
    who: ["anyone"],
    summary: "Our official channels, signed: a flattened JWS by a key of /jwks.json",
    does: async (world) => forAll(await channelList(world)),
  }),
  route({
    method: "POST",
    path: "/oauth/token",
    who: ["anyone"],
    summary: "A token for streams, against a service key (client credentials)",
    bodyType: "application/x-www-form-urlencoded",
    body: Type.Record(Type.String(), Type.String({ maxLength: 2000 })),
    secret: true,
    repeatable: true,
    does: (world, { body, shown }) => issueToken(world, body, shown),
  }),
  route({
    ...manages,
    method: "POST",
    path: "/ssf/streams",
    summary: "Create a stream",
    body: Type.Object(given, open),
    status: 201,
    problems: ["bad-endpoint", "too-many-subscribers"],
    does: (world, { actor, body }) => streams.createStream(world, actor, clean(body)),
  }),
  route({
    ...reads,
    ...unknown,
    method: "GET",
    path: "/ssf/streams",
    summary: "One stream, or all of this caller's",
    query: Type.Object({ stream_id: Type.Optional(text(64)) }),
    does: (world, { actor, query }) => streams.readStreams(world, actor, query.stream_id),
  }),
  route({
    ...manages,
    method: "PATCH",
    path: "/ssf/streams",
    summary: "Change a part of a stream",
    body: Type.Object({ ...stream, ...given }, open),
    problems: ["no-stream", "bad-endpoint"],
    does: (world, { actor, body }) =>
      streams.changeStream(world, actor, { ...clean(body), stream_id: body.stream_id }, false),
  }),
  route({
    ...manages,
    method: "PUT",
    path: "/ssf/streams",
    summary: "Replace a stream's configuration",
    body: Type.Object({ ...stream, ...given }, open),
    problems: ["no-stream", "bad-endpoint"],
    does: (world, { actor, body }) =>
      streams.changeStream(world, actor, { ...clean(body), stream_id: body.stream_id }, true),
  }),
  route({
    ...manages,
    ...unknown,
    method: "DELETE",
    path: "/ssf/streams",
    summary: "End a stream, and what waits in it",
    query: Type.Object(stream),
    status: 204,
    does: (world, { actor, query }) => streams.deleteStream(world, actor, query.stream_id),
  }),
  route({
    ...reads,
    ...unknown,
    method: "GET",
    path: "/ssf/status",
    summary: "Whether a stream is enabled",
    query: Type.Object(stream),
    does: (world, { actor, query }) => streams.readStatus(world, actor, query.stream_id),
  }),
  route({
    ...manages,
    ...unknown,
    method: "POST",
    path: "/ssf/status",
    summary: "Enable, pause or disable a stream",
    body: Type.Object(
      {
        ...stream,
        status: Type.Union([
          Type.Literal("enabled"),
          Type.Literal("paused"),
          Type.Literal("disabled"),
        ]),
        reason: Type.Optional(Type.String({ maxLength: 500 })),
      },
      open,
    ),
    does: (world, { actor, body }) => streams.setStatus(world, actor, body),
  }),
  route({
    ...manages,
    ...unknown,
    method: "POST",
    path: "/ssf/subjects/add",
    summary: "Signal an account again (all are, from the start)",
    body: Type.Object({ ...stream, subject }, open),
    does: (world, { actor, body }) =>
      streams.changeSubject(world, actor, body.stream_id, body.subject as streams.Subject, "added"),
  }),
  route({
    ...manages,
    ...unknown,
    method: "POST",
    path: "/ssf/subjects/remove",
    summary: "Signal an account no more, after a time of grace",
    body: Type.Object({ ...stream, subject }, open),
    status: 204,
    does: (world, { actor, body }) =>
      streams.changeSubject(
        world,
        actor,
        body.stream_id,
        body.subject as streams.Subject,
        "removed",
      ),
  }),
  route({
    ...reads,
    method: "POST",
    path: "/ssf/verification",
    summary: "Ask for a verification event",
    body: Type.Object({ ...stream, state: Type.Optional(Type.String({ maxLength: 1000 })) }, open),
    status: 204,
    problems: ["no-stream", "too-many"],
    does: (world, { actor, body }) => streams.verifyStream(world, actor, body),
  }),
  route({
    ...reads,
    ...unknown,
    method: "POST",
    path: "/ssf/streams/:streamId/poll",
    summary: "Fetch signals, and say which ones were taken",
    params: Type.Object({ streamId: text(64) }),
    body: Type.Object(
      {
        maxEvents: Type.Optional(Type.Integer({ minimum: 0 })),
        returnImmediately: Type.Optional(Type.Boolean()),
        ack: Type.Optional(Type.Array(text(64), { maxItems: 5000 })),
        setErrs: Type.Optional(
          Type.Record(
            Type.String(),
            Type.Object(
              { err: text(100), description: Type.Optional(Type.String({ maxLength: 1000 })) },
              open,
            ),
          ),
        ),
      },
      open,
    ),
    does: (world, { actor, params, body }) => poll(world, actor, params.streamId, body),
  }),
];

/** Some receivers send `null` for "not said". */
function clean(body: {
  delivery?: { method: string; endpoint_url?: string | null; authorization_header?: string };
  events_requested?: string[];
  description?: string;
}): streams.StreamInput {
  const { delivery, events_requested, description } = body;
  return {
    ...(delivery && {
      delivery: { ...delivery, endpoint_url: delivery.endpoint_url ?? undefined },
    }),
    events_requested,
    description,
  };
}
