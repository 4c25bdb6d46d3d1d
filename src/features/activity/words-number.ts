/** What an owner is told of their numbers; see words.ts. */
export const numberTold = {
  "recovery.proof-fell": {
    en: "A recovery must prove more: a number is not what it was",
    zh: "找回申请需要重新证明：手机号的情况已变化",
  },
  "number.released": {
    en: "A phone number was taken off the account: its operator gave it to somebody else",
    zh: "手机号已移除：运营商已将其分配给他人",
  },
  "number.disputed": {
    en: "Somebody said that a phone number of the account is theirs now",
    zh: "有人称账户的手机号现在归其使用",
  },
};
