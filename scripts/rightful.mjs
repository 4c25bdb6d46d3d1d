#!/usr/bin/env node
/** `npx rightful ...`: the command line of src/main.ts on the project's own Node 24. */
import { face, main, runProgram } from "./run.mjs";

const [name, ...args] = process.argv.slice(2);
// What installs something is the launcher's: the program itself never does.
await main(() => (name === "face" ? face(args) : runProgram(process.argv.slice(2))));
