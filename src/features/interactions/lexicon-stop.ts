import { words } from './lexicon.ts';

/** What a list of ours may be called; somebody may also want to be taken off an invitation. */
const LIST =
  '(?:\\p{L}+[ -]){0,3}?(?:(?:e-?mail|mail|mailing|contact|call|distribution|marketing|prospect)? ?lists?|mailings?|(?:mailing|e-?mail|contact)lists?|data ?bases?|crm|systems?|records?|files?|contacts|newsletters?|distribution|campaigns?|sequences?|cadences?|outreach|e-?mails?|mails|messages|this|these|here)';
/** "Me", or what is mine, of which only the way to reach me counts. */
const ME =
  '(?:me|us|(?:my|our)(?: own| personal| contact| company| e-?mail| mail)* (?:e-?mails?|address(?:es)?|names?|data|details|info(?:rmation)?|contacts?|company|domain|number)|this (?:e-?mail |mail )?(?:address|contact|company)|everything you have (?:on|about) (?:me|us)|(?:all|any) (?:of )?(?:my|our) (?:personal )?(?:data|details|info(?:rmation)?))';
const END =
  '(?= *(?:[.!,;:…)"]|$)| *-{1,2} | (?:please|pls|now|immediately|at once|asap|altogether|completely|thanks?|thank you|and|or|again|any ?more|today)(?!\\p{L}))';
const OF_US =
  '(?:my|our) (?:company|team|offices?|staff|inbox|address|number|firm|school|business|organi[sz]ation|employees|colleagues|people|phone|e-?mail(?: address)?)';
const ONE_CONTACT =
  '(?:contact(?:ing)?|e-?mail(?:ing)?|mail(?:ing)?|writ(?:e|ing)(?: to)?|messag(?:e|ing)|text(?:ing)?|call(?:ing)?|bother(?:ing)?|approach(?:ing)?|spam(?:ming)?|harass(?:ing)?|pester(?:ing)?|chas(?:e|ing)|reach(?:ing)? out(?: to)?|follow(?:ing)? up(?: with)?|get(?:ting)? in touch(?: with)?|pitch(?:ing)?|prospect(?:ing)?)';
const CONTACT = `${ONE_CONTACT}(?: (?:or|and|nor) ${ONE_CONTACT})*`;
const NOT =
  "(?<!(?:\\bi|\\bwe)(?: will|'ll| would|'d)? )(?:do not|don't|dont|did not|didn't|never|not to|rather you did not|rather you didn't|won't you please not)";
const MAILS =
  '(?:e-?mails?|mails?|messages|mailings|communications?|correspondence|contact|calls?|follow-?ups?|offers|newsletters?|spam|marketing|advertising|pitches|outreach|solicitations?)';
const MORE = '(?:again|any ?more|any longer|any further|ever(?: again)?|in (?:the )?future|going forward|from now on)';

const MIR = '(?:mir|mich|uns|an mich|an uns)';
const SIE = '(?: sie| du| ihr)?(?: bitte)?';
const NO_MORE_DE = '(?:nicht mehr|nie mehr|nie wieder|niemals wieder|nicht weiter|nicht wieder|keinesfalls mehr)';
const CONTACT_DE =
  '(?:schreiben|kontaktieren|anschreiben|anmailen|anrufen|belästigen|zusenden|zuschicken|melden|kontaktiert|angeschrieben|angerufen|belästigt|behelligt|behelligen|senden|schicken)';
const MAILS_DE =
  '(?:e-?mails?|mails?|nachrichten|werbung|werbemails?|anfragen|zusendungen|anschreiben|kontaktaufnahmen?|anrufe|newsletter|post|angebote|kontakt)';

/** Clear words that ask not to be written to again. A single "unsubscribe" inside a sentence on something else isn't one. */
export const STOP = words(
  // English
  "(?:unsubscribe|unsub) (?:me|us|this (?:address|e-?mail)|my (?:address|e-?mail))|(?:please|pls|(?:i|we)(?:'d| would)? (?:want|wish|like) to|how (?:do|can) (?:i|we)) (?:unsubscribe|unsub)(?! (?!from (?:this|your|the) (?:list|mail|e-?mail)|me)\\p{L})",
  `(?:remove|delete|erase|drop|strike|scrub) ${ME}(?: (?:off|from|out of) ${LIST}|${END})`,
  `(?:take|get) (?:me|us|my \\p{L}+|our \\p{L}+|this address) (?:off|out of) ${LIST}|(?:be|get|been) (?:taken off|removed from|deleted from) ${LIST}`,
  `(?:taking|getting) (?:me|us|my \\p{L}+|our \\p{L}+) (?:off|out of) ${LIST}|(?:^|: ?|please |just )off (?:the|your|this) (?:\\p{L}+ )?list(?= *(?:[.!,]|$| please))`,
  'no need to (?:write|contact|e-?mail|call|follow up)(?: \\p{L}+)? (?:again|any ?more|any further)|(?:rather|prefer) not (?:to )?(?:get|receive|have) (?:these|your|any (?:more )?(?:e-?mails?|mails?|messages))|do (?:me|us) a favou?r and stop(?! (?:by|in|over))|not (?:to )?be (?:contacted|e-?mailed|called|written to)(?: (?:again|any ?more|any further|in future))',
  `how (?:do|can) (?:i|we) get off ${LIST}|(?:put|place) (?:me|us) on (?:your |the )?(?:do[- ]not[- ](?:call|contact)|suppression) ?(?:list)?`,
  'you (?:just )?keep (?:sending|e-?mailing|writing|spamming|contacting) (?:me|us|these|this)|(?:requested|asked for) (?:my |our )?removal|(?:appreciate it if|let) this (?:were|was|be|is) (?:the|your) last (?:one|e-?mail|mail|message)?',
  `(?:stop|quit|cease|discontinue|refrain from|desist from|avoid) ${CONTACT}(?: (?:me|us|to me|to us|this (?:address|company)|my \\p{L}+|our \\p{L}+|her|him)|${END})`,
  `(?:stop|quit|cease|discontinue|refrain from|desist from) (?:send(?:ing)?|with) (?:(?:me|us|these|those|this|your|any|all|more|further|so many|such|unsolicited) )*(?:(?:this|that|these|those|any|more|anything|stuff|things)${END}|(?:\\p{L}+ )?${MAILS}|(?:this|these) (?:stuff|junk|crap|things|nonsense))`,
  `(?:stop|cease|discontinue)(?: and desist)?(?: from)? (?:the|these|those|this|your|all|any)(?: (?:further|future|these|your|of your|this|more))? ${MAILS}`,
  `${NOT} (?:ever )?${CONTACT}(?: (?:me|us|this (?:e-?mail |mail )?(?:address|company|number|inbox)|${OF_US}|any(?:one|body) (?:here|at \\p{L}+|of us)|her|him|here|or \\p{L}+))*(?: (?:by|via|on|with) \\p{L}+(?: or \\p{L}+)*)? ${MORE}`,
  `${NOT} (?:ever )?send (?:me |us )?(?:\\p{L}+ ){0,3}(?:else|more|again|any ?more|any longer)`,
  `no (?:more|further) (?:of (?:this|these)|(?:\\p{L}+ )?${MAILS})(?! (?:than|for|from (?:the|our) customers))`,
  `(?:(?:do not|don't|dont|no longer) (?:wish|want|care|like)|(?:would|'d) (?:prefer|like|rather)(?: to)? not) to (?:receive|get (?:any|your|these|more)|hear (?:from|any)|be (?:contacted|e-?mailed|mailed|called|approached))(?! (?:\\p{L}+ ){0,2}(?:invoices|reminders|letters|reports))`,
  "(?:do not|don't|dont) want (?:any (?:more|further)|your|these|to be on (?:your|this)) (?:e-?mails?|mails?|messages|calls|newsletters?|list)",
  `(?:want|wish) no (?:further |more )?${MAILS} from (?:you|your)|(?:wish|desire|prefer|request|ask|like) not to be (?:contacted|e-?mailed|called|approached)`,
  'receive no (?:more|further) (?:communication|e-?mails?|mails?|messages|contact)\\p{L}*',
  "leave (?:me|us) alone(?! with)|opt (?:me|us) out|(?:i|we|please|(?:i|we|i'd|we'd) (?:would )?(?:want|wish|like|prefer|have decided) to) opt[- ]?out(?! of (?!your|this|these|the list|all))|lose my (?:e-?mail|address|number)",
  "(?:i|we)(?:'ve| have|'m| am|'re| are)?(?: already| now| just)? (?:told|asked|ask|asking) you (?:\\p{L}+ ){0,2}to (?:stop(?! (?:by|in|over|at|off))|take (?:me|us) off|remove|leave (?:me|us))",
  '(?:please|just) stop(?= *(?:[.!,]|$))|please stop (?:this|it|that|now)(?= *(?:[.!,]|$))',
  '(?:withdraw|revoke) (?:my |our )?consent',
  '(?:i|we) (?:hereby )?(?:formally )?object to (?:the |any |your )?(?:further )?(?:processing|use|storage) of (?:my|our)(?: personal)? data',
  '(?:request|demand|ask for|insist on|require) (?:the )?(?:immediate )?(?:erasure|deletion|removal) of (?:all )?(?:my|our)',
  '(?<=^|[.!] |please |kindly |to )cancel (?:my|our|this) subscription(?= *(?:[.!,]|$| please))',
  // German
  `(?:schreiben|schreibt|schreib|mailen|kontaktieren|kontaktiere|kontaktiert|belästigen|anschreiben|rufen|melden|meldet)${SIE}(?: (?:${MIR}|sich))?(?: bitte)?(?: bei (?:mir|uns))? ${NO_MORE_DE}`,
  `(?:senden|schicken|schickt|sendet|mailen)${SIE} (?:mir|uns)(?: bitte)? (?:nichts|keine (?:e-?)?mails?|keine \\p{L}+) mehr`,
  `(?<!uns(?:er)?er? \\p{L}+ )${NO_MORE_DE} (?:zu )?(?:per (?:e-?)?mail )?${CONTACT_DE}`,
  `keine (?:weiteren?|zukünftigen?) ${MAILS_DE}|keinen weiteren kontakt|keine ${MAILS_DE} mehr(?! (?:von hand|manuell|händisch|an (?:unsere|die) kund|per post))(?! (?:\\p{L}+ )?(?:verschicken|versenden))`,
  '(?:nehmen|nimm|nehmt|streichen|streich|löschen|entfernen|tragen|nehmt)(?: sie)?(?: bitte)? (?:mich|uns)(?: bitte)? (?:(?:aus|von) (?:ihrem|ihrer|dem|der|den|euerer|eurem|eurer|ihren|diesem|dieser|allen) (?:\\p{L}+ )?\\p{L}*(?:verteilern?|listen?|datenbank|newsletter|crm|system|kartei|daten)|raus|aus(?= *(?:[.!,]|$))|da raus)',
  '(?<!(?:wir|ich|kunden|man|sie|zu) )(?:löschen|lösche|löscht|entfernen|entfernt|streichen)(?: sie)?(?: bitte)? (?:sämtliche |alle )?(?:(?:meine|unsere|diese)n? (?:\\p{L}+ )?(?:daten|e-?mail-?adresse|mail-?adresse|adresse|kontaktdaten|angaben)|daten (?:von|über) (?:mir|mich|uns))(?! (?:und|sondern|,? sie) \\p{L}+ \\p{L}+ neue)',
  '(?:meine|unsere) (?:\\p{L}+ )?(?:daten|adresse|e-?mail-?adresse|kontaktdaten) (?:bitte |umgehend |sofort )*(?:zu )?(?:löschen|entfernen)',
  '(?:mich|uns) (?:bitte )?(?:aus|von) (?:ihrem|ihrer|dem|der|eurem|eurer|ihren) (?:\\p{L}+ )?\\p{L}*(?:verteiler|liste|newsletter|datenbank)(?: zu)? (?:nehmen|streichen|löschen|entfernen|austragen)',
  `melden sie (?:mich|uns)(?: bitte)? ab|bitte (?:mich |uns )?abmelden|(?:mich|uns) (?:bitte )?(?:abmelden|austragen)|lassen sie (?:mich|uns) (?:bitte |endlich )*in ruhe|lasst (?:mich|uns) in ruhe`,
  `(?:hören sie|hört|hör)(?: bitte| endlich)* auf(?:,? (?:${MIR}|damit|mit (?:diesen|den|ihren|dem|diesem))|(?= *[.!]| *$))`,
  `(?:unterlassen sie|unterlasst)(?! \\p{L}+ nicht)|(?:newsletter|mails?) abbestellen`,
  `(?:sehen sie|seht|bitte)(?: \\p{L}+){0,2} von (?:\\p{L}+ )?${MAILS_DE} ab(?:sehen)?|von (?:weiteren|künftigen) ${MAILS_DE} (?:abzusehen|absehen)|verschonen sie (?:mich|uns)|verschont (?:mich|uns)`,
  '(?:ich|wir) (?:will|möchte|wollen|möchten|wünsche|wünschen) (?:von (?:ihnen|euch) )?(?:nichts|keine (?:\\p{L}+ )?(?:e-?mails?|mails|nachrichten|werbung|anrufe|post))(?: von (?:ihnen|euch))?(?: mehr)?(?: von (?:ihnen|euch))? (?:hören|erhalten|bekommen|empfangen|lesen)',
  '(?:ich|wir) (?:hiermit )?(?:widerspreche|widersprechen)(?: hiermit)? (?:der|jeder|jeglicher|einer) (?:\\p{L}+ )?(?:nutzung|verarbeitung|verwendung|speicherung|kontaktaufnahme|zusendung)|hiermit widerspreche(?:n)? (?:ich|wir)|widerrufe (?:\\p{L}+ )?meine einwilligung',
  `keine weitere (?:${MAILS_DE}|werbung)`,
  '(?:bitte|bitten|ersuche|ersuchen|verlange|fordere) (?:\\p{L}+ )?(?:um )?(?:die |umgehende |sofortige )?(?:löschung|entfernung|austragung) (?:meiner|unserer|aller|sämtlicher)|(?:streichen|löschen|entfernen) sie (?:mich|uns)(?: bitte)?(?= *(?:[.!]|$))|(?:bitte )?lassen sie das(?= *(?:[.!]|$))|von (?:\\p{L}+ )?(?:werbung|anschreiben|mails|e-mails|anrufen) (?:bitte )?(?:abzusehen|absehen)',
  // French
  "ne (?:m'|me |nous )(?:écri|ecri|contact|recontact|envo|sollicit|relanc|appel|dérang|import|harcel)\\p{L}+ (?:plus|jamais)",
  "ne plus (?:jamais )?(?:m'|me |nous |être )(?:écrire|contacter|contactée?s?|recontacter|envoyer|solliciter|sollicitée?s?|relancer|relancée?s?|appeler|déranger|importuner)|(?:ne |n')?(?:souhait\\p{L}+|veux|voulons|désir\\p{L}+) (?:plus|pas)(?: de vos| (?:recevoir|être (?:contact|sollicit|relanc)\\p{L}+|d'autres))",
  "(?:désabonnez|désinscrivez|retirez|supprimez|enlevez|rayez|effacez|radiez)[- ](?:(?:moi|nous)(?= *(?:[.!,]|$| s'il| svp| merci| (?:de|des) (?:vo|cette|la|ta|tou)\\p{L}* ?(?:liste|fichier|base|mailing|newsletter|diffusion|envois)))|(?:moi|nous) (?:de|des) (?:\\p{L}+ ){0,2}(?:listes?|fichiers?|bases?|mailings?)|(?:mon|notre|cette) (?:adresse|e-?mail|mail|nom|numéro)|(?:mes|nos) (?:données|coordonnées|informations))",
  '(?:(?:me|nous) (?:désabonner|désinscrire)|(?:me|nous) (?:retirer|supprimer|enlever|rayer) (?:de|des) (?:\\p{L}+ ){0,2}(?:listes?|fichiers?|bases?|mailings?|diffusion))|(?:désinscription|désabonnement)(?= *(?:[.!]|$))',
  '(?:supprimer|effacer|retirer|enlever|rayer|suppression de|effacement de) (?:toutes? )?(?:(?:mon|notre) (?:adresse|e-?mail|mail|nom|numéro)|(?:mes|nos) (?:données|coordonnées|informations))',
  "(?:arrêtez|arretez|cessez|arrêter|cesser)(?: de| d')? ?(?:m'|me |nous )\\p{L}+|(?:cesser|cessez|arrêter|arrêtez) (?:tout(?:e|es)?|vos|ces|les) (?:envois?|mails?|messages?|relances?|communications?|sollicitations?|prospections?)|laissez[- ](?:moi|nous) tranquilles?|(?:^|[.!,] |et )plus (?:de|d'|aucun) (?:e-?mails?|mails?|messages?|courriels?)",
  "(?:je |nous )(?:m'|nous )oppos(?:e|ons) (?:au|à l'|à la|à tout) ?(?:traitement|utilisation|usage|prospection)|(?:rayer|retirer|supprimer|radier|enlever) de vos (?:\\p{L}+ )?(?:contacts|listes?|fichiers?|envois|bases?)|(?:supprimez|retirez|rayez|enlevez)-(?:moi|nous) de (?:votre|vos)|stop aux? (?:mails?|messages?|relances?|spams?)|inutile de (?:m'|me |nous )(?:écrire|recontacter|relancer|contacter|rappeler)",
  // Spanish
  'no (?:me|nos) (?:vuelv\\p{L}+ a )(?:escrib|contact|envi|mand|llam|molest)\\p{L}+|no (?:volváis|vuelvan?|vuelvas) a (?:escrib|contact|envi|mand|llam|molest)\\p{L}+',
  'no (?:me|nos) (?:escrib|contact|enví|envi|mand|llam|molest)\\p{L}+ (?:más|nunca|de nuevo|otra vez|nada más)(?! (?:de (?:un|una|dos)|facturas))',
  '(?:deje|dejen|deja|dejad) de (?:escribir|enviar|mandar|contactar|molestar|llamar)(?:me|nos)|(?:dejen|deje) de (?:enviar|mandar) (?:correos|mensajes|e-?mails)',
  '(?:(?:dar|den|dé|da)(?:me|nos) de baja|dé(?:n)?(?:me|nos) de baja|(?:me|nos) (?:den|dé|da) de baja|solicito la baja)|(?:elim[ií]n|qu[ií]t|b[oó]rr|s[aá]qu|ret[ií]r)\\p{L}*(?:me|nos)(?: (?:de|por)\\p{L}*(?: \\p{L}+)? (?:listas?|base|registros|contactos)|(?= *(?:[.!,]|$)))|(?:elim[ií]n|b[oó]rr)\\p{L}* (?:mis|nuestros|todos mis) datos|(?:elim[ií]n|b[oó]rr|qu[ií]t)\\p{L}* (?:mi|nuestra|este) (?:correo|dirección|e-?mail) de|(?<!\\p{L} )cancelar (?:la |mi )suscripción(?= *(?:[.!,]|$))',
  '(?:elim[ií]n|qu[ií]t|b[oó]rr|s[aá]qu|ret[ií]r)\\p{L}*(?:me|nos) de (?:sus|tus|vuestros|su|tu) (?:\\p{L}+ )?(?:envíos|listas?|contactos|base)|no insist(?:a|an|as|áis)(?: más)?(?= *(?:[.!,]|$))|no ser contactad[oa]s? (?:más|de nuevo|nunca)|(?:elimin|borr|quit)\\p{L}* (?:mi|nuestra) (?:dirección|correo) de|(?:eliminación|supresión|borrado|cancelación) de (?:todos )?mis datos|(?:me|nos) opon(?:go|emos) al? (?:tratamiento|uso|envío)',
  '(?<!clientes )no (?:quiero|deseo|queremos|deseamos)(?: (?:recibir(?: nada)?|tener|que me (?:escriban|contacten|llamen|envíen)))?(?: ningún)? ?más(?: (?:correos|mensajes|e-?mails|mails|comunicaci\\p{L}+|publicidad|noticias|contacto|llamadas)(?! (?:a mano|manual))|(?= *(?:[.!,]|$)))',
  // Italian
  'non (?:mi|ci) (?:scriv|contatt|mand|invi|disturb|chiam)\\p{L}+ (?:mai )?più|non (?:scriv|contatt|mand|invi|disturb|chiam)\\p{L}+(?:mi|ci) (?:mai )?più|(?:scrivetemi|contattatemi) più',
  'non (?:scrivete|contattate|mandate|inviate|disturbate)(?:mi|ci)(?= *(?:[.!]|$))',
  '(?:cancellatemi|cancellami|mi cancelli|rimuovetemi|rimuovimi|mi rimuova|toglietemi|mi tolga|disiscriv\\p{L}+)(?= *(?:[.!,]|$| (?:da|grazie|per favore|subito)))',
  'non ricontatta(?:te|re|r)?(?:mi|ci)|diffid[oa]\\p{L}* dal (?:contattar|scriver)\\p{L}*|non essere più contattat\\p{L}|(?:cancellatemi|rimuovetemi|toglietemi|mi tolga|mi rimuova|mi cancelli) dall[ae]',
  '(?:smetta|smettete|smettetela|smettila) di (?:scriver|mandar|contattar|inviar|chiamar|disturbar)\\p{L}*|non (?:desider\\p{L}+|voglio|vogliamo) (?:più )?(?:ricever\\p{L}* )(?:più |altre |vostre |ulteriori |altri )?(?:e-?mails?|mails?|comunicazion\\p{L}+|messaggi|pubblicità|vostre)|non (?:desider\\p{L}+|voglio|vogliamo) più (?:ricever|essere contattat|sentir)\\p{L}*',
  '(?:cancell|rimuov|elimin|togli)\\p{L}* (?:i (?:miei|nostri) dati|il (?:mio|nostro) (?:indirizzo|contatto|nominativo))|cancellazione (?:dei|di) (?:tutti i )?(?:miei|nostri)(?: dati)?|(?:mi|ci) oppon(?:go|iamo) al (?:trattamento|uso)|disiscrizione(?= *(?:[.!]|$))',
  // Dutch
  '(?:schrijf|mail|contacteer|benader|bel|stuur)(?:t)? (?:mij|me|ons)(?: alstublieft| alsjeblieft| a\\.?u\\.?b\\.?)? (?:niet(?:s)?|nooit|geen(?: \\p{L}+)?) meer|(?:mij|me|ons) niet meer (?:te )?(?:schrijven|mailen|contacteren|benaderen|bellen|sturen)|niet meer (?:\\p{L}+ ){0,2}(?:benaderd|gemaild|gebeld|gecontacteerd)',
  '(?:niet meer (?:te )?(?:contacteren|benaderen)|(?:neem|opnemen|gelieve) geen contact meer|geen (?:e-?mails?|mails?|berichten|reclame)(?: van (?:jullie|u))? meer(?! (?:handmatig|met de hand|per post|dan))(?: (?:ontvangen|krijgen|sturen))?)',
  '(?:verwijder|haal|schrap) (?:mij|me|ons|dit adres|mijn (?:adres|e-?mail|mail|gegevens|naam)|onze gegevens)(?: (?:uit|van) (?:\\p{L}+ ){0,2}\\p{L}*(?:lijst|bestand|systeem|database|mailing)\\p{L}*|(?= *(?:[.!,]|$| alsjeblieft| alstublieft| graag| a\\.?u\\.?b)))|(?:mij|me|ons) (?:van|uit) (?:\\p{L}+ ){0,2}\\p{L}*(?:lijst|bestand|systeem|database) (?:te )?(?:halen|verwijderen|schrappen)|(?:mijn|onze) (?:gegevens|adres) (?:te )?(?:verwijderen|wissen)',
  '(?:^|graag |gelieve |verzoek |aub )niet meer (?:te )?(?:mailen|bellen|schrijven|contacteren|benaderen|sturen)(?= *(?:[.!,]|$| graag| aub| alsjeblieft| alstublieft))',
  '(?:schrijf|meld) (?:mij|me|ons) (?:uit|af)|(?:wil|graag|gelieve) (?:mij |me )?(?:uit te schrijven|uitschrijven|afmelden)|stop (?:alsjeblieft |alstublieft |a\\.?u\\.?b\\.? )?met (?:mailen|schrijven|sturen|bellen|mij|me|ons|deze|die|dat|jullie)(?! handmatig)|maak(?: hierbij)? bezwaar tegen|laat (?:mij|me|ons) met rust',
  // Portuguese
  'não (?:me|nos) (?:voltem? a )?(?:escrev|contat|contact|envi|mand|ligu|perturb|incomod)\\p{L}+ (?:(?:nada )?mais|nunca mais|de novo)|não voltem? a (?:contact|contat|escrev|envi|ligar)\\p{L}*|(?:pare|parem|deixe|deixem) de (?:me |nos )?(?:escrever|enviar|mandar|contatar|contactar|ligar)',
  '(?:remov|retir|exclu|apag|tir)\\p{L}+[- ](?:me|nos)(?: (?:d[aeo]s?|dessa|desta) (?:\\p{L}+ ){0,2}(?:lista|base|contactos|contatos)|(?= *(?:[.!,]|$)))|(?:remov|retir|exclu|apag|elimin)\\p{L}+ (?:o meu|meu|a minha|minha|os meus|meus|todos os meus) (?:e-?mail|endereço|contacto|contato|dados|nome)|(?:ser|seja) (?:removid|retirad|excluíd)[oa] d[aeo]s? (?:\\p{L}+ ){0,2}(?:lista|base)|descadastr\\p{L}+',
  '(?<!posso )(?<!podemos )(?<!como )cancelar (?:a )?(?:minha )(?:inscrição|assinatura|subscrição)(?= *(?:[.!,]|$))|não (?:quero|desejo|queremos|pretendo)(?: mais)? receber(?: mais)?|(?:eliminação|exclusão|remoção) dos meus dados|não ser mais (?:contactad|contatad|incomodad)[oa]s?|oponho-me ao tratamento|me oponho ao tratamento',
  // Polish, Swedish
  '(?:proszę )?(?:o )?nie (?:pisać|piszcie|kontaktować|wysyłać)(?: do (?:mnie|nas))?(?: więcej)?|(?:wypisz|usuń)\\p{L}* (?:mnie|nas|mój)|skriv inte (?:till|mer)|sluta (?:skriva|skicka|mejla|kontakta)|avregistrera|ta bort mig',
);

/** A no to being written to that may as well be meant for one hour or one channel: it counts only unqualified. */
export const STOP_UNLESS_QUALIFIED = words(
  `${NOT} (?:ever )?${CONTACT}(?: (?:me|us|this (?:e-?mail |mail )?(?:address|company|number|inbox)|${OF_US}|her|him|here)(?! (?:the|an?|it|your|another) )|${END})`,
  "(?:do not|don't|dont) send (?:me|us) (?:(?:any|your|these|this|such) )?(?:e-?mails?|mails?|messages|offers|anything|spam|stuff)",
  `(?:schreiben|schreibt|schreib|mailen|kontaktieren|kontaktiere|belästigen|rufen)(?: sie| du)? (?:mir|mich|uns)(?: bitte)? (?:nicht|nie)(?: an)?`,
  "ne (?:m'|me |nous )(?:écri|ecri|contact|recontact|sollicit|relanc|appel|dérang)\\p{L}+ pas|ne (?:m'|me |nous )envoyez (?:rien|pas (?:de|d') ?(?:e-?mails?|mails?|messages?|publicités?))",
  'no (?:me|nos) (?:escrib(?:a|an|as|áis)|contact(?:e|en|es)|llam(?:e|en|es)|molest(?:e|en|es))',
  'no (?:me|nos) (?:enví(?:e|en|es)|mand(?:e|en|es)) (?:correos|mensajes|e-?mails|mails|nada|publicidad)',
  'non (?:mi|ci) (?:scriv|contatt|disturb|chiam)\\p{L}+|non (?:mi|ci) (?:mand|invi)\\p{L}+ (?:e-?mails?|mails?|messaggi|nulla|niente|pubblicità)|non (?:scriver|contattar|disturbar)(?:mi|ci)',
  '(?:schrijf|mail|contacteer|benader|bel)(?:t)? (?:mij|me|ons)(?: alstublieft| alsjeblieft)? (?:niet|nooit)|stuur (?:mij|me|ons) geen (?:e-?mails?|mails?|berichten|reclame)',
  'não (?:me|nos) (?:escrev|contat|contact|ligu|perturb|incomod)\\p{L}+|não (?:me|nos) (?:envi|mand)\\p{L}+ (?:e-?mails?|mensagens|nada|publicidade)',
);

/** Until when, or how else: behind a no to being written to, it makes it one for now, or for a channel. */
export const FOR_NOW = words(
  '(?:before|until|till|during|while|in (?:this|that|the) (?:time|meantime|morning|evening)|(?:this|next) (?:week|month|year)|today|tonight|(?:just )?yet|right now|(?:in|until) (?:january|february|march|april|may|june|july|august|september|october|november|december)|on (?:\\p{L}+days?|the weekend|weekends)|at (?:work|night|the office|weekends)|instead|rather|prefer|(?:use|try) (?:my|this|the|her|his|\\S+@\\S+)|but (?:please )?(?:call|write|e-?mail|text|keep|send|use|do|contact)|(?:call|e-?mail|text|ring|write to|send|send it to|contact|ask) (?:me|us|my)(?! (?:again|any ?more|or))|before|any more than)',
  '(?:vor (?:\\d+|zehn|neun|acht|elf|zwölf|dem|der|montag|dienstag|mittwoch|donnerstag|freitag|januar|februar|märz|april)|bis|während|heute|morgen|am \\p{L}+tag|in (?:diesem|dieser|den|der)|diese woche|im \\p{L}+|sondern|lieber|stattdessen|aber (?:gerne?|bitte|im|ab|schreib\\p{L}*)|vormittags?|nachmittags?|abends?|mittags?)',
  "(?:avant|jusqu'(?:à|au|en)|pendant|aujourd'hui|cette (?:semaine|année)|ce (?:mois|trimestre)|tout de suite|encore|en (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|le (?:matin|soir|lundi|mardi|mercredi|jeudi|vendredi|week-end)|plutôt|préfér\\p{L}+|mais (?:appelez|écrivez|envoyez|plutôt|rappelez|par))",
  '(?:antes|hasta|durante|hoy|mañana|todavía|aún|por ahora|est[ae] (?:semana|mes|año)|en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|(?:el|los) (?:lunes|martes|miércoles|jueves|viernes)|sino|mejor|prefiero|preferimos|pero (?:sí|escr|llám|env|mánd)\\p{L}*)',
  "(?:prima (?:di|del|della|delle|dell')|fino|durante|oggi|domani|per ora|quest[ao] (?:settimana|mese|anno)|a(?:d|in)? (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)|piuttosto|meglio|preferisc\\p{L}+|preferiamo|ma (?:mi|ci|chiam|scriv)\\p{L}*|usi|usate)",
  '(?:voor (?:\\d+|tien|negen|acht|elf|twaalf|\\p{L}+dag|januari|februari|maart)|tot|tijdens|vandaag|morgen|nu|nog|deze (?:week|maand)|in (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)|op \\p{L}+dag|liever|maar (?:bel|mail|schrijf|stuur|wel))',
  '(?:antes|até|durante|hoje|amanhã|ainda|por agora|est[ae] (?:semana|mês|ano)|em (?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)|(?:à|na) (?:segunda|terça|quarta|quinta|sexta)|prefiro|preferimos|melhor|mas (?:quero|envi|lig|escrev|pode)\\p{L}*)',
);

/** Which way, as far as a no says it of one way only. */
export const ONE_WAY = words(
  '(?:by|via|on|through|at) (?:phone|e-?mail|mail|text|sms|whatsapp|linkedin|post|home|this number|my (?:mobile|phone|work))(?! (?:or|and|nor))|about (?:this|that) (?!offer|product|again)\\p{L}+',
  '(?:per|auf|über|an) (?:(?:e-?)?mail|post|telefon|sms|whatsapp|linkedin|diese(?:r|n)? (?:adresse|nummer)|die (?:alte|private)|meine[rn]?)(?! (?:oder|und|noch))',
  "(?:par|sur) (?:e-?mail|mail|téléphone|courrier|sms|whatsapp|linkedin|ce numéro|mon)(?! (?:ou|ni|et))|au (?:bureau|vieux|téléphone)|à (?:l'ancienne|cette) adresse",
  '(?:por|al|en|a) (?:correo|teléfono|e-?mail|sms|whatsapp|linkedin|móvil|este (?:número|correo)|la (?:oficina|antigua))(?! (?:ni|o|y))',
  "(?:per|su|via|al|a) (?:e-?mail|mail|telefono|posta|sms|whatsapp|linkedin|questo numero|vecchio|cellulare)(?! (?:né|o|e))|all'(?:indirizzo|ufficio)",
  '(?:per|via|op) (?:e-?mail|mail|telefoon|post|sms|whatsapp|linkedin|dit nummer|mijn werk)(?! (?:of|en))',
  '(?:por|no|pelo|para o) (?:e-?mail|correio|telefone|sms|whatsapp|linkedin|telemóvel|este número|trabalho)(?! (?:ou|e|nem))',
);

/** Others who want no more mail: what the prospect's own customers say, or a newsletter of theirs. */
export const OF_OTHERS = words(
  '(?:customers?|clients?|users|people|debtors|they|tenants|patients|members|(?<!it |grateful |glad |happy )if (?:at any time )?you|should you|(?:told|asked|instructed|begged) (?:our|them|him|her|the|all)|let (?:them|customers|users))',
  '(?:kunden|kundinnen|nutzer|kollegen|leute|mieter|schuldner|(?<!nett,? |dankbar,? |schön,? )wenn sie|falls sie|(?:unserem|unseren|unserer|denen|ihm|ihnen) (?:\\p{L}+ )?(?:gesagt|gebeten)|(?:er|sie|die) (?:soll|sollen))',
  '(?:(?:nos|les|des) clients|(?:dit|demandé) à (?:notre|nos|leur)|utilisateurs|si vous)',
  '(?:clientes|usuarios|(?:dicho|dijimos|pedido) a (?:nuestro|nuestra|los)|si (?:usted|desea|quiere))',
  '(?:clienti|utenti|(?:detto|chiesto) (?:al|ai|alla) (?:nostr\\p{L}|vecchi\\p{L})|se (?:desidera|vuole))',
  '(?:klanten|gebruikers|onze \\p{L}+ (?:gezegd|gevraagd)|als u|indien u)',
  '(?:clientes|utilizadores|usuários|se (?:deseja|quiser|pretende))',
);

/** A question that asks for silence, rather than how silence is kept. */
export const POLITE = words(
  "(?:can|could|would|will|won't) you|when (?:will|do) you|why (?:don't|won't) you|(?:which|what) part|how (?:do|can) (?:i|we)(?: (?:please )?unsub(?:scribe)?)|how many times",
  '(?:können|könnten|würden|wollen|kannst|könnt) (?:sie|du|ihr)(?= (?:bitte |mich |uns |meine |unsere )|,)',
  '(?:pouvez|pourriez|voulez)[- ]vous|est-ce que vous (?:pouvez|pourriez)|merci',
  '(?:puede|pueden|podría|podrían|podéis)(?! (?:dar de baja|cancelar))',
  '(?:può|potete|potrebbe|potreste)',
  '(?:kunt|kan|kunnen|wilt|wil|zou) (?:u|je|jullie)',
  '(?:pode|podem|poderia|poderiam)(?:-me)?',
);

/** Interest that no mail holds which asks for silence: where both seem to be there, a person reads it. */
export const WANTS = words(
  "(?:yes|and),? (?:we|i) (?:do )?want|(?:we|i) (?:do )?(?:want|would like|'d like) (?:the|a|your|to see the) (?:demo|offer|quote|trial|proposal|call)|i am in|i'm in|count me in|tell me more|(?:we are|i am|we're|i'm) (?:very |quite |really )?(?:keen|interested)|send (?:me|us) (?:the|your|a) (?:offer|quote|prices?|proposal|contract|demo|invite)|buy now|we will buy|keep me (?:posted|on)|call me (?:on|at|next|tomorrow)|add me to",
  '(?:erzählen sie mehr|wir (?:wollen|möchten) (?:die|eine) demo|schicken sie (?:mir|uns) (?:das|ein) angebot|ich bin dabei|gern im|gerne im)',
  "(?:dites-m'en plus|envoyez-(?:moi|nous) (?:le|un|votre) (?:devis|lien|offre)|nous voulons (?:la|une) démo)",
  '(?:cuénteme más|quiero ver|mándeme (?:la|una) (?:oferta|propuesta)|queremos (?:la|una) demo)',
  '(?:mi dica di più|vogliamo (?:la|una) demo|mi mandi (?:il|un) (?:preventivo|offerta))',
  '(?:vertel me meer|we willen (?:de|een) demo|stuur (?:de|een) offerte)',
  '(?:quero ver|conte-me mais|envie a proposta|queremos (?:a|uma) demo)',
);

/** A mail, or a text, of nothing but such a word. */
export const STOP_ALONE =
  /^(?:please |pls |bitte |por favor |s'il vous plaît )?(?:stop|stopp|stop it|stop this|stop now|stopall|stop all|unsubscribe|unsub|remove|remove me|delete me|cancel|opt[- ]?out|opting out|end|quit|no more|enough|abmelden|austragen|abbestellen|löschen|arr[eê]t|arrêter|arrêtez|désinscription|désabonner|désabonnement|baja|alto|basta|cancelar|cancella|uitschrijven|afmelden|descadastrar|sair|pare|parar|wypisz|avregistrera)[\s.!,]*(?:please|pls|thanks?|thank you|bitte|danke|merci|svp|s'il vous plaît|gracias|grazie|por favor|per favore|graag|a\.?u\.?b)?[\s.!]*$/iu;
