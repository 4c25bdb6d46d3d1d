/** The same for English: headlines, and the questions that customers ask. See `rules-zh.ts`. */
import type { Rule } from "./rules.ts";

const SERVICE =
  "aws|amazon|azure|microsoft|office|outlook|teams|google|gmail|youtube|cloudflare|github|gitlab|npm|slack|discord|zoom|openai|chatgpt|claude|anthropic|facebook|instagram|whatsapp|meta|twitter|x|reddit|paypal|venmo|zelle|cash app|stripe|visa|mastercard|coinbase|robinhood|apple|icloud|starlink|verizon|t-mobile|at&t|optus|bank|app|website|site|service|services|servers?|internet|network|dns|system|systems|steam|playstation|psn|xbox|roblox|fastly|heroku|signal|telegram|netflix|spotify|us-east-1|datacenter|data center|postman|hacker news|hn";

export const rulesEn: readonly Rule[] = [
  {
    name: "scam-compound",
    topic: "telecom_fraud_gang",
    all: [
      /pig.butcher|scam (?:compound|cent(?:er|re)|farm|factor|ring|network|empire|gang|mill|hub)|fraud (?:ring|gang|network|factory)|cyber ?(?:crime|fraud|scam) (?:network|gang|ring|compound|syndicate|cent)|money (?:launder|mule)|launder(?:ing|ed)|(?:myanmar|cambodia|laos|thai|mekong|kk park|prince group).{0,60}(?:scam|fraud|compound|traffick)|(?:scam|fraud).{0,60}(?:myanmar|cambodia|laos|kk park)|(?:arrest|seize|bust|dismantl|take down|takes? down|takedown|took down|extradit|raid|indict|crackdown|gang|syndicate|cartel).{0,60}(?:scam|fraudsters|phishing|cyber ?crime|sim farm|sim box|fake accounts)|(?:phishing|scam|fraud|cyber ?crime|ransomware).{0,40}(?:arrest|bust|dismantl|takedown|raid|crackdown|gang|syndicate|ringleader)|trafficked.{0,40}scam|scam (?:sites|workers)|interpol|europol.{0,40}(?:fraud|cyber|scam)|receive money (?:and|then) (?:pass|send|forward)|sim farm|sim box/,
    ],
    not: /poker|election|insurance/,
  },
  {
    name: "age-check",
    topic: "identity_verification",
    all: [
      /age.(?:verif|check|assurance|gat|estimat)|verify (?:your |users'? |their )?(?:age|identity|id)\b|identity (?:verif|check|document|proof)|(?:verif\w*|prov\w*|confirm\w*|validat\w*) (?:of )?(?:my|your|our|his|her|their|the|user|customer)? ?(?:identity|id)\b|\bkyc\b|know your customer|digital id\b|id (?:check|verif|upload|scan)|\breal.name\b|(?:identity|security|account) verification|verification.{0,30}identity|identity.{0,20}(?:verified|verification|check|proof|need)|proof of (?:identity|address)|id (?:card )?(?:not|is not|isn't|won't) (?:accepted|verif)|source of (?:my |the )?funds|where (?:my|the|your) (?:funds|money) (?:came|comes?|come) from|recognize who i am|government id|age (?:law|limit|restrict\w*|requirement|bill)|(?:under|over).(?:16|18|13)s?\b|how old (?:do|must)|(?:require|upload|show|scan|photo of|submit|copy of).{0,16}(?:\bid\b|passport|driver'?s licen[cs]e)|(?:\bid\b|passport|document).{0,16}(?:photo|not accepted|rejected|required|upload)|digital identity|identity wallet|how long.{0,20}verification take|documents.{0,16}(?:prove|need|verif|identity)|source of (?:the |my )?(?:money|funds)|my id\b|(?:online safety act|chat control).{0,30}(?:age|id)|security verification/,
    ],
    not: /top.?up|crisis|leak|breach|stolen|exposed|virtual|disposable|show hn|card verif|over.18s? months/,
  },
  {
    name: "child",
    topic: "minor_spending",
    all: [
      /\b(?:my |their |the )?(?:kids?|child(?:ren)?|son|daughter|toddler|teen(?:ager)?s?|minors?|year.old)\b.{0,50}(?:spent|spend|charged|bought|buy|buying|order(?:s|ed)|purchas|in.app|robux|v.?bucks|credit card|my card|my phone to pay|gambl|loot box|refund|without (?:asking|permission))|loot box.{0,40}(?:kids|children|minors)|parental control|(?:refund|purchases?|used my card|fortnite|roblox).{0,40}(?:parents|kids|children|child|minors)/,
    ],
  },
  {
    name: "impersonation",
    topic: "impersonation_scam",
    all: [
      /impersonat|deep ?fake|voice clon|clon(?:ed|ing) (?:my |her |his )?voice|phish|spoof|fake (?:support|customer|police|bank|call|cop|email|website|agent|official|recruiter|ceo)|pretend(?:ed|ing|s)? to be|pos(?:ed|ing) as|(?:tech|customer) support scam|remote access scam|screen.?shar|vishing|smishing|claim(?:ed|ing|s) to be (?:from )?(?:my|the|a|your)|fake (?:irs|toll|government|invoice|text|letter|captcha|google|apple|job interview)|(?:recruiter|interview|captcha).{0,20}(?:fake|malware)|scammers? (?:pose|posing|call|pretend|clone)|\bai\b.{0,20}clon|\bai\b.{0,30}(?:voice|face|clone).{0,30}(?:scam|fraud|trick)|says? (?:it|they) (?:is|are) (?:from )?(?:you|your|the bank)/,
    ],
    not: /spoof(?:ing)? (?:gps|dns|mac|tls|user.agent)/,
  },
  {
    name: "shopping-scam",
    topic: "refund_scam",
    all: [
      /refund (?:scam|fraud)|(?:shopping|ticket|parcel|package|delivery|marketplace|ebay|temu|amazon|etsy|task|gift card|brushing|free trial|rental|airbnb|counterfeit).{0,20}(?:scam|fraud)|(?:scam|fraud).{0,24}(?:ticket|parcel|package|marketplace|gift card|seller)|fake (?:store|shop|ticket|review|order|payment proof|parcel)s?|(?:tickets?|shop|store|seller|order).{0,24}(?:were|was|is|are) (?:a )?(?:fake|scam)|scam (?:online )?(?:shops?|stores?|sellers?)|never (?:sent|shipped|delivered) (?:the|my|it)|counterfeit|brushing/,
    ],
  },
  {
    name: "taken-over",
    topic: "account_stolen",
    all: [
      /(?:account|email|wallet|profile|channel|number).{0,30}(?:hacked|compromised|hijack|taken over|stolen|broken into)|(?:hacked|compromised|hijacked|stolen|took over).{0,20}(?:account|wallet|profile|email)|account takeover|(?:didn'?t|did not|never|haven'?t|not) (?:make|made|do|authori[sz]e|recogni[sz]e|approve|buy|purchas|initiate|remember|withdraw)|(?:unauthori[sz]ed|unrecogni[sz]ed|fraudulent|unknown|unfamiliar|strange|suspicious|weird|not responsible for).{0,30}(?:payment|transaction|charge|withdraw|debit|purchase|transfer|activity|cash)|(?:payment|transaction|charge|withdrawal|debit|purchase)s?.{0,40}(?:didn'?t|did not|not mine|not by me|never visited|do not know|don'?t know the|don'?t recogni|do not recogni|never seen|wasn'?t me|i am not responsible|don'?t remember|never made|not familiar|without my)|someone.{0,30}(?:us(?:ing|ed) my|has my card|access to my|stole my card (?:details|info|number))|card (?:details|information|info|number|data).{0,30}(?:stolen|compromised|leaked|used)|card.{0,20}(?:been|was|is) (?:compromised|cloned|hacked|skimmed)|skimm(?:er|ing)|(?:money|funds|savings|cash|crypto|coins).{0,30}(?:stolen|disappeared|vanished|missing from)|stole.{0,12}(?:\$|€|£|million|bitcoin|crypto|my money)|drained|(?:exchange|wallet|bridge|bank)s? (?:was |got |gets |is )?hack|don'?t know where.{0,40}(?:payment|transaction|debit|withdrawal|purchase) .{0,10}(?:came|come|is)|other than me|besides me|some(?:one|body)(?: else)? (?:is |has |was |got |have )?.{0,12}(?:us(?:ing|ed) my card|into my account|logged in|withdrew|made a withdrawal|took money)|hijack\w*|(?:taken|drawn|withdrawn).{0,20}(?:my card|my account) (?:in|from) another|never made|without (?:my )?(?:authori[sz]ation|permission|consent).{0,20}(?:payment|charge|withdraw)|(?:direct debit|withdrawal|payment|purchase).{0,20}(?:strange|weird|unknown|unfamiliar|suspicious)|wasn'?t (?:me|made by me)|not made by me/,
    ],
    not: /refund|passcode|password|atm|lost|wallet (?:was |got |has been )?stolen|purse|pound charge|go through|approved my|loan|consent or knowledge|face id|plane|flight|phone (?:was|has been|got|is) (?:stolen|lost)|louvre|top.?up|transfer to|atm.{0,10}(?:swallow|kept|ate)|supply chain|model|weights|exchange rate/,
  },
  {
    name: "frozen",
    topic: "account_frozen",
    all: [
      /(?:account|card|wallet|profile|funds|paypal|domain|youtube channel).{0,30}(?:frozen|locked|suspended|banned|disabled|terminated|restricted|blocked|deactivated|closed|debank)|(?:froze|locked|suspended|banned|disabled|terminated|closed|blocked|deleted|shut down|locked me out of).{0,24}(?:my|our|his|her|their|developer|user)?.{0,12}account|locked out of|debank|(?:unblock\w*|unfreez\w*|unlock\w*).{0,20}(?:pin|card|account|app|wallet)|(?:pin|card|account).{0,20}(?:unblock|unfreez|unlock)|(?:pin|card) (?:is |was |has been )?blocked|account closure|banned me|account.{0,16}(?:limited|on hold|under review)|(?:closed|shut) (?:your|my|our|his) account/,
    ],
    not: /unlock(?:ed|ing)? (?:the|new|your potential|phones?|bootloader)|ad.?block|bootloader|(?:i|to|please|how).{0,20}(?:close|delete|terminate|deactivate) (?:my|the|an?) account|lost|stolen|social media ban|domain driven/,
  },
  {
    name: "password",
    topic: "forgot_password",
    all: [
      /(?:forg[eo]t|forgotten|reset|recover|retriev|remember|lost|change|weak|default|leaked|reused|reuse|strong|common|worst).{0,24}(?:password|passcode|passkey|pin code|log ?in details)|(?:password|passcode|passkey)s?.{0,24}(?:forg[eo]t|reset|recover|retriev|incorrect|wrong|not work|weak|manager|rules|requirement|policy|rotation|expir|louvre)|passkeys?\b|passwordless|password manager|(?:forg[eo]t|don'?t remember|can'?t remember|cannot remember).{0,30}(?:code|details|pin)\b|account recovery|new (?:password|passcode)|passwords?\b(?=.{0,30}(?:dying|dead|changes?|end of|future|hack|hygiene|too often|wrong|worst|common))|(?:changing|change|wrong|stop).{0,24}(?:password|passcode)/,
    ],
    not: /pin (?:to something|number different)|lost my phone/,
  },
  {
    name: "number",
    topic: "phone_number",
    all: [
      /(?:phone|mobile|cell|telephone) ?number|sim.?swap|port(?:ed|ing)? (?:out )?(?:my )?number|number (?:has )?changed|recycled (?:phone )?number|change my number|new number|old number|number (?:was|has been|is|got|is no longer) (?:given|reassigned|recycled|changed|deactivated|active|cut off|cancelled)|lost my number|port a number|update my phone|phone (?:in|on) my (?:details|profile|account)|sms (?:code|verification)|number recycled/,
    ],
    not: /number (?:to|for) (?:freeze|call|contact|support|customer|block|report)|stolen|prime number|show hn|what'?s the phone number/,
  },
  {
    name: "lost",
    topic: "lost_device_card",
    all: [
      /(?:lost|lose|losing|stolen|stole|misplac|snatch\w*|broken|broke|missing|mugged|robbed|left behind|can'?t find|cannot find|not sure where|don'?t have|do not have|dropped|took).{0,24}(?:\bcard\b|phone|wallet|purse|device|mobile|iphone|laptop)|(?:\bcard\b|phone|wallet|purse|iphone|mobile).{0,24}(?:lost|stolen|missing|misplaced|gone missing|robbed|snatch|swallow|been stolen|was taken|theft)|mugged|lost track of|freeze (?:a|my|the) card|(?:got|have|changed|switched|getting) (?:a |to a )?new (?:phone|mobile|handset)|(?:phone|mobile) (?:is |was |got )?(?:broken|broke|damaged|smashed|theft)|can ?not find my|left my (?:card|phone|wallet)|thieves.{0,20}phone|(?:atm|machine).{0,20}(?:swallow|kept|ate|took|stole|retain|give me back|didn'?t give|did not give).{0,12}card|swallowed my/,
    ],
    not: /details|information|headphone jack|new phone number|my number|stolen device protection|password|passcode|virtual|disposable|new card yet|payment|memory card|graphics card|sd card|don'?t have (?:a|any|one) (?:virtual|physical)?/,
  },
  {
    name: "wrong-payee",
    topic: "mistaken_transfer",
    all: [
      /(?:wrong|incorrect|another|different|mistaken).{0,20}(?:account|person|recipient|payee|number|beneficiary|amount sent).{0,20}|(?:transfer|payment|transaction|sent|money).{0,40}(?:by mistake|mistake|in error|by accident|accident(?:al)?ly|wrong|incorrect)|(?:accident(?:al)?ly|mistaken(?:ly)?|by mistake|in error).{0,30}(?:sent|transfer|paid|pay|send)|(?:cancel|reverse|undo|stop|void|recall|revert|take back|change).{0,24}(?:transfer|payment i|transaction|money i sent)|(?:transfer|transaction|payment).{0,30}(?:cancel(?:led|ed)?\b|reversed|undone|taken back)|(?:mistake|error).{0,30}(?:transfer|payment|paid|sent)|(?:typed|entered|put in).{0,20}wrong|(?:sent|paid).{0,30}(?:old account|wrong|stranger|someone else)|wrong contact|(?:one|a) digit|credits? wrong/,
    ],
    not: /exchange|rate|atm|withdraw|top.?up|was cancel|got cancel|been cancel|been revert|was revert|get cancel|declined|app cancel|cancelled it|wrong with|went wrong|reverted|charged|charge|refund|\bfee/,
  },
  {
    name: "outage",
    topic: "app_outage",
    all: [
      new RegExp(
        `\\b(?:${SERVICE})(?:'s)?\\b.{0,40}\\b(?:outages?|is down|are down|was down|went down|goes down|down again|offline|crash(?:ed|es|ing)?|downtime|degraded|disruption|unavailable|not responding|incident)\\b|\\boutages?\\b|\\b(?:is|are) down\\b(?! the)|post-?mortem.{0,30}(?:incident|outage)|status page|app (?:keeps|is) (?:crash|not work|freez)|internal server error|service (?:disruption|interruption)|down for (?:everyone|many|thousands|users|some)|having (?:issues|problems|an outage)|(?:problem|issue)s? with (?:your|the) (?:server|app|site|website|system)|(?:systems?|terminals?|payments?) (?:hit|fail|failing|failure)|update crash`,
      ),
    ],
    not: /prices? (?:is|are) down|currency|exchange|crypto|drone|crash into|plane|breaks? down|turn(?:ing)? down|slow down|power outage|track(?:ed|ing) down|card is down|melt/,
  },
  {
    name: "leak",
    topic: "data_leak",
    all: [
      /data.?(?:breach|leak|exfiltrat|theft|broker|spill)|breach(?:es|ed)?\b|(?:leak|expos|steal|stole|sell|sold|harvest|collect|scrap|exfiltrat|track|spy)\w*.{0,40}(?:user|customer|personal|private|patient|location|medical|health|biometric|email|voter|passenger|children'?s|password|credential).{0,16}(?:data|info|record|address|photo|detail|message|id|s\b)|(?:user|customer|personal|private|patient|location|medical|driver|passport)s?.{0,4}(?:data|info|information|records|details|photos|messages|ids).{0,40}(?:leak|expos|stolen|sold|breach|compromis|hacked|dump|online|scrap|harvest)|doxx|ransomware|privacy (?:violation|breach|scandal|fine|lawsuit|regulator)|infostealer|data exfiltration|(?:credentials?|passports?|messages|chats|records?|database|photos|emails?).{0,20}(?:leak|expos|indexed|hacked|stolen|reveal)|(?:leak|expos|reveal)\w*.{0,30}(?:credentials?|passports?|chats|records?|database|user|women|emails|photos|messages)|spying on (?:you|us|users)|(?:sends?|shar\w+|sells?|sold).{0,20}(?:private|personal|user|location|dna|customer).{0,12}(?:data|messages|info)|data for sale|tracking (?:users|you|android)/,
    ],
    not: /gpt-oss|model weights|training data|memory leak|breach of contract|pixel/,
  },
  {
    name: "face",
    topic: "face_recognition",
    all: [
      /fac(?:e|ial)[ -]?(?:recognition|scan|id|match|verif|unlock|print|biometric)|scanning faces|biometric|fingerprint (?:scan|reader|sensor|unlock|login|id)|iris scan|palm (?:scan|print|payment)|selfie|worldcoin|clearview|face id/,
    ],
    not: /browser fingerprint|canvas fingerprint/,
  },
  {
    name: "loan",
    topic: "loan_scam",
    all: [
      /(?:personal|payday|online|student|predatory|fake|car) loan|loan (?:scam|shark|app|fraud)|loan.{0,30}(?:in my name|not mine|never applied)|credit (?:report|record|score|bureau|history|repair|file|rating)|overdraft|overdrawn|debt collect|past due|buy now,? pay later|bnpl|klarna|\bdebts?\b|(?:opened|taken out|applied).{0,40}(?:in my name|without my (?:consent|knowledge))|identity theft|overdue|delinquen|charge.?off|credit limit|(?:missed|late) (?:a )?payment|struggling to pay|too much interest|interest (?:rate|charge)|lending app|loan app|late fee|due date|bill.{0,20}due|payment was due/,
    ],
    not: /consumer'?s? credit card debt relief|technical debt|tech debt|national debt|sleep debt|government debt|us debt|debt ceiling|federal debt|corporate debt|public debt/,
  },
  {
    name: "settings",
    topic: "security_settings",
    all: [
      /two.factor|2fa\b|\bmfa\b|multi.factor|security key|yubikey|contactless (?:limit|payments?) (?:limit|off|disable)|(?:spend|transfer|payment|daily|transaction|withdrawal).{0,6}limits?|advanced protection|lockdown mode|theft protection|(?:switch|turn) off contactless|lock my card in|require approval|second factors?|delay(?:ed)? payments|devices.{0,20}log in|stolen device protection|security settings|totp|authenticator app|turn off (?:contactless|tap)/,
    ],
    not: /top.?up|show hn|rate limit/,
  },
  {
    name: "charge",
    topic: "payment_charge",
    all: [
      /(?:charged|charge|billed|payment|debited|deducted|transaction)s?.{0,40}(?:twice|double|two times|more than once|duplicat|multiple times|again|extra)|(?:double|duplicat\w*|extra|hidden|unexpected|additional|unexplained|multiple|surprise).{0,16}(?:charge|fee|payment|transaction|billing)|auto.?renew|subscription (?:trap|cancel|fee|charge|renew)|(?:cancel|unsubscribe).{0,16}subscription|click.to.cancel|junk fees?|dark pattern|refund|(?:charge|charged|pay|paying|paid|charging|cost|costs).{0,30}\bfees?\b|\bfees?\b.{0,40}(?:charge|transfer|withdraw|payment|card|atm|statement|cash|appl)|why (?:was|am|did|were|is|are|have|do|have i).{0,20}(?:been )?(?:charg|bill)\w*|charged (?:for|when|to|a|an|me|my|extra|more)|(?:£|\$|€)? ?1(?:£|\$|€)? (?:charge|fee|pound|payment)|(?:a |one |1)(?:pound|dollar|euro).{0,16}(?:charge|fee)|charge (?:of|for|on|in error|coming)|(?:withdraw\w*|atm).{0,20}(?:extra|cost|charged)|overcharg|chargeback|swipe fees?|interchange fee|\bfee\b.{0,24}(?:understand|why|what|unknown)|(?:problem with|cancellation|atm|hidden|unexpected|cash|card|transfer|payment|withdrawal) fees?\b|still charg|cancel(?:led|ed) but|money is not back|(?:returned|return).{0,30}(?:item|money|not|yet)|dispute|purchase shown on your statement|charge (?:is )?(?:coming )?from|amazon prime settlement/,
    ],
    not: /exchange|currenc|cash (?:back|from home)|top.?up|refund the|government|discount|avoid|battery|wireless|charging (?:station|port|cable|speed)|usb|tuition|prosecut|criminal/,
  },
  {
    name: "trust-scam",
    topic: "social_scam",
    all: [
      /\bscam|scammed|scammers?|con ?(?:man|men|artist)|ponzi|romance fraud|crypto fraud|investment fraud|rug pull|pyramid scheme|swindl|defraud|fraudsters?|fake (?:job|investment|charity|recruit)|wire fraud|(?:elder|charity|romance|investment|crypto|securities|founder.{0,16}) ?fraud|charged with fraud|convicted of fraud|fake trading|fraud victim|double (?:your|his|their)? ?(?:money|returns)|met (?:someone|a man|a woman) online/,
    ],
    not: /poker|benchmark|show hn|insurance fraud|research fraud|scientific fraud/,
  },
];
