#!/usr/bin/env node
/** `npx rightful ...`: the command line of src/main.ts on the project's own Node 24. */
import { main, runFile } from "./run.mjs";

await main(() => runFile("src/main.ts", process.argv.slice(2)));
