/** Every reason in words, for the person whose account it is and for the agent: calm, never blaming. */
import type { ReasonCode } from "./words.ts";

const texts: Record<ReasonCode, { en: string; zh: string }> = {
  "method-young": {
    en: "This way was added less than 7 days ago, so it cannot be used to recover the account yet.",
    zh: "这种方式添加还不满 7 天，暂时不能用来找回账户。",
  },
  "method-age-unknown": {
    en: "We do not know since when this way belongs to the account, so it is not counted.",
    zh: "无法确认这种方式是何时绑定到账户的，因此不计入。",
  },
  "method-after-incident": {
    en: "This way was added after the account may have been stolen, so it is not counted.",
    zh: "这种方式是在账户可能被盗之后添加的，因此不计入。",
  },
  "method-removed": {
    en: "This way was removed from the account more than 7 days ago.",
    zh: "这种方式已从账户中移除超过 7 天。",
  },
  "method-switched-off": {
    en: "This way is switched off for everyone at the moment. Please use another one.",
    zh: "这种方式目前对所有人暂停使用，请换一种方式。",
  },
  "sim-swapped": {
    en: "The SIM card of this number was replaced in the last 72 hours, so codes sent to it are not counted.",
    zh: "这个号码在 72 小时内更换过 SIM 卡，发到该号码的验证码暂不计入。",
  },
  "number-reassigned": {
    en: "The operator has given this number to someone else, so codes sent to it are not counted.",
    zh: "运营商已将这个号码分配给他人，发到该号码的验证码不计入。",
  },
  "number-forwarded": {
    en: "Everything sent to this number is forwarded to another one, so codes sent to it are not counted.",
    zh: "这个号码开启了无条件转接，发到该号码的验证码不计入。",
  },
  "telecom-check-unavailable": {
    en: "We cannot check this number with the operator right now. Please use another way, or try later.",
    zh: "暂时无法向运营商核验这个号码，请换一种方式，或稍后再试。",
  },
  "face-evidence-only": {
    en: "This face check helps a person to decide. It does not count by itself.",
    zh: "这次人脸核验仅供人工判断参考，不能单独作为证明。",
  },
  "passkey-unverified": {
    en: "The passkey did not ask for your PIN, finger or face, so it is not counted.",
    zh: "使用通行密钥时没有验证 PIN、指纹或面容，因此不计入。",
  },
  "contacts-too-few": {
    en: "Codes from two of your recovery contacts are needed.",
    zh: "需要两位恢复联系人提供的验证码。",
  },
  "review-needs-two-people": {
    en: "Two people have to agree before a review gives an account back.",
    zh: "人工审核须由两位工作人员一致同意，才能归还账户。",
  },
  "same-class": {
    en: "These two are of the same kind, so together they count as one.",
    zh: "这两项属于同一类证明，合起来只算一项。",
  },
  "shared-number": {
    en: "These two rest on the same phone number, so together they count as one.",
    zh: "这两项依赖同一个手机号，合起来只算一项。",
  },
  "shared-mailbox": {
    en: "These two rest on the same mailbox, so together they count as one.",
    zh: "这两项依赖同一个邮箱，合起来只算一项。",
  },
  "shared-device": {
    en: "These two are on the same device. After a theft they count as one.",
    zh: "这两项在同一台设备上；账户被盗后，合起来只算一项。",
  },
  "incident-time-unknown": {
    en: "It is not known yet when the account was taken, so we cannot tell which ways are older.",
    zh: "尚不清楚账户何时被盗，无法判断哪些方式是在此之前绑定的。",
  },
  "glance-declined": {
    en: "A colleague compared both pictures and could not confirm them. Another way is needed.",
    zh: "工作人员比对两张照片后未能确认，请换一种方式。",
  },
  "risk-too-high": {
    en: "These proofs would be enough on a quieter day. Something unusual was seen, so more is needed now.",
    zh: "平时这些证明已经足够；由于发现异常情况，现在需要更多证明。",
  },
  "completions-paused": {
    en: "No account is being given back at the moment. Nothing is lost; please continue later.",
    zh: "目前暂停归还所有账户。您的进度不会丢失，请稍后继续。",
  },
  "no-path": {
    en: "There is no way to recover the account with what is available now.",
    zh: "以目前可用的方式无法找回账户。",
  },
};

export const reasonText = (code: ReasonCode): { en: string; zh: string } => texts[code];
