/** The English words, as beginnings (`$`: whole words). Which of them together say what: `message-lures.ts`. */
export const english = {
  thing:
    "account|acct|a/c|a c$|card$|cards$|debit card|credit card|atm$|a.t.m|bank|netbank|online access|online service|access$|wallet|kyc|ekyc|sim$|sim card|" +
    "apple id|appleid|appld|icloud|membership|subscription|profile|paypal|netflix|password|identity|payment method|billing|pan card|pancard|" +
    "aadhaar|banking|mobile number|phone number|your number|your data|your detail|contact detail|information|document|your service|your online|mailbox|amazon prime|your device|statement|storage|voicemail|voice mail|licence|license|medicare|electricity|power supply|withdrawal|net banking|netbanking|yono|paytm|login|log-in|sign-in|payment info|mobile banking|line$|plan$|service$|services$|funds|balance|tax account|number has|membership|registration|cloud",
  trouble:
    "suspend|lock$|locked|block|bloc|blo cked|disabl|deactivat|de-activat|de activ|restrict|limited$|limitation|clos|terminat|expir|on hold|hold on|put hold|freez|frozen|" +
    "compromis|unusual|unauthori|unfamiliar|unrecogni|suspicious|irregular|abnormal|inaccurate|incorrect|invalid|flag|fraud|verif|re-verif|confirm|updat|reactivat|" +
    "re-activat|re activat|rectivat|restor|unlock|regain|validat|authenticat|declin|reject|fail|unable|not able|issue$|problem|outdated|permanent|cancel|" +
    "disconnect|interfer|interrupt|under review|upgrad|security|secure|attempt|overdue|protect|debited|debit from|be debit|not be confirm|unverified|re confirm|re-confirm|stop all|discontinu|de-register|deregister|malicious|breach|violat|reported|renew|incomplete|missing|not updat|not complet|require|requir|investigat|stopped|stop working|revok|remov|delet|mandatory|reset|full$|unpaid|compulsory|inactiv|dormant|alert",
  parcel:
    "parcel|package$|packages$|packet$|deliver|redeliver|shipment|shipping|courier|consignment|depot|royal mail|hermes|myhermes|evri$|usps$|dhl$|fedex$|auspost|au post|" +
    "post office|distribution center|distribution centre|dispatch|paracel|postage|customs|your item|your order|item$|mail item|post$|courier|warehouse|carrier",
  parcelTrouble:
    "fee$|fees$|charge|redeliver|re-deliver|reschedul|schedul|depot|return to|returned|return it|held$|hold$|on hold|address|unable|fail|attempt|unsuccessful|pending|wait|await|" +
    "missed|confirm|customs|duty|unpaid|outstanding|pay$|paid|sorry|ownership|preference|nobody|track|click|complete deliver|authori|issue$|update|could not|couldn|not be deliver|arriv|insufficient|incomplete|shipping cost|select|arrange|settle|clear|release|stuck|delay|status|collect|pick up",
  refund:
    "refund|rebate|tax$|taxes$|hmrc|ato$|irs$|grant$|overpa|over pa|eligible|entitle|reimburs|compensat|cashback|stimulus|covid|unclaimed|pending payment|government|positive balance|receive payment|benefit|inheritance|relief|govt$|mygov|gov$|tax credit|owed|allowance|support payment|payout|funds|transfer from|deposit of|e-transfer|interac|bonus of|subsid|pandemic|unemployment|settlement|disbursement",
  take: "claim|receiv|process|access|complete|submit|visit|click|redeem|follow|obtain|verif|apply|fill|form$|avail|register|get$|logon|log on|log in|via$|collect|contact|e-mail|email|send|form$|accept|deposit|proceed|confirm|go to|tap$|link|here$|enter|update|details",
  prize:
    "won$|winner|you win|have win|'ve win|has win|awarded|award$|prize|congrat|lottery|lucky draw|luckky|lucky|gift|jackpot|selected|be select|been select|reward|bonus|voucher|giveaway|" +
    "free entry|crore|mystery box|guaranteed|guarantee|un-redeemed|cash$|points$|free membership|iphone|fancy you|dating service|important message|final contact|final attempt|2nd attempt|2nd time we|cinema pass|camera phone|new mobiles|complimentary|holiday|ringtone|camcorder|dvd|free mobile|free phone|free call|free text|free minutes|free data|upgrade|survey|raffle|draw$|winning|winners|1st prize|1st place|latest phone|latest nokia|chance to win|be won|await collection|freemsg|free msg|special offer|entitled|tickets|tkts|secret admirer|admirer|likes you|date you|chat|poly|tones|tone$|credits|specially selected",
  prizeAsk:
    "claim|call$|txt$|text$|visit|click|reply|redeem|collect|register|contact|follow|link|send|here$|log in|log on|order|update|address|yours|email|get$|fill|receive|now$|free$|gift|prize|voucher|draw$",
  bill: "toll$|tolls$|e-toll|bill$|bills$|invoice|fine$|penalt|overdue|unpaid|outstanding|payment|pymnt|direct debit|rent$|tax bill|request money|requested money|request payment|requested payment|fastag|dues|due amount|amount due|citation|ticket|parking|premium is|instalment|installment|arrears|debt|account is due|balance due",
  billTrouble:
    "overdue|unpaid|outstanding|fail|pending|unable|not able|declin|avoid|immediately|due$|late$|credit record|legal action|process|interrupt|terminat|charge|stop|not receiv|havent receive|n't receive|not be pay|not been paid|reject|review|return|update|if you|request|debit|approv|schedul|pay$|paid|settle|visit|click|call$|final|pursu|collection|court|suspend|register|expire|view|amount",
  event:
    "payee|new device|device|authoris|authoriz|transaction|purchase|payment|you send|you sent|login attempt|log in attempt|log-in attempt|sign in|signed in|sign into|sign-in|logged in|logon attempt|order of|verification code|passcode|password|number on your|changed|change|registered|transfer|request|use in|debit|withdraw|spent|charged|added|linked|logged|log in|log into|sim swap|reset|recipient|beneficiary|direct debit|code$",
  notYou:
    "not you|n't you|was not you|no you|not do|did not|didn't|didnt|do n't do|not generate|not done|don't recogni|do n't recogni|do not recogni|not by you|not authoris|not authoriz|n't authori|no recogn|not make this|unauthori|not recogni|not your|you think|n't request|not request|wasn't|wasnt|unfamiliar|not recognis|not recogniz|wasn't done|not initiat|not made|n't made|n't make|dispute|not aware|cancel|stop this|decline",
  offer:
    "mystery shopper|simple tasks|borrow|warranty|interest rate|online staff|assistants|loan|crypto|credit line|credit card|application|sanction|pre approve|pre-approve|profit|invest|salary|part time|part-time|job$|earn$|income|stock|crypto|bitcoin|btc$|mudra|work from home|remote job|hiring|vacanc|recruit|trading|forex|token|airdrop|funding",
  offerAsk:
    "whats app|telegram|message me|add me|write to|final call|deposit|approv|select|status|whatsapp|per day|daily|a day|guarantee|credited|apply|receive up to|double|trial|bonus|without any|start|consent|contact|click|join|reply|interested|link|visit|claim|withdraw|profit",
  health:
    "covid|coronavirus|omicron|close contact|pcr test|vaccin|vaccine|quarantine|health pass|nhs$",
  healthAsk: "test|visit|book|apply|update|order|click|register|confirm|pass$",
  feeFirst:
    "registration charge|registration fee|processing fee|processing charge|transfer fee|clearance fee|winner charge|pay in bank|release fee|advance fee|pay the tax",
  coin: "seed phrase|recovery phrase|secret phrase|secret recovery|private key|hardware wallet|your wallet|metamask|ledger$|trezor|12 words|24 words|wallet address|binance|coinbase|huobi|luno",
  coinAsk:
    "verif|kyc|restrict|deactivat|validat|connect|sync|import|restor|enter|update|expos|compromis|security|phrase|upgrade|avoid|suspen",
  family: "cousin|your boss|mum$|mom$|mummy|dad$|daddy|grandma|nan$|it's me|its me",
  newNumber:
    "save this number|phone fell|text me here|lost phone|broken so|phone in the|a friends phone|phone is lost|new number|my new phone|new phone|lost my phone|broke my phone|dropped my phone|phone broke|phone is broken|friend's phone|smashed|temporary number|different number|old number|damaged my phone",
  needsMoney:
    "gift card|cards|help with|send|transfer|pay$|bill|text me|message me|whatsapp|borrow|urgent|money|rent$|invoice",
  code: "six digits|6 digits|digit code|code$|codes$|otp$|passcode|one-time|one time|pin$|password is|security number",
  give: "send me|send us|tell me|tell us|give me|give us|share with us|share with me|reply with|forward|read out|read it|read me|provide|text back|text us|text me",
  secret:
    "cvv|cvc$|card number|full card|card detail|credit card detail|pin$|atm pin|bank detail|bank information|account number|social security|ssn$|date of birth|" +
    "mother's maiden|personal detail|account password|your password|your otp|the otp|seed phrase|recovery phrase|secret phrase|private key|12 words|24 words|credential|your identification|sort code",
  lastFour: "last 4|last four|ending",
  fillIn:
    "enter|provid|send|submit|reply|confirm|verif|fill|upload|give|updat|share|input|tell|with$|complete",
  safeAccount:
    "safe account|secure account|safe wallet|protected account|holding account|government account|secure holding|safe bank account",
  moneyAsk: "transfer|move|send|deposit|wire",
  screen:
    "screen share|screen-share|screenshare|share your screen|anydesk|any desk|teamviewer|team viewer|quicksupport|quick support|remote access|remote control|rustdesk|ultraviewer",
  install: "download|install|get our$|get the$|scan the qr",
  program: "app$|apk$|software|application file|support tool|plugin|viewer|profile",
  warns: "scam|fraudster|phishing|criminals|fraudulent calls|beware|stay safe|protect yourself",
  never:
    "never|don't|dont|do n't|do not|won't|wo n't|will not|would not|nobody|not ask|no one|cannot ask|not share|not reply|ignore",
  premium:
    "per text|per msg|per message|per play|per minute|p a min|/min|a week until|per week|ppm|p/min|per min|pmin|from landline|from land line|land line|landline|national rate|po box|pobox|p.o. box|sae$|150p|10p|25p|£1.50|1.50p|gbp/|subs16|norcv|2optout|txtstop|age16|18+|16+|18yrs|per wk|pobx|msg@|msgs@|t&c|t&cs|ts&cs|tscs|tncs|valid 12hrs|valid12hrs|identifier code|claim code|/msg",
  follow:
    "click|tap$|visit|follow|log in|login|log on|logon|sign in|proceed|verif|confirm|updat|restor|unlock|claim|register|submit|complet|reschedul|activat|review|pay now|download|apply|redeem|go to|head to|track",
  hurry:
    "immediate|urgent|asap|within 24|within 48|24 h|24h|24hr|within xx|in xx hour|avoid|otherwise|final notice|last chance|action required|act now|attention|to prevent|as soon as|required to|must|mandatory|kindly|dear customer|dear user|dear client|dear member|dear sir|valued customer|or your|we have detected|we detected|we noticed|we notice|for your security|for security",
  urgent:
    "immediate|urgent|asap|within 24|in 24|24 h|24h|24hr|within xx|in xx hour|today|final|last chance|now$|tonight|avoid|otherwise|to prevent|or your|before|as soon as|action required|important|attention|alert|expire|2nd attempt|last attempt",
  acts: "click|tap$|visit|follow|log in|login|log on|logon|sign in|go to|proceed|see$|here$|via$|link|goto|open|head to|update|verify|confirm|restore|unlock|pay$|claim|register|submit|form$|at$|more$|schedul|reschedul",
  calls:
    "reply|call|dial|phone$|ring$|contact|txt$|text$|whatsapp|customer care|helpline|hotline|toll free|ph$|reach us|sms$",
  desk: "support|customer service|customer care|help desk|helpdesk|security team|security dep|official|dear customer|dear user|dear client|dear member|dear sir|valued customer|alert|team$|notice",
  shop: "% off|sale$|sales$|discount|coupon|shop now|store$|stores$|outlet|collection|buy 1|buy one|unsubscribe|opt out|optout|t&c|terms apply|offer$|offers$",
  legal:
    "warrant$|arrest|lawsuit|legal case|legal action|legal steps|legal notice|court notice|court order|jury duty|prosecut|illegal|embassy|law enforcement|tax fraud|tax liabilit|revenue office|revenue dep|final warning|final notice|social security number|your ssn",
  legalAsk:
    "call|dial|press|phone|contact|pay$|paid|settle|visit|click|reply|respond|see$|speak|avoid",
  spied:
    "is this you|this you in|tagged|photo of you|video of you|you in the video|you in this video|pictures of you|your pictures|your photos|about you|says about you|strike|copyright|unpublish|violat",
  spiedAsk: "look|see$|here$|watch|click|appeal|dispute|object|claim|posted|posting|tagged|?",
  answer: "reply with|reply your|respond with|text back|send us|email us|tell us|give us",
  pointed:
    "link below|below link|following link|this link|the link|link attached|attached link|page below|site below|website below|form below|button below|tap below|click below|click here|tap here|press here|clicking on|clicking the|by clicking|via the link|via link|click link|follow link",
};
