/** What is said about payments and transfers. */
export const transferWords = {
  transfer: { en: "Transfer", zh: "转账" },
  transferHint: { en: "To another Boan Wallet", zh: "转给其他博安钱包用户" },
  allEntries: { en: "All payments", zh: "全部账单" },
  frozenTitle: { en: "This account is frozen", zh: "此账户已冻结" },
  frozenText: {
    en: "Your money stays where it is. Nothing can be paid or transferred until the account is unfrozen.",
    zh: "您的资金原样保留。解冻之前，不能付款或转账。",
  },

  transferLead: { en: "You have {balance}.", zh: "可用余额 {balance}。" },
  payee: { en: "To whom", zh: "收款人" },
  payeeHint: { en: "Phone number, e-mail or account name", zh: "对方的手机号、邮箱或账户名" },
  amount: { en: "Amount in yuan", zh: "金额（元）" },
  note: { en: "Note (optional)", zh: "备注（选填）" },
  next: { en: "Continue", zh: "下一步" },

  noPayee: { en: "Enter who is to get the money.", zh: "请填写收款人。" },
  unknownPayee: {
    en: "No wallet account goes with this. Check it with the person and enter it again.",
    zh: "没有找到对应的钱包账户，请与对方核对后重新填写。",
  },
  severalPayees: {
    en: "Several accounts share this number. Enter the e-mail address or the account name instead.",
    zh: "这个手机号对应多个账户，请改填对方的邮箱或账户名。",
  },
  toOneself: {
    en: "This is your own account. Enter somebody else’s.",
    zh: "这是您自己的账户，请填写其他收款人。",
  },
  noAmount: { en: "Enter the amount.", zh: "请填写金额。" },
  notDigits: {
    en: "Enter the amount in digits, like 12.50.",
    zh: "请用数字填写金额，例如 12.50。",
  },
  notPositive: { en: "Enter an amount above zero.", zh: "请填写大于零的金额。" },
  tooFine: {
    en: "Enter the amount with at most two digits after the point.",
    zh: "金额最多保留两位小数。",
  },
  otherMoney: {
    en: "This wallet holds yuan only. Enter the amount in yuan.",
    zh: "本钱包只支持人民币，请填写人民币金额。",
  },
  tooLarge: {
    en: "One transfer can be ¥1,000,000.00 at most. Enter a smaller amount.",
    zh: "单笔转账最多 ¥1,000,000.00，请填写较小的金额。",
  },
  tooLittle: {
    en: "This is more than you have. Enter {balance} or less.",
    zh: "余额不足，请填写不超过 {balance} 的金额。",
  },
  tooLittleNow: {
    en: "Your balance is no longer enough for this transfer.",
    zh: "您的余额已不足以完成这笔转账。",
  },
  longNote: { en: "Write a note of at most 60 characters.", zh: "备注最多 60 个字。" },

  check: { en: "Check this transfer", zh: "核对转账信息" },
  checkLead: {
    en: "We show a part of the name. Make sure that it is the person you mean.",
    zh: "这里只显示部分姓名，请确认就是您要转账的人。",
  },
  payeeLine: { en: "To", zh: "收款人" },
  accountLine: { en: "Account", zh: "收款账户" },
  amountLine: { en: "Amount", zh: "金额" },
  noteLine: { en: "Note", zh: "备注" },
  timeLine: { en: "Time", zh: "时间" },
  balanceLine: { en: "Balance now", zh: "当前余额" },
  send: { en: "Transfer {amount}", zh: "确认转账 {amount}" },
  change: { en: "Change it", zh: "返回修改" },
  home: { en: "Back to the wallet", zh: "返回钱包" },

  doneTitle: { en: "Transferred", zh: "转账成功" },
  doneLead: { en: "The money has arrived.", zh: "对方已收到这笔钱。" },

  waitingTitle: { en: "On its way", zh: "已转出，等待到账" },
  waitingLead: {
    en: "Your security lock lets money arrive later. Until then you can call it back.",
    zh: "按您的安全锁设置，这笔钱将延迟到账。到账之前，您可以随时撤回。",
  },
  arrivalLine: { en: "Arrives", zh: "预计到账" },
  callBack: { en: "Call it back", zh: "撤回这笔转账" },
  returnedTitle: { en: "Called back", zh: "已撤回" },
  returnedLead: { en: "The money is in your account again.", zh: "这笔钱已退回您的账户。" },
  refusedTitle: { en: "This transfer was not made", zh: "这笔转账没有完成" },
  notMoved: { en: "No money has left your account.", zh: "没有任何资金转出您的账户。" },
  untilLine: { en: "This holds until {time}.", zh: "此限制到 {time} 为止。" },
  refusedPlain: {
    en: "This transfer cannot go ahead. Please contact customer service.",
    zh: "这笔转账暂时无法办理，请联系客服。",
  },
  heldNow: {
    en: "This account was frozen a moment ago, so nothing leaves it.",
    zh: "此账户刚刚被冻结，资金无法转出。",
  },
  confirmTitle: { en: "This transfer waits for your word", zh: "这笔转账等您确认" },
  delayTitle: { en: "This transfer has to wait", zh: "这笔转账需要等一等" },
  delayLine: { en: "You can make it from {time} on.", zh: "{time} 之后可以转账。" },
  confirmed: { en: "I have confirmed it. Go on", zh: "我已确认，继续转账" },
  unfreeze: { en: "Help with a frozen account", zh: "账户冻结了怎么办" },
  cannotCheck: {
    en: "We cannot check transfers at the moment, so this one was not made. No money has moved and nothing was lost. Please try again in a minute.",
    zh: "暂时无法核对转账，因此这笔转账没有办理。资金没有变动，也没有丢失任何内容。请过一分钟再试。",
  },
  brokenTitle: { en: "Something went wrong on our side", zh: "我们这边出了点问题" },
  brokenText: {
    en: "A transfer is made whole or not at all. Look at your balance before you try again.",
    zh: "转账要么全部完成，要么完全不发生。请先查看余额，再决定是否重试。",
  },
} as const;
