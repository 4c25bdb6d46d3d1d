/**
 * Words without which no post is looked at by the model: it knows on-topic texts and what is like them, and would find something
 * in any of the other ninety-nine of a hundred headlines. Pure.
 */
const ZH =
  /[骗诈盗贷]|账号|帐号|账户|帐户|密码|口令|支付|付款|收款|转账|汇款|银行|信用卡|储蓄|存款|取款|存折|取钱|取现|提现|征信|逾期|催收|负债|实名|身份证|身份信息|人脸|刷脸|指纹|刷掌|手机号|号码|手机卡|电话卡|泄露|泄漏|隐私|个人信息|监听|偷听|崩|宕机|故障|瘫痪|打不开|登录|登不上|闪退|异常|扣费|扣款|扣钱|多扣|续费|会员|手续费|年费|充值|打赏|氪金|退款|退费|退钱|冻结|封号|解封|被封|风控|挂失|丢了|遗失|丢失|被偷|客服|冒充|假冒|验证码|验证|免密|限额|套路|陷阱|圈套|跑路|洗钱|园区|窝点|未成年|沉迷|ai换脸|换脸|误转|转错|付错|错付|多付|错转|汇错|扫码|红包|钱|存折|卡里|积蓄|养老金|刷走|刷掉|花光|花掉|缅北|果敢|妙瓦底|柬埔寨|偷渡|博彩|赌博|传销|集资|投资|理财|保健品|网恋|相亲|黄牛|刷单|假票|开盒|人肉|曝光|数据|信息|号码|关停|停机|注销|换绑|解绑|监控|摄像头|掌纹|年龄|证件|护照|手机|钱包|微信|支付宝|花呗|借呗/;
const EN =
  /\b(?:accounts?|cards?|payments?|pay|paid|paypal|charge[ds]?|charging|fees?|refund\w*|bank\w*|transfer\w*|money|cash|withdraw\w*|statement|transactions?|scam\w*|fraud\w*|phish\w*|hack(?:ed|ers?)|breach\w*|leak(?:s|ed)?|password\w*|passcode\w*|passkeys?|pin|phone|number|sim|identity|id|verif\w+|ages?|outages?|down|offline|crash\w*|incident|privacy|private|personal data|loans?|credit|debt|overdraft|face|facial|biometric\w*|fingerprints?|limits?|stolen|lost|steal\w*|stole|subscription\w*|billed|billing|blocked|locked|frozen|suspended|banned|debit|wallet|security|authenticat\w+|kids|child(?:ren)?|deepfake\w*|impersonat\w*|launder\w*|app|data|exfiltrat\w*|expos\w+|passport|fake|con|ponzi|crypto|bitcoin|email|login|log|services?|servers?|disruption|status|sell\w*|sold|spy\w*|tracking|surveillance|mistake|wrong|cancel\w*|accident\w*)\b/;

/** Whether a folded text speaks of accounts, payments or scams at all. */
export const isGated = (text: string, chinese: boolean) => (chinese ? ZH : EN).test(text);
