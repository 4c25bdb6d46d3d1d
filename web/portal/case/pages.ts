/** The pages of "a person decides" and of a new number: they come when the first of them is opened. */
import { Appeal } from "./appeal.tsx";
import { BeforeCase, TellCase } from "./ask.tsx";
import { CaseStatus } from "./case.tsx";
import { ChatPage } from "./chat.tsx";
import { EvidencePage } from "./evidence.tsx";
import { NewPhone, NewPhoneCode, NewPhoneNumber } from "./new-phone.tsx";
import { CheckAnswers, Questions } from "./questions.tsx";

import { Return, ReturnCode } from "./return.tsx";

export const casePages = {
  "/recover/case": CaseStatus,
  "/recover/case/new": BeforeCase,
  "/recover/case/story": TellCase,
  "/recover/case/questions": Questions,
  "/recover/case/check": CheckAnswers,
  "/recover/case/appeal": Appeal,
  "/recover/case/evidence": EvidencePage,
  "/recover/return": Return,
  "/recover/return/code": ReturnCode,
  "/recover/case/chat": ChatPage,
  "/recover/new-phone": NewPhone,
  "/recover/new-phone/number": NewPhoneNumber,
  "/recover/new-phone/code": NewPhoneCode,
};
