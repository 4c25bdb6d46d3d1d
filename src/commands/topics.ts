/** `rightful topics`: what belongs to hot topics at the command line. */
import {
  CLASSIFY,
  CORRECTIONS,
  classifyFile,
  corrections,
  RELABEL,
  relabel,
} from "./topics-classify.ts";
import { IMPORT, importFile, TABLE, table } from "./topics-posts.ts";

type Out = (line: string) => void;

export async function topics(args: string[], out: Out, complain: Out): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "import") return importFile(rest, out, complain);
  if (verb === "table") return table(rest, out, complain);
  if (verb === "classify") return classifyFile(rest, out, complain);
  if (verb === "relabel") return relabel(rest, out, complain);
  if (verb === "corrections") return corrections(rest, out, complain);
  complain(`Usage: ${CLASSIFY} | ${CORRECTIONS} | ${RELABEL} | ${IMPORT} | ${TABLE}`);
  return 2;
}
