/** What people of the desk did, in words; and by what name a search asks for it. Data. */
export type Words = { en: string; zh: string };

export const deeds: Readonly<Record<string, Words>> = {
  "staff.viewed": { en: "Opened a case", zh: "打开案件" },
  "file.viewed": { en: "Opened a case of this account", zh: "打开此账户的案件" },
  "staff.viewing-refused": {
    en: "Wanted to open more cases than one person may",
    zh: "打开案件数超过单人上限，已被拒绝",
  },
  "staff.viewing-cleared": { en: "May open more cases for an hour", zh: "获准继续打开更多案件" },
  "staff.revealed": { en: "Uncovered a hidden field", zh: "查看隐藏信息" },
  "file.revealed": { en: "Uncovered a hidden field of this account", zh: "查看此账户的隐藏信息" },
  "staff.reveal-refused": {
    en: "Wanted to uncover more fields than one person may",
    zh: "查看隐藏信息次数超过单人上限，已被拒绝",
  },
  "staff.attempt-refused": { en: "Was refused: it is not theirs to do", zh: "无权操作，已被拒绝" },
  "staff.agent-code": { en: "Made a code to read out", zh: "生成电话核对码" },
  "agent-code.made": {
    en: "Made a code to read out to this account",
    zh: "为此账户生成电话核对码",
  },
  "staff.froze": { en: "Froze an account", zh: "冻结账户" },
  "staff.ended-sessions": { en: "Signed everybody out", zh: "退出账户的所有登录" },
  "sessions.ended-by-desk": {
    en: "Signed everybody out of this account",
    zh: "退出此账户的所有登录",
  },
  "staff.asked-hold-release": { en: "Asked to end a freeze", zh: "提请解除冻结" },
  "staff.asked-hold-renewal": { en: "Asked to renew a freeze", zh: "提请延长冻结" },
  "staff.tied": { en: "An interest in an account was declared", zh: "声明与某账户有利害关系" },
  "staff.untied": { en: "An interest in an account was taken back", zh: "撤销与某账户的利害关系" },
  "staff.evidence-viewed": { en: "Opened a file", zh: "打开文件" },
  "evidence.viewed": { en: "Opened a file of this account", zh: "打开此账户的文件" },
  "evidence.read": { en: "Had a file read by a program", zh: "用程序识别文件" },
  "evidence.judged": { en: "Judged a file", zh: "评定文件" },
  "evidence.asked-again": { en: "Asked for a file again", zh: "要求重新提交文件" },
  "face.checked": { en: "A face check came to its end", zh: "人脸验证已完成比对" },
  "face.enrol-refused": { en: "Adding a face did not work", zh: "录入人脸未成功" },
  "face.consented": { en: "The owner agreed to the face check", zh: "账户本人同意人脸验证" },
  "face.deleted": { en: "What was kept of a face was deleted", zh: "人脸信息已删除" },
  "glance.drawn": { en: "Somebody was drawn to compare two pictures", zh: "已抽取照片比对人" },
  "glance.approved": { en: "Compared two pictures: the same person", zh: "比对照片：为同一人" },
  "glance.declined": { en: "Compared two pictures: not confirmed", zh: "比对照片：未能确认" },
  "glance.attempt-refused": {
    en: "Was refused: they were not drawn to compare",
    zh: "未被抽取比对照片，已被拒绝",
  },
  "staff.searched": { en: "Searched the audit", zh: "检索审计记录" },
  "staff.exported": { en: "Exported audit records", zh: "导出审计记录" },
  "staff.added": { en: "Became a member of the desk", zh: "加入工作台" },
  "staff.ended": { en: "Left the desk", zh: "离开工作台" },
  "staff.identity-set": { en: "Sign-in by another system changed", zh: "外部登录身份已变更" },
  "staff.invited": { en: "Invited to the desk", zh: "受邀加入工作台" },
  "staff.invite-refused": { en: "An invitation was refused", zh: "邀请验证未通过" },
  "staff.passkey-bound": { en: "Passkey bound", zh: "已绑定通行密钥" },
  "staff.passkey-copied": {
    en: "Passkey refused: it was copied",
    zh: "通行密钥疑似被复制，已拒绝",
  },
  "staff.passkeys-removed": { en: "Passkeys removed", zh: "通行密钥已移除" },
  "staff.role-changed": { en: "Role changed", zh: "角色已变更" },
  "staff.signed-in": { en: "Signed in", zh: "登录工作台" },
  "desk.change-asked": { en: "Asked for a change", zh: "申请变更" },
  "desk.change-approved": { en: "Agreed to a change", zh: "同意变更" },
  "desk.change-refused": { en: "Refused a change", zh: "拒绝变更" },
  "desk.change-self-approval": {
    en: "Wanted to agree to their own change",
    zh: "试图同意自己的变更，已被拒绝",
  },
  "legal-hold.placed": { en: "Placed a legal hold", zh: "设置法定保留" },
  "legal-hold.released": { en: "Two people ended a legal hold", zh: "两人同意解除法定保留" },
  "desk.brake-set": { en: "Pulled a brake", zh: "启用紧急停用" },
  "desk.brake-released": { en: "Let go of a brake", zh: "解除紧急停用" },
  "policy.changed": { en: "Policy changed", zh: "策略已变更" },
  "topic.source-set": { en: "Set a source of hot topics", zh: "设置热点来源" },
  "topic.source-removed": { en: "Removed a source of hot topics", zh: "移除热点来源" },
  "registry.changed": { en: "Official channels changed", zh: "官方渠道名单已变更" },
  "hold.placed": { en: "Froze the account", zh: "冻结账户" },
  "hold.renewed": { en: "Renewed a freeze", zh: "延长冻结" },
  "hold.released": { en: "Ended a freeze", zh: "解除冻结" },
  "hold.release-refused": { en: "Wanted to end a freeze", zh: "试图解除冻结，已被拒绝" },
  "case.opened": { en: "Opened a case for a caller", zh: "代来电人建立案件" },
  "case.returned": {
    en: "The claimant came back in another browser",
    zh: "申请人在其他设备上继续",
  },
  "case.return-refused": { en: "Coming back was refused", zh: "继续申请的验证未通过" },
  "case.message": { en: "Wrote in the chat", zh: "在线沟通中发送消息" },
  "case.told": { en: "The claimant was told that there is news", zh: "已通知申请人有新消息" },
  "case.taken": { en: "Took the case", zh: "领取案件" },
  "case.given-back": { en: "Gave the case back", zh: "退回案件" },
  "case.snoozed": { en: "Put the case aside", zh: "暂缓案件" },
  "case.woken": { en: "The case came back", zh: "案件恢复处理" },
  "case.noted": { en: "Wrote a note", zh: "添加备注" },
  "case.checked": { en: "Answered a line of the checklist", zh: "填写核查项" },
  "case.transferred": { en: "Gave the case to another team", zh: "转交案件" },
  "case.asked": { en: "Sent questions", zh: "发送问题" },
  "case.answered": { en: "Questions were answered", zh: "问题已回答" },
  "case.evidence": { en: "Something new to judge by", zh: "有新的依据" },
  "case.first-verdict": { en: "Gave the first verdict", zh: "给出初审结论" },
  "case.second-drawn": { en: "A second person was drawn", zh: "已抽取复核人" },
  "case.sent-back": { en: "Sent the case back", zh: "退回重新审核" },
  "case.need-more": { en: "Asked for more", zh: "要求补充材料" },
  "case.referred": { en: "Referred the case", zh: "转交专门团队" },
  "case.approved": { en: "Approved, as the second person", zh: "复核通过" },
  "case.refused": { en: "Refused, as the second person", zh: "复核拒绝" },
  "case.closed": { en: "The case was closed", zh: "案件已关闭" },
  "case.attempt-refused": { en: "Was refused: they may not decide", zh: "无权处理，已被拒绝" },
  "case.guided": { en: "The claimant is being guided", zh: "申请人正受人指挥" },
  "case.joined": { en: "The claimant came to the portal", zh: "申请人已通过网页接入" },
  "case.mark": { en: "A part of the promised time is over", zh: "承诺时限已过一部分" },
  "pack.requested": { en: "The owner asked for a file for the police", zh: "账户本人申请报案材料" },
  "pack.built": { en: "A file for the police was made", zh: "报案材料已生成" },
  "pack.failed": { en: "A file for the police could not be made", zh: "报案材料未能生成" },
  "pack.downloaded": {
    en: "The owner downloaded a file for the police",
    zh: "账户本人下载报案材料",
  },
  "pack.expired": { en: "A file for the police was deleted", zh: "报案材料已删除" },
  "topic.spiking": { en: "A topic rose sharply", zh: "话题讨论量突增" },
  "topic.quiet": { en: "A topic is quiet again", zh: "话题热度已回落" },
  "topic.alert-taken": { en: "Took an alert of a topic", zh: "受理话题突增提醒" },
  "case.late": { en: "The promised time has passed", zh: "已超过承诺时限" },
};

/** What happened, also of a kind that has no words of its own yet. */
export const deedOf = (type: string): Words => deeds[type] ?? { en: type, zh: type };

/** Each is in two chains: of whoever looked, and of the account. */
const views = ["staff.viewed"] as const;
const reveals = ["staff.revealed"] as const;
export const ownLooks = { views, reveals };
export const accountLooks = ["file.viewed", "file.revealed"] as const;

export const actions = [
  ...(["views", "reveals", "refused", "verdicts", "cases"] as const),
  ...(["holds", "changes", "searches"] as const),
] as const;
export type Action = (typeof actions)[number];
export const typesOf: Readonly<Record<Action, readonly string[]>> = {
  views: [
    ...views,
    "file.viewed",
    "staff.evidence-viewed",
    "evidence.viewed",
    "staff.viewing-refused",
  ],
  reveals: [...reveals, "file.revealed", "staff.reveal-refused"],
  refused: [
    ...["case.attempt-refused", "staff.attempt-refused", "glance.attempt-refused"],
    ...["staff.viewing-refused", "staff.reveal-refused"],
    ...["hold.release-refused", "desk.change-self-approval"],
  ],
  verdicts: [
    ...["case.first-verdict", "case.approved", "case.refused", "case.sent-back"],
    ...["case.need-more", "case.referred", "glance.approved", "glance.declined"],
  ],
  cases: [
    ...["case.opened", "case.taken", "case.given-back", "case.snoozed", "case.noted"],
    ...[
      "case.checked",
      "case.transferred",
      "case.asked",
      "case.message",
      "staff.agent-code",
      "agent-code.made",
    ],
  ],
  holds: [
    ...["hold.placed", "hold.renewed", "hold.released", "hold.release-refused"],
    ...["staff.froze", "staff.asked-hold-release", "staff.asked-hold-renewal"],
    ...["staff.ended-sessions", "sessions.ended-by-desk"],
    ...["legal-hold.placed", "legal-hold.released"],
  ],
  changes: [
    ...["desk.change-asked", "desk.change-approved", "desk.change-refused"],
    ...["desk.change-self-approval", "desk.brake-set", "desk.brake-released"],
    ...["staff.added", "staff.ended", "staff.role-changed", "staff.identity-set"],
    ...["staff.tied", "staff.untied", "topic.source-set", "topic.source-removed"],
  ],
  searches: ["staff.searched", "staff.exported"],
};
