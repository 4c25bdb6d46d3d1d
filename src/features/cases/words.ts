/** What the desk ticks, chooses and says. Data, in both languages; each sentence is written in its own. */
import type { FirstOutcome } from "./rules.ts";

export type Words = { en: string; zh: string };

/**
 * The checklist. `for: "approve"` has to be answered yes by each of the two who approve; `"all"` has to be
 * answered before either verdict. `proofing`: both of these, yes by both people, are identity proofing.
 */
export type Item = { id: string; text: Words; for: "all" | "approve"; proofing?: true };
export const checklist: readonly Item[] = [
  {
    id: "story-fits",
    text: {
      en: "What the claimant tells fits what we know of the account",
      zh: "申请人的陈述与账户情况相符",
    },
    for: "all",
  },
  {
    id: "not-guided",
    text: {
      en: "Nobody hurries, guides or speaks for the claimant",
      zh: "没有人在催促、指挥或代替申请人说话",
    },
    for: "all",
  },
  {
    id: "document",
    text: {
      en: "Identity document seen; name and number are those of the account",
      zh: "已查看身份证件，姓名和证件号与账户一致",
    },
    for: "approve",
    proofing: true,
  },
  {
    id: "live-match",
    text: {
      en: "The living person in front of the camera is the one on the document",
      zh: "镜头前的真人与证件照片为同一人",
    },
    for: "approve",
    proofing: true,
  },
];

export const checkAnswers = ["yes", "no", "not-applicable"] as const;
export type CheckAnswer = (typeof checkAnswers)[number];

type Reason = { code: string; text: Words; claimant?: Words };
/** Why, by outcome. `claimant`: what the claimant reads. */
export const reasons: Readonly<Record<FirstOutcome | "return", readonly Reason[]>> = {
  approve: [
    { code: "identity-proofed", text: { en: "Identity proven in person", zh: "已核实本人身份" } },
    {
      code: "independent-proofs",
      text: { en: "Two independent proofs, and a story that fits", zh: "两项独立证明且陈述相符" },
    },
  ],
  refuse: [
    {
      code: "not-shown",
      text: { en: "Ownership was not shown", zh: "未能证明账户归属" },
      claimant: {
        en: "What we have been given does not show that this account is yours.",
        zh: "您提供的材料不足以证明此账户归您所有。",
      },
    },
    {
      code: "document-doubtful",
      text: { en: "The document is in doubt", zh: "证件存疑" },
      claimant: {
        en: "We could not confirm the identity document.",
        zh: "我们无法确认您提供的身份证件。",
      },
    },
    {
      code: "contradiction",
      text: {
        en: "The claimant's account contradicts itself or ours",
        zh: "陈述前后矛盾或与记录不符",
      },
      claimant: {
        en: "Some of what you told us does not fit this account.",
        zh: "您所说的部分情况与此账户不符。",
      },
    },
    {
      code: "guided",
      text: { en: "Somebody else is behind the claimant", zh: "申请人背后有他人操控" },
      claimant: {
        en: "It seems that somebody is telling you what to do. Hang up, and call the number on your card.",
        zh: "似乎有人在指挥您操作。请挂断电话，并拨打官方客服电话核实。",
      },
    },
  ],
  "need-more": [
    {
      code: "another-proof",
      text: { en: "Another proof is needed", zh: "需要补充其他证明" },
      claimant: {
        en: "Please give one more proof on this page, such as a saved recovery code.",
        zh: "请在本页再提供一项证明，例如您保存的恢复码。",
      },
    },
    {
      code: "clearer-document",
      text: { en: "The document cannot be read", zh: "证件不清晰" },
      claimant: {
        en: "We could not read your document. Please show it again, whole and in good light.",
        zh: "您的证件看不清楚。请在光线充足处完整地再次出示。",
      },
    },
    {
      code: "answers",
      text: { en: "The questions have not been answered", zh: "尚未回答问题" },
      claimant: { en: "Please answer the questions on this page.", zh: "请回答本页的问题。" },
    },
  ],
  refer: [
    { code: "fraud-team", text: { en: "For the fraud team", zh: "转反欺诈团队" } },
    { code: "police", text: { en: "For the police", zh: "转公安机关" } },
  ],
  return: [
    { code: "question", text: { en: "A question to the first person", zh: "请经办人说明" } },
    { code: "look-again", text: { en: "Something was overlooked", zh: "有遗漏，请重新核查" } },
  ],
};

export const reasonOf = (outcome: keyof typeof reasons, code: string) =>
  reasons[outcome].find((reason) => reason.code === code);

const disowned: Readonly<Record<string, Words>> = {
  recovery: { en: "a claim to this account", zh: "一次找回申请" },
  change: { en: "a change of a way back in", zh: "找回方式的更改" },
  lock: { en: "loosening the security lock", zh: "安全锁的放宽" },
  device: { en: "a device that was signed out or disowned", zh: "设备被退出或标记为不认识" },
  password: { en: "a new password", zh: "密码更改" },
  pack: { en: "a file for the police", zh: "报案材料" },
  erasure: { en: "erasing the account", zh: "账户注销" },
  number: { en: "a phone number that was released or disputed", zh: "手机号被移除或有争议" },
};
/** A claim that had ended well by then: somebody else may hold the account. */
const isOver = (state: unknown) => state === "completed";

/** What the desk reads of a case that "this wasn't me" has opened, in both of its languages. */
export function notMeStory(facts: Readonly<Record<string, unknown>>): string {
  const kind = Object.keys(disowned).find((name) => `${name}Id` in facts) ?? "recovery";
  const { en, zh } = disowned[kind] as Words;
  const over = isOver(facts.state)
    ? {
        en: " It had been completed by then: somebody else may hold the account.",
        zh: "该申请当时已完成，账户可能已被他人控制。",
      }
    : { en: "", zh: "" };
  return [
    `The owner answered “this wasn't me” to a message about ${en}.${over.en}`,
    `账户本人对“${zh}”的通知回复了“不是本人”。${over.zh}`,
  ].join("\n\n");
}

/** What the claimant is told of where it stands. */
export const standing: Readonly<Record<string, Words>> = {
  open: { en: "We are looking at your request.", zh: "我们正在审核您的申请。" },
  "waiting-claimant": { en: "We are waiting for you.", zh: "正在等待您补充。" },
  // Waiting for a bank, which changes no state.
  "waiting-bank": {
    en: "We have asked the bank and wait for its answer.",
    zh: "我们已向银行查询，正在等待回复。",
  },
  "second-check": {
    en: "A second person is checking your request.",
    zh: "另一位工作人员正在复核您的申请。",
  },
  referred: { en: "A special team has your request.", zh: "您的申请已转交专门团队处理。" },
  approved: { en: "Your request was approved.", zh: "您的申请已通过。" },
  refused: { en: "Your request was turned down.", zh: "您的申请未通过。" },
  closed: { en: "Your request is closed.", zh: "您的申请已结束。" },
};

/** What the claimant reads while this is put aside, for whom. */
export const waits = {
  claimant: standing["waiting-claimant"] as Words,
  bank: standing["waiting-bank"] as Words,
};

type Standing = { state: string; snoozedFor: string | null; snoozedUntil: Date | null };

/** What the claimant is told of where it stands, now. */
export function said({ state, snoozedFor, snoozedUntil }: Standing, now: Date): Words {
  const atBank = state === "open" && snoozedFor === "bank" && snoozedUntil && snoozedUntil > now;
  return standing[atBank ? "waiting-bank" : state] ?? { en: "", zh: "" };
}

/** What a verdict will do, before it is given. */
export const effects: Readonly<Record<string, Words>> = {
  "second-check": {
    en: "A second person of another team is drawn and decides without seeing your verdict.",
    zh: "系统将随机抽取另一团队的人员独立复核，对方看不到您的结论。",
  },
  wait: {
    en: "If both approve, the wait of the policy begins, and every channel of the account can stop it.",
    zh: "两人均同意后进入等待期，账户的所有联系方式均可阻止。",
  },
  denied: {
    en: "If both refuse, the claim ends, every channel is told, and it can be appealed once.",
    zh: "两人均拒绝后申请结束，所有联系方式会收到通知，申请人可申诉一次。",
  },
  paused: {
    en: "Our clock stands still until the claimant has answered.",
    zh: "申请人回复之前，我方计时暂停。",
  },
  referred: {
    en: "The case leaves the queue for a special team.",
    zh: "案件将转出队列，交专门团队处理。",
  },
};

/** What happened, for the timeline. */
export const happened: Readonly<Record<string, Words>> = {
  "case.opened": { en: "Case opened", zh: "案件已建立" },
  "owner.not-me": { en: "The owner said “this wasn't me”", zh: "账户本人回复“不是本人”" },
  "case.joined": { en: "The claimant came to the portal", zh: "申请人已通过网页接入" },
  "file.viewed": { en: "Case looked at", zh: "案件被查看" },
  "case.returned": { en: "Carried on in another browser", zh: "申请人在其他设备上继续" },
  "case.taken": { en: "Case taken", zh: "案件已领取" },
  "case.given-back": { en: "Case given back", zh: "案件已退回队列" },
  "case.snoozed": { en: "Put aside until a time", zh: "案件已暂缓" },
  "case.noted": { en: "Note written", zh: "已添加备注" },
  "case.checked": { en: "Checklist answered", zh: "已填写核查项" },
  "case.transferred": { en: "Given to another team", zh: "已转交其他团队" },
  "case.message": { en: "Message in the chat", zh: "聊天中有新消息" },
  "case.told": { en: "The claimant was told that there is news", zh: "已通知申请人有新消息" },
  "case.asked": { en: "Questions sent", zh: "已发送问题" },
  "case.answered": { en: "The claimant answered", zh: "申请人已回答" },
  "case.evidence": { en: "Something new to judge by", zh: "有新的依据" },
  "file.revealed": { en: "A hidden field was shown", zh: "已查看隐藏信息" },
  "evidence.received": { en: "File received", zh: "已收到文件" },
  "evidence.rejected": { en: "File refused", zh: "文件未被接受" },
  "evidence.accepted": { en: "File checked", zh: "文件检查完毕" },
  "evidence.unreadable": { en: "File cannot be shown", zh: "文件无法显示" },
  "evidence.quarantined": { en: "File put in quarantine", zh: "文件已隔离" },
  "evidence.viewed": { en: "File opened", zh: "文件被查看" },
  "evidence.read": { en: "File read by a program", zh: "程序识别了文件文字" },
  "evidence.judged": { en: "File judged", zh: "已评定文件" },
  "evidence.asked-again": { en: "A file was asked for again", zh: "已要求重新提交文件" },
  "evidence.withdrawn": { en: "File taken back by the claimant", zh: "申请人撤回了文件" },
  "evidence.deleted": { en: "Files deleted as promised", zh: "文件已按期删除" },
  "case.first-verdict": { en: "First verdict given", zh: "经办人已给出结论" },
  "case.need-more": { en: "More was asked for", zh: "已要求补充" },
  "case.referred": { en: "Referred to a special team", zh: "已转交专门团队" },
  "case.second-drawn": { en: "Second person drawn", zh: "已抽取复核人" },
  "case.sent-back": { en: "Sent back to the first step", zh: "已退回重新审核" },
  "case.approved": { en: "Approved by two people", zh: "两人审核通过" },
  "case.refused": { en: "Refused by two people", zh: "两人审核未通过" },
  "case.closed": { en: "Closed", zh: "案件已关闭" },
  "case.attempt-refused": { en: "An attempt was refused", zh: "有操作被拒绝" },
  "case.guided": {
    en: "The claimant says that somebody is guiding them",
    zh: "申请人表示正有人在指导其操作",
  },
  "case.mark": { en: "A part of the promised time is over", zh: "承诺时限已过一部分" },
  "case.late": { en: "The promised time has passed", zh: "已超过承诺时限" },
  "recovery.started": { en: "Claim begun", zh: "申请已开始" },
  "recovery.proof-accepted": { en: "Proof accepted", zh: "证明已通过" },
  "recovery.proof-refused": { en: "Proof refused", zh: "证明未通过" },
  "recovery.phone-proven": { en: "New number proven", zh: "新手机号已验证" },
  "recovery.waiting": { en: "The wait has begun", zh: "等待期已开始" },
  "recovery.ready": { en: "The wait is over", zh: "等待期已结束" },
  "recovery.contested": { en: "Somebody objected", zh: "有人提出异议" },
  "recovery.cancelled": { en: "Claim stopped", zh: "申请已停止" },
  "recovery.denied": { en: "Claim denied", zh: "申请被拒绝" },
  "recovery.completed": { en: "Account given back", zh: "账户已找回" },
  "hold.placed": { en: "Account frozen", zh: "账户已冻结" },
  "hold.renewed": { en: "Freeze renewed", zh: "冻结已延长" },
  "hold.released": { en: "Freeze ended", zh: "冻结已解除" },
  "sessions.ended-by-desk": { en: "Everybody signed out by the desk", zh: "工作台已退出所有登录" },
};
