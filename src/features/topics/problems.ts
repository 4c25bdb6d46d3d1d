/** What the desk's pages of hot topics may be refused with. */
import { problem } from "../../core/problem.ts";

export const NoAlert = problem("no-topic-alert", 404, "There is no such alert.");
export const NoTopic = problem("no-topic", 404, "There is no such topic.");
