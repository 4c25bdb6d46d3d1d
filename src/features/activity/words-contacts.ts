/** Sentences of recovery contacts: never which of them did what. */
import type { Words } from "./words.ts";

export const contactsTold = {
  "contact.invited": {
    en: "An invitation was sent to a recovery contact",
    zh: "已向一位可信联系人发出邀请",
  },
  "contact.confirmed": {
    en: "Somebody agreed to be a recovery contact",
    zh: "一位可信联系人已同意",
  },
  "contact.declined": {
    en: "A recovery contact does not want to be asked any more",
    zh: "一位可信联系人不再愿意被询问",
  },
  "contact.erased": {
    en: "A recovery contact had their data deleted",
    zh: "一位可信联系人删除了自己的资料",
  },
  "contact.removed": { en: "A recovery contact was removed", zh: "已移除一位可信联系人" },
  "contacts.asked": {
    en: "For a recovery, your contacts were asked",
    zh: "找回申请：已询问您的可信联系人",
  },
  "contact.said-no": {
    en: "For a recovery, a contact said: that is not the owner",
    zh: "找回申请：有联系人表示不是本人",
  },
  "contacts.reminded": {
    en: "Your recovery contacts were asked whether they are still willing",
    zh: "已询问您的可信联系人是否仍然愿意",
  },
} satisfies Readonly<Record<string, Words>>;

/** A thief in the session would learn by it how far he is; the owner sees it on the page of the claim. */
export const contactsUntold = ["contact.said-yes", "contact.unsure"] as const;
