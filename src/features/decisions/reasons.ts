/** Every code of a decision, in words: for the account's owner in English and Chinese, for the administrator. */
type Words = { en: string; zh: string; admin: string };

export const reasons = {
  permitted: {
    en: "This can go ahead.",
    zh: "可以继续。",
    admin:
      "Nothing forbids it. Money is reserved by the resource's id until `reservation.expires_at`.",
  },
  denied: {
    en: "This cannot go ahead. Please contact customer service.",
    zh: "暂时无法办理，请联系客服。",
    admin: "The subject is no account that money can leave.",
  },
  "unknown-action": {
    en: "This cannot go ahead. Please contact customer service.",
    zh: "暂时无法办理，请联系客服。",
    admin: "The action is none of transfer, withdraw, pay, add-payee, sign-in, add-device.",
  },
  "unknown-resource": {
    en: "This cannot go ahead. Please contact customer service.",
    zh: "暂时无法办理，请联系客服。",
    admin: "Money is asked for with a resource of the type payment.",
  },
  "bad-amount": {
    en: "Enter an amount above zero with at most two digits after the point.",
    zh: "请输入大于零且最多两位小数的金额。",
    admin: "amount is not a decimal string above zero, up to 12 digits and 2 decimals.",
  },
  "wrong-currency": {
    en: "This account cannot pay in this currency. Choose the account's own currency.",
    zh: "此账户不支持该币种，请选择账户币种。",
    admin: "currency is not the one of the accounts (RIGHTFUL_CURRENCY).",
  },
  "bad-payee": {
    en: "Enter who is to be paid.",
    zh: "请填写收款人。",
    admin: "payee is missing or longer than 256 characters.",
  },
  "id-reused": {
    en: "This payment was changed on its way. Start it again.",
    zh: "这笔付款的内容已变更，请重新发起。",
    admin:
      "The resource's id was decided on before with another action, amount, currency or payee.",
  },
  "already-done": {
    en: "This payment has been made already. Look at your transactions before you pay again.",
    zh: "这笔付款已完成，再次付款前请先查看交易记录。",
    admin: "A transaction for this id has been reported. Use a new id for a new payment.",
  },
  held: {
    en: "This account is frozen, so nothing leaves it. If it is yours, you can unfreeze it by proving who you are.",
    zh: "此账户已冻结，资金无法转出。若为您本人的账户，完成身份验证后即可解冻。",
    admin: "A hold stands that forbids this action.",
  },
  "recovery-no-money": {
    en: "You got this account back a short while ago. To protect your money, nothing can be paid yet.",
    zh: "此账户刚刚找回。为保护您的资金，目前暂不能付款。",
    admin: "A recovery ended lately, and its path lets no money leave yet.",
  },
  "recovery-known-payees": {
    en: "You got this account back a short while ago. For now you can pay only whom you have paid before.",
    zh: "此账户刚刚找回。目前只能向以前付过款的收款人付款。",
    admin: "A recovery ended lately: until then only payees paid before it.",
  },
  "recovery-allowance": {
    en: "You got this account back a short while ago. This is more than can be paid for now; pay less, or wait.",
    zh: "此账户刚刚找回。金额超出目前的限额，请减少金额或稍后再付。",
    admin: "A recovery ended lately: the sum of a day would pass its allowance.",
  },
  "confirm-needed": {
    en: "Confirm this payment in the security centre first.",
    zh: "请先在安全中心确认这笔付款。",
    admin:
      "A recovery ended lately: its owner confirms each payment (POST /v1/me/confirmations), good for ten minutes.",
  },
  "untrusted-device": {
    en: "Your security lock allows payments only from a device that you have used for 7 days or more.",
    zh: "您的安全锁仅允许在使用满 7 天的设备上付款。",
    admin: "Lock: context.deviceId is missing, or bound less than 7 days ago.",
  },
  night: {
    en: "Your security lock is closed from 23:00 to 06:00. Pay in the morning.",
    zh: "您的安全锁在 23:00 至次日 06:00 关闭付款，请早上再付。",
    admin: "Lock: night in the account's time zone.",
  },
  "over-single": {
    en: "This is more than your security lock allows for one payment.",
    zh: "金额超出您的安全锁设定的单笔限额。",
    admin: "Lock: the single limit.",
  },
  "over-daily": {
    en: "With this you would pass the daily limit of your security lock. Pay less, or wait until tomorrow.",
    zh: "这笔付款将超出您的安全锁设定的每日限额，请减少金额或明天再付。",
    admin: "Lock: the daily limit, over the local day and over 24 hours, reservations included.",
  },
  "new-payee": {
    en: "You have not paid this payee before. Your security lock makes the first payment wait.",
    zh: "这是您首次付款的收款人，按您的安全锁设置需等待一段时间。",
    admin: "Lock: the delay for new payees, from when the payee was first seen.",
  },
} as const satisfies Record<string, Words>;
export type Code = keyof typeof reasons;

export const wordsOf = (code: Code) => {
  const { en, zh, admin } = reasons[code];
  return { reason_user: { en, zh }, reason_admin: { en: admin } };
};
