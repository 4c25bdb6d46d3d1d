/**
 * What recovery contacts are told, and owners of them. A contact is told one thing of the account: the name
 * by which its owner introduces themself. That name was typed: `plain` takes out what could lead elsewhere.
 */
import { plain } from "./rules.ts";
import type { Words } from "./texts.ts";

type Of = Pick<
  Words,
  | "contact-invitation"
  | "contact-ask"
  | "contact-reminder"
  | "contact-said-no"
  | "contact-stopped"
  | "contacts-reminder"
>;

/** English keeps to the GSM alphabet: a name in other letters stands on the page, not in the message. */
const whoEn = (name: string) => plain(name, "en") || "Somebody you know";
const whoZh = (name: string) => plain(name, "zh") || "您认识的人";

export const contactsEn: Of = {
  "contact-invitation": ({ name }, { service, notMeUrl }) => ({
    subject: "Would you be a recovery contact?",
    text: `${whoEn(name)} would like you as a recovery contact at ${service}: to say that it is really them, should they be locked out one day. You can say no. We never ask you for money. What it means: ${notMeUrl}`,
  }),
  "contact-ask": ({ name }, { service, notMeUrl }) => ({
    subject: "Please call before you open this",
    text: `${whoEn(name)} says they are locked out of ${service}. First call them, on a number that you already know. If anybody else wrote or rang about this, it is a scam. After you have spoken: ${notMeUrl}`,
  }),
  "contact-reminder": ({ name }, { service, notMeUrl }) => ({
    subject: "You are a recovery contact",
    text: `You are a recovery contact of ${whoEn(name)} at ${service}. Still willing? Then you need do nothing. With this link you can stop at any time, so keep it: ${notMeUrl}`,
  }),
  "contact-said-no": (_, { service, notMeUrl }) => ({
    subject: "A contact of yours said that it was not you",
    text: `Somebody wants to get back into your ${service} account. A recovery contact was asked and says: that is not the owner. If it was not you, open ${notMeUrl}`,
  }),
  "contact-stopped": (_, { service, host }) => ({
    subject: "A recovery contact has stopped",
    text: `One of your recovery contacts at ${service} does not want to be asked any more. You can choose somebody else in the security centre (${host}).`,
  }),
  "contacts-reminder": (_, { service, host }) => ({
    subject: "Your recovery contacts, once a year",
    text: `Do your recovery contacts at ${service} still know you, and are their numbers still right? We have asked them whether they are still willing. You see them in the security centre (${host}).`,
  }),
};

export const contactsZh: Of = {
  "contact-invitation": ({ name }, { service, notMeUrl }) => ({
    subject: "有人想请您做可信联系人",
    text: `${whoZh(name)}想请您做其${service}账户的可信联系人：万一登录不了，由您确认是不是本人。您可以不同意，我们不会向您要钱。说明：${notMeUrl}`,
  }),
  "contact-ask": ({ name }, { service, notMeUrl }) => ({
    subject: "请先打电话核实，再打开链接",
    text: `${whoZh(name)}说自己登录不了${service}账户。请先用您已有的号码打给对方；若是别人为此事找您，就是诈骗。通话之后再打开：${notMeUrl}`,
  }),
  "contact-reminder": ({ name }, { service, notMeUrl }) => ({
    subject: "您是一位可信联系人",
    text: `您是${whoZh(name)}的${service}账户的可信联系人。如仍愿意，无需操作；不想继续，随时可通过此链接退出，请保留：${notMeUrl}`,
  }),
  "contact-said-no": (_, { service, notMeUrl }) => ({
    subject: "您的联系人表示：不是本人",
    text: `有人正在找回您的${service}账户，我们询问了您的可信联系人，对方表示不是您本人。如非本人操作，请打开 ${notMeUrl}`,
  }),
  "contact-stopped": (_, { service, host }) => ({
    subject: "有一位可信联系人已退出",
    text: `您${service}账户的一位可信联系人不再愿意被询问。您可以在安全中心另选一位（${host}）。`,
  }),
  "contacts-reminder": (_, { service, host }) => ({
    subject: "请核对您的可信联系人",
    text: `您${service}账户的可信联系人还联系得上吗？号码有没有变？我们也已询问他们是否仍然愿意。可在安全中心查看（${host}）。`,
  }),
};
