/** Words, endings and hosts that mean nothing alone and much beside a brand's name. Facts of the trade, not of a brand. */

/** What a caller to act is dressed in, English and Chinese in pinyin. */
export const RISK_WORDS: readonly string[] = [
  ...["login", "logon", "signin", "signon", "verif", "secur", "account", "acct", "update", "support"],
  ...["unlock", "locked", "confirm", "validat", "authent", "auth", "authoriz", "identity", "billing"],
  ...["invoice", "refund", "rebate", "bonus", "reward", "giveaway", "claim", "airdrop", "recover"],
  ...["restore", "suspend", "suspicious", "restrict", "disabled", "reactivat", "activat", "alert"],
  ...["notice", "notif", "urgent", "webscr", "customer", "helpdesk", "helpcenter", "help", "service"],
  ...["wallet", "payment", "pay", "transfer", "deposit", "bank", "token", "password", "passcode"],
  ...["unusual", "limited", "resolution", "resolve", "review", "cancel", "expire", "renew", "redeem"],
  ...["tracking", "track", "parcel", "package", "delivery", "redeliver", "postage", "customs", "fees"],
  ...["device", "session", "secure", "safety", "safe", "protect", "profile", "online", "mobile"],
  ...["connect", "access", "portal", "gift", "prize", "winner", "free", "promo", "stimulus", "tax"],
  ...["trade", "offer", "skins", "nitro", "clone", "signup", "register", "webmail", "mailbox", "office"],
  ...["sms", "otp", "kyc", "2fa", "app", "home", "user", "client", "web", "care", "contact", "info"],
  ...["kefu", "denglu", "dengluo", "anquan", "renzheng", "tuikuan", "jiedong", "dongjie", "yanzheng"],
  ...["shengji", "zhongxin", "huodong", "lingqu", "lingjiang", "jifen", "duihuan", "butie", "shiming"],
  ...["zhifu", "qianbao", "zhanghu", "mima", "shensu", "peifu", "tousu", "fuwu", "guanfang", "xiazai"],
  ...["seguro", "segura", "cliente", "conta", "acceso", "acesso", "soporte", "verific", "connexion"],
  ...["sicher", "konto", "kunden", "facture", "paiement", "pagamento", "cuenta", "clienti", "accedi"],
];

/** Endings that cost next to nothing and carry far more abuse than their share. */
export const CHEAP_ENDINGS = new Set(
  (
    "top xyz icu vip club cc tk ml ga cf gq cyou sbs buzz rest click link live online site website space fun work " +
    "shop store pw monster quest cfd bond lol mom beauty hair skin makeup autos boats yachts homes motorcycles " +
    "help support center digital support tech world today life email host press pro ink info biz win bid loan men " +
    "date trade party review stream download racing faith science cricket accountant webcam gdn kim asia su ws la " +
    "li st bar cam gay best art run zip mov ru.com sa.com za.com in.net com.de br.com us.com uk.com eu.com my.id " +
    "biz.id web.id xin ltd wang ren red mobi name vn ng ke id cam re gay pics finance money loans cash bet app dev"
  ).split(" "),
);

/** Where anybody has a host of his own in a minute; the list of private suffixes knows most of them. */
export const FREE_HOSTS = new Set(
  (
    "weebly.com wix.com wordpress.com godaddysites.com jimdosite.com strikingly.com yolasite.com webnode.com " +
    "ucraft.net site123.me 000webhost.com 000webhostapp.com webcindario.com altervista.org simplesite.com " +
    "webwave.dev tilda.ws ukit.me square.site mystrikingly.com business.site carrd.co notion.site canva.site " +
    "framer.website framer.app typeform.com jotform.com formstack.com surveymonkey.com wufoo.com zohosites.com " +
    "activehosted.com ipfs.io dweb.link cf-ipfs.com translate.goog ngrok.io trycloudflare.com plesk.page " +
    "atwebpages.com mydomain.com freehosting.com byethost.com infinityfreeapp.com epizy.com rf.gd 42web.io " +
    "liveblog365.com great-site.net 4dq.com qpoe.com itsaol.com viewdns.net publicvm.com myvnc.com ddns.net " +
    "duckdns.org serveirc.com hopto.org zapto.org sytes.net beget.tech temp.swtest.ru hyperphp.com rackcdn.com " +
    "backblazeb2.com clickfunnels.com mybluemix.net appdomain.cloud sendpulse.site umblr.com blogspot.com"
  ).split(" "),
);

/** Where a page wants to be told something, in its path. */
export const LOGIN_PATH =
  /(?:log|sign)[-_]?(?:in|on)|verif|secur|account|webscr|auth|confirm|password|wallet|kefu|denglu|renzheng|yanzheng/i;
