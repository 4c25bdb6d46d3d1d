import { type Channel, type Message, orAbort, SendFailed } from "./channels.ts";

/** The demo's channel: nothing leaves the machine. `record` must keep one entry for each message id. */
export function outbox(record: (message: Message) => void | Promise<void>): Channel {
  return {
    name: "outbox",
    async send(message, signal) {
      if (signal.aborted) throw new SendFailed("aborted", true);
      try {
        await orAbort(Promise.resolve(record(message)), signal);
      } catch (error) {
        throw error instanceof SendFailed ? error : new SendFailed("unreachable", true);
      }
      return { providerId: message.id };
    },
  };
}
