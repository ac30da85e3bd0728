import type { Intent } from './index.ts';

/** One spelling for comparing: composed letters, straight apostrophes, any run of white space one space. */
export function flat(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/\s+/gu, ' ');
}

/** Whole words in any script; JavaScript's own \b knows ASCII letters only. */
function words(...patterns: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

/** Only an absence that a machine has announced is looked for, so the words may be everyday ones. */
export const AWAY = words(
  'out of (?:the )?office',
  'out of town',
  '(?:on )?(?:annual|parental|maternity|paternity|sick|medical) leave',
  '(?:on|taking) (?:\\p{L}+ )?(?:leave|vacation|holidays?)',
  'away (?:from|until|till|on|for)',
  '(?:currently|presently) (?:away|out|travell?ing)',
  'travell?ing (?:until|till|with|on|this|next)',
  '(?:limited|little|no) access to (?:my )?(?:e-?mails?|messages)',
  '(?:will be|am|be) back (?:on|in|at|from|by)',
  'return(?:ing)? (?:on|to the office|from)',
  'abwesend|abwesenheit(?:snotiz)?|au(?:ß|ss)er haus|nicht (?:im (?:büro|haus)|am platz|erreichbar)|(?:im|in) (?:\\p{L}+)?urlaub|auf (?:dienst|geschäfts)reise|krankgeschrieben|in elternzeit|wieder (?:im (?:haus|büro)|erreichbar|zu erreichen|für sie da)',
  'absente?(?: du bureau)?|en (?:congés?|vacances|déplacement|arrêt)|absence(?: du bureau)?|de retour(?: le| au| à partir)?|hors du bureau',
  'de vacaciones|fuera de la oficina|ausente|de viaje|(?:estoy|estaré|encuentro) (?:de baja|fuera|de permiso)|de baja (?:médica|maternal|paternal)|estaré de vuelta|me reincorporo',
  'fuori (?:ufficio|sede)|in (?:ferie|maternità|malattia|trasferta)|assente|rientr(?:o|erò)|sarò di ritorno',
  'afwezig|niet (?:op|aan)(?: het)? (?:kantoor|werk)|niet (?:aanwezig|bereikbaar)|(?:met|op) (?:vakantie|verlof)|weer (?:aanwezig|bereikbaar|terug)',
  'de férias|fora do escritório|(?:estou|estarei|encontro-me) (?:fora|ausente)|(?:em|de) licença|ausência|em viagem|estarei de volta|retorno (?:em|no dia)',
  'frånvarande|på semester|åter (?:på kontoret|den)|poza biurem|na urlopie|nieobecn\\p{L}*|fraværende|på ferie|ude af kontoret',
);

export const LEFT = words(
  '(?:no longer|not) (?:works?|working|with|employed|part of|at) (?:at |for |with |by )?(?:us|the company|the organi[sz]ation|our|this|here|[A-Z]\\p{L}+)',
  'no longer (?:works?|working|employed|here)',
  'ha(?:s|ve) left (?:the (?:company|organi[sz]ation|firm|business|team)|us|our|[A-Z]\\p{L}+)',
  '(?:my|the|her|his) last (?:working )?day (?:at|with|was|is)',
  'this (?:mailbox|e-?mail address|account) is no longer (?:in use|active|monitored|read)',
  'nicht mehr (?:bei|für|im unternehmen|in unserem|hier|tätig)|(?:hat|habe) (?:das|unser|die|unsere) (?:unternehmen|firma)(?: [^!?]{0,40}?)? verlassen|ausgeschieden',
  "(?:a|ai) quitté (?:la (?:société|compagnie)|l'entreprise|notre|nos|ses fonctions|mes fonctions)|ne (?:travaille|fait|fais) plus (?:partie|chez|pour|dans|ici)",
  'ya no (?:trabaja|trabajo|form[ao] parte)|h[ae] dejado (?:la|nuestra) (?:empresa|compañía)|(?:dejó|dejé) la (?:empresa|compañía)',
  "non lavor[ao] più|non (?:fa|faccio) più parte|h(?:a|o) lasciato (?:l'azienda|la società)",
  'niet (?:meer|langer) (?:werkzaam|in dienst|bij)|werkt? niet (?:meer|langer)|h(?:eeft|eb) (?:ons|het) ?(?:bedrijf)? verlaten|uit dienst',
  'não trabalh[ao] mais|já não trabalh[ao]|(?:não|já não) fa(?:z|ço)(?: mais)? parte|deix(?:ou|ei) a empresa',
  'już nie pracuje|nie pracuje już|arbetar inte längre|har slutat',
);

/** How the subject of an automatic answer begins where no header gives it away. A person's answer to one begins with "Re:". */
export const AUTO_SUBJECT =
  /^\s*(?:\[?(?:automatic|auto|autom\.?)[- ]?(?:reply|response|antwort)\]?|out[- ]of[- ](?:the[- ])?office|ooo\b|autoreply|autosvar|automatische (?:antwort|abwesenheit)|abwesenheit|antwort bei abwesenheit|(?:réponse|reponse) automatique|absence du bureau|message d'absence|respuesta autom[aá]tica|fuera de la oficina|risposta automatica|fuori (?:ufficio|sede)|automatisch(?:e)? antwoord|afwezig|resposta autom[aá]tica|ausência|automatiskt svar|frånvaro|automatisk svar|odpowiedź automatyczna|autoodpowiedź)/iu;

export const BOUNCE_SUBJECT =
  /(undeliver(?:ed|able)|delivery (?:status|failure|has failed|incomplete|delayed)|returned (?:mail|to sender)|mail delivery (?:failed|failure|subsystem)|failure notice|message not delivered|could not be delivered|unzustellbar|zustellung(?:sfehler)?|nicht zugestellt|non remis|échec de (?:la )?remise|no se pudo entregar|no entregado|mancata consegna|onbestelbaar|não entregue)/iu;

const LATER =
  '(?! (?:before|until|till|during|via|the|an?|on (?:\\p{L}+day|weekends?)|by (?:phone|e-?mail|text)|antes|hasta|todavía|vor|bis|avant|prima)(?![\\p{L}]))';

/** Clear words that ask not to be written to again. A single "unsubscribe" inside a sentence on something else isn't one. */
export const STOP = words(
  // English
  'unsubscribe (?:me|us|this|my)|(?:please|want to|wish to|like to|how (?:do|can) (?:i|we)) unsubscribe',
  '(?:remove|delete|erase|drop|strike) (?:me|us|my (?:e-?mail|address|name|data|details|contact)|this (?:e-?mail |mail )?address|our (?:address|company|domain))(?: address| details)?(?: (?:off|from|out of) [^.!?]{0,40}| please| now|,? thanks?| immediately|(?=[.!,;]|\\s*$))',
  'take (?:me|us|my (?:name|address|e-?mail)|this address) (?:off|out of|from)',
  'stop (?:writing|e-?mailing|mailing|contacting|messaging|texting|calling|spamming|bothering|harassing|pestering|chasing)(?: (?:me|us|to (?:me|us)|this|my|our|her|him))',
  'stop (?:sending|with) (?:me|us|this|these|those|your|any|all|more|e-?mails?|mails?|messages)',
  `(?:do not|don't|dont|never|not to|rather you didn't|rather you did not) (?:ever )?(?:contact|e-?mail|mail|write(?: to)?|message|text|call|bother|approach) (?:to )?(?:me|us|this (?:address|company)|my|our|her|him|here)${LATER}`,
  "(?:do not|don't|dont|never) (?:write|e-?mail|mail|contact|send)(?: \\p{L}+){0,3} (?:again|any ?more|ever)",
  'no (?:more|further) (?:e-?mails?|mails?|messages|contact|correspondence|of (?:this|these))(?! (?:than|for|from (?:the|our) customers))',
  "leave (?:me|us) alone|opt (?:me|us) out|(?:i|we|please|(?:i|we|i'd|we'd) (?:would )?(?:want|wish|like|prefer|have decided) to) opt[- ]?out(?! of (?!your|this|these|the list|all))|lose my (?:e-?mail|address|number)",
  '(?:told|asked|ask) you (?:already )?to (?:stop|take|remove|leave)|(?:please|just) stop(?= *[.!]| *$)',
  '(?:withdraw|revoke) (?:my |our )?consent',
  // German
  '(?:schreiben|schreibt|schreib|mailen|kontaktieren|kontaktiere|belästigen|anschreiben|rufen)(?: sie| du)?(?: (?:mir|mich|uns))(?: bitte)? (?:nicht|nie|keine)(?: mehr| wieder| weiter)?',
  '(?:nicht|nie) (?:mehr|wieder|weiter) (?:zu )?(?:schreiben|kontaktieren|anschreiben|anmailen|anrufen|belästigen|zusenden|kontaktiert|angeschrieben)',
  'keine (?:weiteren?|zukünftigen?) (?:e-?mails?|mails?|nachrichten|werbung|anfragen|zusendungen|kontaktaufnahmen?)|keine (?:e-?mails?|mails?|nachrichten|werbung) mehr',
  '(?:nehmen|streichen|löschen|entfernen|tragen)(?: sie)? (?:mich|uns|meine|unsere|diese)(?: bitte)?[^.!?]{0,40}(?:aus|von|raus|liste|verteiler|daten\\p{L}*|adresse)',
  '(?:aus|von) (?:ihrem|dem|ihrer|der|eurem|eurer) (?:verteiler|(?:mailing)?liste|newsletter|datenbank)(?: (?:nehmen|streichen|löschen|entfernen|austragen))?',
  'melden sie (?:mich|uns)(?: bitte)? ab|bitte abmelden|(?:mich|uns) abmelden|lassen sie (?:mich|uns) (?:bitte )?in ruhe|hören sie auf|unterlassen sie|abbestellen',
  // French
  "ne (?:m'|me |nous )(?:écrivez|ecrivez|contactez|recontactez|envoyez|sollicitez|relancez|appelez|dérangez) (?:plus|pas)",
  "ne plus (?:m'|me |nous |être )(?:écrire|contacter|contactée?|recontacter|envoyer|solliciter|sollicitée?|relancer)|(?:souhait\\p{L}+|veux|voulons|désir\\p{L}+) (?:plus|pas) (?:recevoir|être (?:contact|sollicit)\\p{L}+)",
  '(?:désabonnez|désinscrivez|retirez|supprimez|enlevez|rayez|effacez)[- ](?:moi|nous|mon|mes|notre|cette)|(?:me|nous) (?:désabonner|désinscrire|retirer)|(?:désinscription|désabonnement)(?= *[.!]| *$)',
  "(?:arrêtez|arretez|cessez) de (?:m'|me |nous )\\p{L}+|laissez[- ](?:moi|nous) tranquilles?|plus (?:de|d'|aucun) (?:e-?mails?|mails?|messages?|courriels?)",
  // Spanish
  `no (?:me|nos) (?:vuelvan? a )?(?:escrib(?:a|an|as|ir)|contact(?:e|en|es|ar)|enví(?:e|en|es)|envi(?:e|en|es|ar)|mand(?:e|en|es|ar)|llam(?:e|en|es|ar)|molest(?:e|en|es|ar))${LATER}`,
  '(?:deje|dejen|deja|dejad) de (?:escribir|enviar|mandar|contactar|molestar|llamar)(?:me|nos|le)?|(?:dé|de|den|da|dar)(?:me|nos|se)? de baja|dé(?:n)?(?:me|nos) de baja|(?:elim[ií]n|qu[ií]t|b[oó]rr|ret[ií]r)\\p{L}+ [^.!?]{0,25}(?:lista|base de datos|registros)|cancelar (?:la |mi )?suscripción',
  'no (?:quiero|deseo|queremos|deseamos)(?: recibir)? más (?:correos|mensajes|e-?mails|mails)',
  // Italian
  'non (?:mi|ci) (?:scriv|contatt|mand|invi|disturb)\\p{L}+(?: più)?|non (?:scrivete|contattate|mandate|inviate)(?:mi|ci)|(?:cancellatemi|cancellami|mi cancelli|rimuovetemi|rimuovimi|mi rimuova|toglietemi|mi tolga|disiscriv\\p{L}+)|(?:smetta|smettete|smettila) di (?:scriver|mandar|contattar|inviar)\\p{L}*|non (?:desidero|voglio|vogliamo) (?:più )?ricevere',
  // Dutch
  '(?:schrijf|mail|contacteer|benader|bel|stuur)(?:t)? (?:mij|me|ons)(?: alstublieft| a\\.?u\\.?b\\.?)? (?:niet|nooit|geen)(?: meer)?|niet meer (?:te )?(?:schrijven|mailen|contacteren|benaderen|bellen|sturen)|geen (?:e-?mails?|mails?|berichten) meer|(?:verwijder|haal) (?:mij|me|ons|dit adres|mijn \\p{L}+) (?:uit|van)|(?:schrijf|meld) (?:mij|me|ons) (?:uit|af)|(?:wil|graag) (?:mij |me )?(?:uitschrijven|afmelden)|stop met (?:mailen|schrijven|sturen)',
  // Portuguese
  'não (?:me|nos) (?:escrev|contat|contact|envi|mand|ligu|perturb)\\p{L}+(?: mais)?|(?:pare|parem) de (?:me |nos )?(?:escrever|enviar|mandar|contatar|contactar)|(?:remov|retir|exclu|apag|tir)\\p{L}+[- ](?:me|nos|meu|minha|o meu)(?: [^.!?]{0,30}(?:lista|base|contactos|contatos))?|descadastr\\p{L}+|cancelar (?:a )?(?:minha )?(?:inscrição|assinatura|subscrição)|não (?:quero|desejo|queremos) (?:mais )?receber',
  // Polish, Swedish
  '(?:proszę )?(?:o )?nie (?:pisać|piszcie|kontaktować|wysyłać)(?: do (?:mnie|nas))?(?: więcej)?|(?:wypisz|usuń)\\p{L}* (?:mnie|nas|mój)|skriv inte (?:till|mer)|sluta (?:skriva|skicka|mejla|kontakta)|avregistrera|ta bort mig',
);

/** A mail of nothing but such a word. */
export const STOP_ALONE =
  /^(?:please |bitte |por favor |s'il vous plaît )?(?:stop|stopp|stop it|stop this|stop now|stopall|unsubscribe|unsub|remove|remove me|cancel|opt[- ]?out|end|quit|no more|enough|abmelden|austragen|abbestellen|löschen|désinscription|désabonner|désabonnement|baja|alto|basta|cancelar|cancella|uitschrijven|afmelden|descadastrar|sair|wypisz|avregistrera)[\s.!,]*(?:please|thanks?|thank you|bitte|danke|merci|gracias|por favor)?[\s.!]*$/iu;

/** Who says what, in a prospect's words; the first that fit are told first. */
export const INTENTS: readonly (readonly [Intent, RegExp])[] = [
  [
    'not_interested',
    words(
      "not interested|not? (?:longer )?(?:of )?interest(?: to us| for us)?|no interest|no need(?! to)|not (?:something )?(?:for us|relevant(?: for us)?|a (?:good )?fit)|we(?:'re| are) (?:all )?(?:set|good|fine|happy with)|no,? thank(?:s| you)|thanks,? but no|pass on this|we(?:'ll| will) pass",
      'kein (?:interesse|bedarf)|nicht interessiert|nichts für uns|pas intéress\\p{L}+|aucun intérêt|no (?:nos|me) interesa|no (?:estoy|estamos) interesad\\p{L}+|non (?:mi|ci) interessa|geen interesse|não (?:temos|tenho) interesse',
    ),
  ],
  [
    'meeting',
    words(
      "let'?s (?:talk|meet|set up|schedule|have a (?:call|chat)|speak)|(?:book|schedule|arrange|set up) (?:a |an |some )?(?:time|call|slot|meeting|demo|chat)|(?:do|have) a (?:quick |short )?(?:call|chat|demo)|a (?:quick |short )?call (?:on|next|this)|send (?:me |us )?(?:an? |the )?(?:invite|invitation|calendar)|are you (?:free|available)|i(?:'m| am) (?:free|available)|can do (?:a call|mon|tues|wednes|thurs|fri)(?:day)?|(?:mon|tues|wednes|thurs|fri)day (?:\\p{L}+ ){0,3}(?:is|are|works|suits|would be|after|at|morning|afternoon)|(?:works?|suits?|good|fine) for me|(?:happy|glad) to (?:talk|chat|meet|speak|jump)|(?:half an hour|(?:15|20|30) minutes)(?: next| this)?|call me",
      'termin|telefonieren|besprechen wir|treffen wir|rendez-vous|un appel|(?:envoyez|envoyer)[^.!?]{0,12} une? invitation|reunión|una llamada|podemos hablar|(?:buscamos|buscar) un hueco|envíeme la invitación|una chiamata|afspraak|uma (?:reunião|chamada)',
    ),
  ],
  [
    'interested',
    words(
      "interested(?! in (?:selling|buying from us))|(?:sounds|looks|seems) (?:really |very |quite )?(?:good|great|interesting|use?full?|promising|relevant)|interesting|good timing|tell me more|(?:send|share) (?:me |us )?(?:it|that|this|over|more|the|some)(?! invit)|(?:would|i'd|we'd) (?:like|love|be glad|be happy|be keen) to (?:see|know|hear|learn|look|try|understand)|(?:could|can) you (?:show|send|tell|explain)|happy to|worth a (?:look|talk|try)|curious|yes,? (?:please|that is us|we do|we still)|please do|keen",
      "gern(?:e)?|interessant|klingt (?:gut|spannend|interessant)|interessiert (?:mich|uns)|das hilft|volontiers|intéressant\\p{L}*|(?:m'|nous )intéresse|je (?:suis|serais) intéress\\p{L}+|(?:me|nos) (?:interesa|gustaría)|interesante|con gusto|mi interessa|interessante|graag|klinkt goed|tenho interesse|gostaria",
    ),
  ],
  [
    'not_now',
    words(
      'not (?:right )?now|not (?:at )?(?:the|this) moment|(?:ask|write|try|contact|reach out)(?: to)?(?: me| us)? (?:again )?(?:in|after|next|then|later)|later (?:this|in the) year|next (?:quarter|year|month|spring|summer|autumn|fall)|circle back|(?:get|come) back to (?:me|us) (?:in|after|next)|(?:in|until|till|mid|end of) (?:january|february|march|april|june|july|august|september|october|november|december|q[1-4])|(?:until|after|before) (?:the )?(?:end of (?:the )?(?:quarter|year)|summer|year[- ]end|quarter|holidays)|too (?:busy|early|soon)|bad (?:time|moment)|(?:budget|system)s? (?:is |are )?(?:closed|frozen|freeze)|freeze|no (?:time|budget left)',
      "nächstes (?:jahr|quartal)|später|im moment (?:passt|nicht)|passt (?:es )?(?:gerade |im moment )?nicht|derzeit nicht|(?:im|ab|erst im) (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|plus tard|pas (?:maintenant|pour le moment)|l'année prochaine|más adelante|ahora no|por ahora no|el próximo|più avanti|volgend jaar|mais tarde|próximo ano",
    ),
  ],
  [
    'referral',
    words(
      "not the right (?:person|contact|one)|wrong person|(?:speak|talk|write|reach out|turn) to (?:my|our) (?:colleague|boss|head|manager|director|cfo|ceo)|(?:i(?:'ve| have)? )?(?:forwarded|forwarding|passed|passing) (?:this|it|your)(?: on)?|you should (?:contact|talk to|speak)|the right person is|(?:in charge of|responsible for|looks after|decides on|deals with) (?:this|that|it|these|tools)|cc'?(?:ing|ed)|adding \\p{L}+ (?:here|in cc|to)|not my (?:decision|area|department)",
      'zuständig ist|nicht zuständig|wenden sie sich an|weitergeleitet|la personne (?:en charge|concernée)|voyez avec|la persona (?:indicada|encargada)|hable con|la persona giusta|de juiste persoon|a pessoa certa',
    ),
  ],
  ['question', /[?？¿]/u],
];

export const POSITIVE = words(
  'thanks?|thank you|great|good|useful|helpful|happy|glad|love|perfect|excellent|appreciate|interesting|danke|super|prima|merci|gracias|grazie|bedankt|obrigad\\p{L}|gut|bien|bene|parfait|perfecto',
);
export const NEGATIVE = words(
  'annoy\\p{L}*|spam\\p{L}*|terrible|angry|waste of|rude|never again|harass\\p{L}*|report (?:you|this)|ridiculous|lawyer|fed up|sick of|how did you get|gdpr|dsgvo|unverschämt|nerv\\p{L}*|belästig\\p{L}*|anwalt|arrêtez|harcèlement|inadmissible|basta|abogado|vergüenza|vergogna',
);

/** Insults, threats, and our mail called spam to our face. A plain no, or a word about a spam folder, is none of these. */
export const ANGRY = words(
  "(?:this|it|that|your \\p{L}+|you people|such) (?:is|are|'s|was) (?:just |pure |clearly |nothing but )?(?:spam|harassment|a scam|illegal|unsolicited|bullshit|outrageous|a disgrace|disgraceful|pathetic|idiotic)",
  '(?:stop|quit) (?:spamming|harassing|pestering|bothering|stalking)|spammers?|scammers?|(?:you|your company) (?:spam|idiots?|morons?|clowns?|losers?|crooks?|parasites?)(?! filter)',
  '(?:report(?:ed|ing)?|sue|suing) you|(?:report(?:ed|ing)?) (?:this|it|your \\p{L}+) as spam|my (?:lawyer|solicitor|attorney)s?|legal action|cease and desist|how dare you|(?:sick|tired) of (?:you|this|these|your)|fed up|(?:fuck|piss|bugger|sod) off|go to hell|fuck(?:ing|ers?)?|bullshit|assholes?|shove (?:it|this)|shame on you|waste (?:of )?my time|stop wasting|told you (?:already )?(?:to (?:stop|leave)|not to)|never again write',
  'unverschämt(?:heit)?|frechheit|eine belästigung|belästig(?:en sie|t ihr)|(?:das|dies|ihre? \\p{L}+) ist (?:reiner )?spam|spammen|mein(?:em|en)? anwalt|unterlassungs\\p{L}+|strafanzeige|anzeige (?:erstatten|gegen)|verpiss\\p{L}*|(?:scheiß|scheiss)\\p{L}*|idioten|dreist|zum teufel|haut ab|genervt|nerven sie',
  "c'est (?:du spam|du harcèlement|inadmissible|honteux|scandaleux|insupportable)|inadmissible|mon avocat|porter plainte|plainte (?:à la|auprès)|foutez|fichez[- ](?:moi|nous)|allez au diable|merde|(?:arrêtez|cessez) de (?:me |nous |m')(?:harceler|spammer|emmerder|déranger)|j'en ai (?:marre|assez)|honte à vous",
  '(?:esto|eso) es (?:spam|acoso|una vergüenza|intolerable|ilegal)|(?:me|nos) (?:acosan|están acosando)|qué vergüenza|sinvergüenzas?|mi abogado|(?:los|les|voy a) denunci(?:ar|o|aré)\\p{L}*|denunciaré|váyanse|vete a la|mierda|harto de|hartos de|dejen de (?:molestar|acosar)\\p{L}*|idiotas',
  '(?:questo|questa) è (?:spam|una vergogna|stalking|una molestia|inaccettabile)|vergogn(?:a|atevi|oso)|il mio avvocato|denuncer\\p{L}+|querela|andate (?:al diavolo|a quel paese)|merda|vaffanculo|(?:stufo|stufa|stanco|stanca) (?:di|delle|dei)|smett(?:a|ete|etela) di (?:molestar|disturbar|tormentar)\\p{L}*|idioti',
  '(?:dit|dat) is (?:spam|intimidatie|schandalig|belachelijk|pure spam)|schandalig|schaam (?:je|u|jullie)|mijn advocaat|aangifte tegen|klacht indienen|rot op|flikker op|donder op|sodemieter op|lazer op|val (?:me|mij|ons) niet lastig|stop met (?:spammen|lastigvallen)|idioten|kotsbeu|spuugzat',
  'isto é (?:spam|assédio|uma vergonha|um absurdo|ilegal)|isso é (?:spam|assédio|uma vergonha|um absurdo|ilegal)|que vergonha|meu advogado|vou (?:denunciar|processar)|vão (?:à|a) merda|merda|(?:farto|farta|cansado|cansada) d(?:e|isto|isso|estes)|par(?:e|em) de (?:me |nos )?(?:incomodar|importunar|perturbar)|idiotas',
);
