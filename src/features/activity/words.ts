/**
 * What an owner is told of each thing that happened to their account: one table. Whoever reads it may be a
 * thief who sits in the owner's session: it says what was done and never by whom of the desk, and nothing of
 * risk, notes, checks or first verdicts. What is in neither list fails a test: each new event is decided on.
 */
import { purposeWords } from "../shield/index.ts";
import { centreTold, centreUntold } from "./words-centre.ts";

export type Words = { en: string; zh: string };
type Facts = Readonly<Record<string, unknown>>;
type Sentence = Words | ((facts: Facts) => Words);
type Table = Readonly<Record<string, Words>>;

const none: Words = { en: "", zh: "" };
const of = (table: Table, name: unknown, otherwise: Words = none): Words =>
  (Object.hasOwn(table, String(name)) && table[String(name)]) || otherwise;

const situations: Table = {
  "forgot-password": { en: "forgot the password", zh: "忘记密码" },
  "lost-phone": { en: "the phone number is lost", zh: "手机号丢失或停用" },
  "account-stolen": { en: "the account was stolen", zh: "账户被盗用" },
};

const proofs: Table = {
  "sms-code": { en: "a code by text message", zh: "短信验证码" },
  "email-code": { en: "a code by e-mail", zh: "邮箱验证码" },
  passkey: { en: "a passkey", zh: "通行密钥" },
  "recovery-code": { en: "a recovery code", zh: "恢复码" },
  "authenticator-code": { en: "the authenticator app", zh: "身份验证器" },
  face: { en: "a face check", zh: "人脸验证" },
  "contact-approval": { en: "trusted contacts", zh: "可信联系人" },
  "known-device": { en: "a device known before", zh: "常用设备" },
  "device-approval": { en: "another signed-in device", zh: "另一台已登录的设备" },
  "agent-review": { en: "a review by two people", zh: "两人人工审核" },
};
const aProof: Words = { en: "a proof", zh: "一项证明" };

const methods: Table = {
  phone: { en: "phone number", zh: "手机号" },
  email: { en: "e-mail address", zh: "邮箱" },
  authenticator: { en: "authenticator app", zh: "身份验证器" },
  "recovery-codes": { en: "recovery codes", zh: "恢复码" },
  passkey: { en: "passkey", zh: "通行密钥" },
  contact: { en: "recovery contact", zh: "可信联系人" },
  face: { en: "face check", zh: "人脸验证" },
};
const aWay: Words = { en: "a way back in", zh: "一种找回方式" };

const changed: Table = {
  add: { en: "added", zh: "添加" },
  replace: { en: "replaced", zh: "更换" },
  remove: { en: "removed", zh: "移除" },
};
const itChanged: Words = { en: "changed", zh: "更改" };

const fields: Table = {
  phone: { en: "phone number", zh: "手机号" },
  email: { en: "e-mail address", zh: "邮箱" },
  name: { en: "name", zh: "姓名" },
  birthday: { en: "date of birth", zh: "出生日期" },
};
const aField: Words = { en: "something hidden", zh: "隐藏信息" };

const why: Table = {
  compare: { en: "to compare it with what the claimant says", zh: "与申请人所述核对" },
  "call-back": { en: "to call back", zh: "回拨电话" },
  write: { en: "to write to you", zh: "联系您" },
};

const files: Table = {
  "id-front": { en: "front of the ID", zh: "证件正面" },
  "id-back": { en: "back of the ID", zh: "证件背面" },
  selfie: { en: "photo of the claimant", zh: "本人照片" },
  "sim-contract": { en: "contract of the number", zh: "入网证明" },
  screenshot: { en: "screenshot", zh: "截图" },
  "chat-with-scammer": { en: "chat with the scammer", zh: "与骗子的聊天记录" },
  "bank-slip": { en: "bank slip", zh: "银行回单" },
};

const holds: Table = {
  "soft-freeze": { en: "for a day, from a message or a code", zh: "临时一天，由消息或验证码发起" },
  "owner-freeze": { en: "by the owner", zh: "由账户本人发起" },
  "suspected-takeover": { en: "because a takeover is suspected", zh: "疑似被他人控制" },
  "police-request": { en: "at the request of the police", zh: "应公安机关要求" },
  wallet: { en: "by the wallet", zh: "由钱包方发起" },
};

const stopped: Table = {
  owner: { en: "by you", zh: "由您本人" },
  "not-me": { en: "by “this wasn't me”", zh: "通过“不是本人”" },
  recovery: { en: "because the account was recovered", zh: "因账户已找回" },
  "last-way": { en: "because it is the last way back in", zh: "因为是最后一种找回方式" },
};

const marks: Table = {
  due: { en: "an answer is due", zh: "今天应有答复" },
  late: { en: "the answer is late", zh: "答复已逾期" },
};
const ends: Table = {
  refused: { en: "refused", zh: "不予受理" },
  closed: { en: "closed", zh: "已办结" },
  "money-back-part": { en: "part of the money came back", zh: "追回部分资金" },
  "money-back-full": { en: "all of the money came back", zh: "资金全部追回" },
};

const withWhy = (words: Words, added: Words): Words =>
  added === none ? words : { en: `${words.en} (${added.en})`, zh: `${words.zh}（${added.zh}）` };

export const told: Readonly<Record<string, Sentence>> = {
  ...centreTold,
  "account.created": { en: "The account was registered here", zh: "账户已登记" },
  "session.refused": {
    en: "A sign-in was refused: the account is frozen",
    zh: "账户冻结中，一次登录被拒绝",
  },
  "sessions.ended": { en: "Sessions were ended", zh: "已退出其他登录" },
  "sessions.ended-by-desk": { en: "Staff signed everybody out", zh: "客服已退出所有登录" },
  "recovery.started": ({ situation }) =>
    withWhy(
      { en: "Somebody said that this account is theirs", zh: "有人申请找回此账户" },
      of(situations, situation),
    ),
  "recovery.proof-accepted": ({ proof }) => {
    const { en, zh } = of(proofs, proof, aProof);
    return { en: `For a recovery, ${en} was accepted`, zh: `找回申请：${zh}已通过` };
  },
  "recovery.proof-refused": ({ proof }) => {
    const { en, zh } = of(proofs, proof, aProof);
    return { en: `For a recovery, ${en} was refused`, zh: `找回申请：${zh}未通过` };
  },
  "recovery.phone-proven": {
    en: "For a recovery, a new phone number was proven",
    zh: "找回申请：新手机号已验证",
  },
  "recovery.waiting": {
    en: "A recovery has its proofs and waits",
    zh: "找回申请的证明已齐，进入等待期",
  },
  "recovery.ready": { en: "A recovery may be completed", zh: "找回申请可以完成" },
  "recovery.contested": { en: "A recovery was objected to", zh: "有人对找回申请提出异议" },
  "recovery.completed": { en: "The account was recovered", zh: "账户已找回" },
  "recovery.denied": { en: "A recovery was denied", zh: "找回申请被拒绝" },
  "recovery.cancelled": { en: "A recovery was stopped", zh: "找回申请已停止" },
  "recovery.expired": { en: "A recovery ran out of time", zh: "找回申请已过期" },
  "recovery-codes.refilled": { en: "Used recovery codes were replaced", zh: "用过的恢复码已更换" },
  "account.guided": {
    en: "It was said that somebody is guiding you; nothing is loosened for half an hour",
    zh: "已报告正有人指导操作，半小时内不放宽任何限制",
  },
  "owner.not-me": {
    en: "“This wasn't me” was answered to a message",
    zh: "对一条消息回复了“不是本人”",
  },
  "owner.confirmed": {
    en: "“It was me” was answered to a message",
    zh: "对一条消息回复了“是我本人”",
  },
  "proof.step-up": ({ proof }) => {
    const { en, zh } = of(proofs, proof, aProof);
    return { en: `In the security centre, ${en} was accepted`, zh: `安全中心：${zh}已通过` };
  },
  "proof.step-up-refused": ({ proof }) => {
    const { en, zh } = of(proofs, proof, aProof);
    return { en: `In the security centre, ${en} was refused`, zh: `安全中心：${zh}未通过` };
  },
  "change.pending": ({ method, change }) => {
    const [what, how] = [of(methods, method, aWay), of(changed, change, itChanged)];
    return { en: `Waits to be ${how.en}: ${what.en}`, zh: `等待${how.zh}：${what.zh}` };
  },
  "change.done": ({ method, change }) => {
    const [what, how] = [of(methods, method, aWay), of(changed, change, itChanged)];
    return { en: `Was ${how.en}: ${what.en}`, zh: `已${how.zh}：${what.zh}` };
  },
  "change.cancelled": ({ method, by }) => {
    const { en, zh } = of(methods, method, aWay);
    return withWhy({ en: `A change was stopped: ${en}`, zh: `更改已停止：${zh}` }, of(stopped, by));
  },
  "method.replaced": ({ method }) => {
    const { en, zh } = of(methods, method, aWay);
    return { en: `The wallet replaced: ${en}`, zh: `钱包方更换了：${zh}` };
  },
  "hold.placed": ({ reason }) =>
    withWhy({ en: "The account was frozen", zh: "账户已冻结" }, of(holds, reason)),
  "hold.renewed": ({ reason }) =>
    withWhy({ en: "A freeze stands for longer", zh: "冻结已延长" }, of(holds, reason)),
  "hold.released": ({ reason }) =>
    withWhy({ en: "A freeze ended", zh: "冻结已解除" }, of(holds, reason)),
  "hold.release-refused": { en: "Ending a freeze was refused", zh: "解除冻结的请求被拒绝" },
  "lock.tightened": { en: "The security lock was made tighter", zh: "安全锁已收紧" },
  "lock.loosening": { en: "The security lock waits to be loosened", zh: "安全锁等待放宽" },
  "lock.loosened": { en: "The security lock was loosened", zh: "安全锁已放宽" },
  "lock.cancelled": ({ by }) =>
    withWhy({ en: "Loosening the lock was stopped", zh: "安全锁的放宽已停止" }, of(stopped, by)),
  "lock.undone": { en: "The lock is again as it was before", zh: "安全锁已恢复到之前的设置" },
  "case.opened": ({ notMe }) =>
    notMe
      ? { en: "People were asked to look at what was not you", zh: "已请人工核查非本人的操作" }
      : {
          en: "People were asked to review a claim to this account",
          zh: "已请人工审核对此账户的申请",
        },
  "case.returned": {
    en: "The review of a claim is carried on in another browser",
    zh: "对申请的审核转到另一台设备上继续",
  },
  "case.message": {
    en: "A message was written in the chat of a case",
    zh: "案件的在线沟通中有一条新消息",
  },
  "case.approved": {
    en: "Two people approved a claim to this account",
    zh: "两人审核通过了对此账户的申请",
  },
  "case.refused": {
    en: "Two people refused a claim to this account",
    zh: "两人审核未通过对此账户的申请",
  },
  "case.closed": { en: "The review of a claim ended", zh: "对申请的审核已结束" },
  "evidence.received": { en: "A file was sent to a case", zh: "案件收到一份文件" },
  "evidence.withdrawn": { en: "A file was taken back", zh: "一份文件已撤回" },
  "evidence.viewed": ({ kind }) =>
    withWhy(
      { en: "Staff opened a file of your case", zh: "客服打开了您案件中的文件" },
      of(files, kind),
    ),
  "evidence.deleted": { en: "Files of a case were deleted, as promised", zh: "案件文件已按期删除" },
  "pack.requested": { en: "A file for the police was asked for", zh: "申请生成报案材料" },
  "pack.built": { en: "A file for the police was made", zh: "报案材料已生成" },
  "pack.failed": {
    en: "A file for the police could not be made; it can be tried again",
    zh: "报案材料未能生成，可以重试",
  },
  "pack.downloaded": { en: "A file for the police was downloaded", zh: "报案材料已下载" },
  "pack.expired": { en: "A file for the police was deleted here", zh: "报案材料已从本平台删除" },
  "file.revealed": ({ field, reason }) => {
    const { en, zh } = of(fields, field, aField);
    return withWhy(
      { en: `Staff uncovered your ${en}`, zh: `客服查看了您的${zh}` },
      of(why, reason),
    );
  },
  "report.filed": { en: "A report to the police was noted", zh: "登记了一项报案" },
  "report.changed": ({ accepted }) =>
    accepted === true
      ? { en: "A report was noted as accepted", zh: "一项报案标记为已受理" }
      : { en: "A report that was noted was changed", zh: "修改了一项报案登记" },
  "report.reminded": ({ mark }) =>
    withWhy({ en: "You were reminded of a report", zh: "已提醒您跟进报案" }, of(marks, mark)),
  "report.closed": ({ outcome }) =>
    withWhy({ en: "A report was noted as ended", zh: "一项报案标记为已结束" }, of(ends, outcome)),
  "agent-code.made": ({ purpose }) =>
    withWhy(
      { en: "Staff made a code to read out to you by telephone", zh: "客服生成了电话核对码" },
      of(purposeWords, purpose),
    ),
  "erasure.asked": {
    en: "The account is to be erased after 14 days",
    zh: "已申请注销账户，将在 14 天后执行",
  },
  "erasure.cancelled": { en: "The account is not erased", zh: "账户注销已停止" },
  "erasure.refused": {
    en: "Asked to erase the account; it cannot be erased now",
    zh: "申请注销账户，当前无法注销",
  },
  "agent-code.confirmed": {
    en: "You checked a caller's code: official",
    zh: "您核对了来电的核对码：确为官方",
  },
};

/** Of our own doing, or of the desk's while it decides: not told. */
export const untold: ReadonlySet<string> = new Set([
  ...centreUntold,
  // Said by another line at the same moment.
  ...["recovery.first-proof", "change.superseded", "hold.enforced"],
  // How the desk comes to its verdict: whoever knows where it stands can press or deceive it.
  ...["case.joined", "case.taken", "case.given-back", "case.snoozed", "case.noted", "case.checked"],
  ...["case.transferred", "case.asked", "case.answered", "case.evidence", "case.first-verdict"],
  ...["case.need-more", "case.referred", "case.second-drawn", "case.sent-back", "case.woken"],
  ...["case.attempt-refused", "case.guided", "case.mark", "case.late", "case.told"],
  // What becomes of a file before anybody has seen it, and how the desk judges it.
  ...["evidence.begun", "evidence.rejected", "evidence.accepted", "evidence.unreadable"],
  ...["evidence.quarantined", "evidence.read", "evidence.judged", "evidence.asked-again"],
  ...["evidence.unfinished"],
  // Whoever is told of a legal hold may be whom it is about.
  ...["legal-hold.placed", "legal-hold.released"],
  // The last two of an account; nobody reads them there any more.
  ...["account.purged", "account.erased"],
  // In the chain of the house, and of a reference; not of an account.
  ...["data.restored", "retention.swept", "case.return-refused"],
]);

/** The sentence of an event; null when it is not told. */
export function sentence(type: string, facts: Facts): Words | null {
  const said = Object.hasOwn(told, type) ? told[type] : undefined;
  if (!said) return null;
  return typeof said === "function" ? said(facts) : said;
}
