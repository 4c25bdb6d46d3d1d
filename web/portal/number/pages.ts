/** The pages for the new holder of a number: few people ever open them. */
import { NumberCode, NumberDone, NumberMine } from "./number.tsx";

export const numberPages = {
  "/number": NumberMine,
  "/number/code": NumberCode,
  "/number/done": NumberDone,
};
