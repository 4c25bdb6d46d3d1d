import { plain } from "./rules.ts";
import type {
  Change,
  CodePurpose,
  HoldScope,
  MethodName,
  Place,
  Rendered,
  ReportMark,
  Values,
  Words,
} from "./texts.ts";
import { contactsZh } from "./words-contacts.ts";

const purposes: Record<CodePurpose, (service: string) => string> = {
  recovery: (service) => `用于找回您的${service}账户`,
  "step-up": (service) => `用于修改您的${service}账户的找回方式`,
  "new-address": (service) => `用于将此联系方式添加到您的${service}账户`,
  "number-claim": (service) => `用于向${service}说明此号码现在归您使用`,
  "case-return": (service) => `用于在其他设备上继续${service}的申请`,
};
const methods: Record<MethodName, string> = {
  phone: "手机号",
  email: "邮箱",
  authenticator: "身份验证器",
  "recovery-codes": "恢复码",
  passkey: "通行密钥",
  contact: "可信联系人",
  device: "设备",
  face: "人脸验证",
};
const changes: Record<Change, string> = { added: "添加", replaced: "更换", removed: "移除" };
const holds: Record<HoldScope, string> = {
  outgoing: "转出已冻结",
  "sign-in": "登录已冻结",
  everything: "登录和收付款已冻结",
};
const releases: Record<HoldScope, string> = {
  outgoing: "转出已恢复",
  "sign-in": "登录已恢复",
  everything: "登录和收付款已恢复",
};

const named = (device: string) => {
  const name = plain(device, "zh");
  return name && `（${name}）`;
};
/** "2026-12-02" 写作“12月2日”。 */
const dayOf = (date: string) => date.replace(/^\d+-0?(\d+)-0?(\d+)$/, "$1月$2日");

const reports: Record<ReportMark, (place: Place, day: string) => Rendered> = {
  due: ({ service }) => ({
    subject: "您的报案今天应有答复",
    text: `您在${service}登记跟进的报案，今天应有答复。如未收到，请联系受理单位，并告知报案编号。我们不会向您索要验证码或密码。`,
  }),
  late: ({ service }, day) => ({
    subject: "您的报案答复已逾期",
    text: `您在${service}登记跟进的报案，应于${day}前答复，现已逾期。请联系受理单位，并告知报案编号。我们不会向您索要验证码或密码。`,
  }),
  closed: (place) => ({
    subject: "一项报案已标记为结束",
    text: `您在${place.service}登记跟进的一项报案已标记为结束，之后不再提醒。${ifNotYou(place)}`,
  }),
};

const ifNotYou = ({ notMeUrl }: Place) => `如非本人操作，请打开 ${notMeUrl}`;
const code = ({ code, purpose, minutes = 10 }: Values["sms-code"], { service }: Place) =>
  `${code} 是您的验证码，${purposes[purpose](service)}，${minutes} 分钟内有效。我们不会向您索要，客服也不需要它。`;

export const zh: Words = {
  ...contactsZh,
  "sms-code": (values, place) => ({
    subject: `${place.service}验证码`,
    text: `${code(values, place)}\n\n@${place.host} #${values.code}`,
  }),
  "email-code": (values, place) => ({
    subject: `${place.service}验证码`,
    text: `${code(values, place)}\n\n如果不是您本人申请，不必理会。`,
  }),
  "claim-first-proof": (_, place) => ({
    subject: `有人正在找回您的${place.service}账户`,
    text: `有人正在找回您的${place.service}账户，并已通过第一步验证。如果是您本人，请继续。${ifNotYou(place)}`,
  }),
  "review-begun": (_, place) => ({
    subject: `有人申请人工找回您的${place.service}账户`,
    text: `有人称您的${place.service}账户归其所有，并申请人工审核。如果是您本人，无需操作。${ifNotYou(place)}`,
  }),
  "continued-elsewhere": (_, place) => ({
    subject: `您的${place.service}账户的找回申请已在其他设备上继续`,
    text: `有人正在另一台设备上继续找回您的${place.service}账户。如果是您本人，无需操作。${ifNotYou(place)}`,
  }),
  "wait-started": ({ until }, place, time) => ({
    subject: "您的账户即将可以重设密码",
    text: `有人已通过验证，将于${time(until)}起可重设您的${place.service}账户密码，在此之前可以阻止。${ifNotYou(place)}`,
  }),
  completed: (_, place) => ({
    subject: `您的${place.service}密码已修改`,
    text: `您的${place.service}账户密码已修改，所有设备均已退出登录，请用新密码登录。${ifNotYou(place)}`,
  }),
  cancelled: (_, place) => ({
    subject: "账户找回已停止",
    text: `您的${place.service}账户的找回已停止，密码没有变化。您随时可以重新开始。`,
  }),
  expired: (_, place) => ({
    subject: "账户找回已过期",
    text: `您的${place.service}账户的找回没有按时完成，已经结束，密码没有变化。您随时可以重新开始。`,
  }),
  denied: (_, place) => ({
    subject: "账户找回未通过",
    text: `工作人员审核后，您的${place.service}账户的找回未通过，密码没有变化。您可以申请一次复审，或换一种方式重新开始。`,
  }),
  contest: (_, place) => ({
    subject: "账户找回已暂停",
    text: `有两个人都说您的${place.service}账户属于自己。找回已暂停，等待人工审核，密码没有变化。${ifNotYou(place)}`,
  }),
  "change-pending": ({ method, change, effectiveAt }, place, time) => ({
    subject: "您的找回方式即将变更",
    text: `您的${place.service}账户将于${time(effectiveAt)}${changes[change]}${methods[method]}，在此之前可以阻止。${ifNotYou(place)}`,
  }),
  "change-done": ({ method, change }, place) => ({
    subject: "您的找回方式已变更",
    text: `您的${place.service}账户已${changes[change]}${methods[method]}。${ifNotYou(place)}`,
  }),
  "change-cancelled": ({ method, change }, place) => ({
    subject: "变更已停止",
    text: `您的${place.service}账户${changes[change]}${methods[method]}的变更已停止，找回方式没有变化。`,
  }),
  "recovery-codes-replaced": (_, place) => ({
    subject: "恢复码已更换",
    text: `您的${place.service}账户的恢复码已更换，旧恢复码不再有效。${ifNotYou(place)}`,
  }),
  "recovery-code-used": ({ left }, place) => ({
    subject: "有一个恢复码已使用",
    text: `您的${place.service}账户有一个恢复码已使用，${left === 0 ? "已全部用完，请生成新的恢复码" : `还剩 ${left} 个`}。${ifNotYou(place)}`,
  }),
  hold: ({ scope, until }, place, time) => ({
    subject: `您的${place.service}账户已受保护`,
    text: `您的${place.service}账户${holds[scope]}${until ? `，至${time(until)}` : ""}，资金不受影响。${ifNotYou(place)}`,
  }),
  release: ({ scope }, place) => ({
    subject: `您的${place.service}账户已恢复使用`,
    text: `您的${place.service}账户${releases[scope]}。${ifNotYou(place)}`,
  }),
  "sessions-ended": (_, place) => ({
    subject: `您的${place.service}账户已退出登录`,
    text: `为保护您的${place.service}账户，工作人员已让所有设备退出登录，资金不受影响，请重新登录。${ifNotYou(place)}`,
  }),
  "password-changed": (_, place) => ({
    subject: `您的${place.service}密码已修改`,
    text: `您的${place.service}账户密码已在安全中心修改，其他登录均已退出。${ifNotYou(place)}`,
  }),
  "device-signed-out": ({ device }, place) => ({
    subject: "有一台设备已退出登录",
    text: `您的${place.service}账户有一台设备${named(device)}已退出登录，之后仍可重新登录。${ifNotYou(place)}`,
  }),
  "device-disowned": ({ device }, place) => ({
    subject: "有一台不认识的设备已退出登录",
    text: `有一台设备${named(device)}被标为不认识，已退出您的${place.service}账户，请尽快更换密码。${ifNotYou(place)}`,
  }),
  "number-released": (_, place) => ({
    subject: "手机号已从您的账户移除",
    text: `运营商确认您的手机号已归他人使用，已从您的${place.service}账户移除，其他找回方式不变，请添加新手机号。${ifNotYou(place)}`,
  }),
  "number-disputed": (_, place) => ({
    subject: "有人称您的手机号归其使用",
    text: `有人用短信验证码证明持有您${place.service}账户的手机号，并称现在归其使用。若仍是您在用，一切不变；若已不用，请添加新手机号。${ifNotYou(place)}`,
  }),
  "chat-news": (_, place) => ({
    subject: "您的申请有新消息",
    text: `您在${place.service}的申请有新消息，请回到您提交申请的页面查看（${place.host}）。我们不会向您索要验证码或密码。`,
  }),
  report: ({ mark, dueOn = "" }, place) => reports[mark](place, dayOf(dueOn)),
  "pack-made": (_, place) => ({
    subject: "正在生成报案材料",
    text: `有人登录您的${place.service}账户，申请生成报案材料，其中含账户的交易和登录记录。${ifNotYou(place)}`,
  }),
  "pack-ready": (_, place) => ({
    subject: "报案材料已生成",
    text: `您${place.service}账户的报案材料已生成，7天内可在安全中心下载。${ifNotYou(place)}`,
  }),
  "pack-downloaded": (_, place) => ({
    subject: "报案材料已被下载",
    text: `您${place.service}账户的报案材料（含交易和登录记录）刚刚被下载。${ifNotYou(place)}`,
  }),
  "erasure-pending": ({ effectiveAt }, place, time) => ({
    subject: `您的${place.service}账户即将注销`,
    text: `有人申请注销您的${place.service}账户，将于${time(effectiveAt)}注销，注销后无法恢复，在此之前可以阻止。${ifNotYou(place)}`,
  }),
  "erasure-cancelled": (_, place) => ({
    subject: `您的${place.service}账户不会注销`,
    text: `您的${place.service}账户不会注销，一切如常。`,
  }),
  erased: (_, place) => ({
    subject: `您的${place.service}账户已注销`,
    text: `您的${place.service}账户已按申请注销，数据已删除，无法恢复。这是关于该账户的最后一条消息。`,
  }),
  "lock-loosened": ({ effectiveAt }, place, time) => ({
    subject: "您的安全锁即将放宽",
    text: `您的${place.service}账户的安全锁将于${time(effectiveAt)}放宽，在此之前可以阻止。${ifNotYou(place)}`,
  }),
};
