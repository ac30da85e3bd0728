import type { Intent } from './index.ts';

/** One spelling for comparing: composed letters, straight apostrophes, any run of white space one space. */
export function flat(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/\s+/gu, ' ');
}

/** Whole words in any script; JavaScript's own \b knows ASCII letters only. */
export function words(...patterns: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

/** Only an absence that a machine has announced is looked for, so the words may be everyday ones. */
export const AWAY = words(
  'out of (?:the )?office(?! space)|out of town|ooo|pto',
  '(?:on )?(?:annual|parental|maternity|paternity|sick|medical|study) leave|sabbatical|jury duty',
  '(?:on|taking) (?:\\p{L}+ )?(?:leave|vacation|holidays?)',
  'away (?:from|until|till|on|for|at)',
  "(?:currently|presently) (?:away|out|travell?ing)|(?:out|off|home) (?:sick|ill)|(?:am|are|be|i'm|we're) (?:out|off) (?:today|until|till|this|all|next|on|for|from|through)",
  'travell?ing (?:\\p{L}+ )?(?:until|till|with|on|this|next)',
  '(?:limited|little|no) access to (?:my )?(?:e-?mails?|messages)',
  '(?:will be|am|be) back (?:on|in|at|from|by)',
  'return(?:ing)? (?:on|to the office|from)',
  'not (?:in the office|at (?:my desk|work))|not (?:working|available) (?:today|this|until|till|on)|left (?:the office|for (?:the day|today|vacation|the weekend)|early)|not be (?:checking|reading) (?:my )?(?:e-?mails?|messages)|(?:taking|took) (?:some )?time off|(?:when|until|till) i(?: am|.m) back|when i return',
  '(?:offices?|company|firm|we) (?:is|are|will be|remains?) closed|closed (?:for|over) (?:the )?(?:\\p{L}+ )?(?:holidays?|vacation|thanksgiving|christmas|easter|summer|inventory)',
  'abwesend|abwesenheit(?:snotiz)?|au(?:ß|ss)er haus|nicht (?:mehr )?(?:im (?:büro|haus)|am platz|(?:für sie )?erreichbar)|(?:im|in) (?:\\p{L}+)?urlaub|auf (?:dienst|geschäfts|)(?:reisen?)|auf (?:fortbildung|schulung|messe)|krankgeschrieben|(?:bin|leider|erkrankt) (?:zurzeit |derzeit |leider )?(?:krank|erkrankt)|in elternzeit|betriebs(?:ferien|urlaub)|wieder (?:da|zurück|im (?:haus|büro)|erreichbar|zu erreichen|für sie da)|(?:wir haben|büro|betrieb|praxis)[^.!?]{0,60} geschlossen',
  "absente?(?: du bureau)?|en (?:congés?|vacances|déplacement|arrêt|rtt|formation)|absence(?: du bureau)?|de retour(?: le| au| à partir)?|hors du bureau|plus au bureau|fermée?s? (?:pour|du|jusqu'au)|bureaux? (?:est|sont|sera|seront) fermés?",
  'de vacaciones|fuera de la oficina|ausente|de viaje|(?:estoy|estaré|encuentro) (?:de baja|fuera|de permiso|en una? (?:feria|formación))|de baja (?:médica|maternal|paternal|por)|estaré de vuelta|me reincorpor(?:o|aré)|cerrad[oa]s? (?:por|hasta|del|desde)',
  'fuori (?:ufficio|sede)|in (?:ferie|maternità|malattia|trasferta)|assente|rientr(?:o|erò)|sarò di ritorno|chius[oaie] (?:per|fino|dal)|per ferie',
  'afwezig|niet (?:op|aan)(?: het)? (?:kantoor|werk)|niet (?:aanwezig|bereikbaar)|(?:met|op) (?:vakantie|verlof)|op cursus|(?:vandaag|morgen|deze week) (?:vrij|ziek|niet)|weer (?:aanwezig|bereikbaar|terug|op kantoor)|gesloten (?:tot|van|wegens)',
  'de férias|fora do escritório|(?:estou|estarei|encontro-me) (?:fora|ausente|doente)|ausente|(?:em|de) licença|ausência|em viagem|estarei de volta|retorno (?:em|no dia)|(?:fechad|encerrad)[oa]s? (?:até|para|de)',
  'frånvarande|på semester|åter (?:på kontoret|den)|poza biurem|na urlopie|nieobecn\\p{L}*|fraværende|på ferie|ude af kontoret',
);

/** How the subject of an automatic answer begins where no header gives it away. A person's answer to one begins with "Re:". */
export const AUTO_SUBJECT =
  /^\s*(?:\[?(?:automatic|auto|autom\.?)[- ]?(?:reply|response|antwort)\]?|out[- ]of[- ](?:the[- ])?office|ooo\b|autoreply|autosvar|automatische (?:antwort|abwesenheit)|abwesenheit|antwort bei abwesenheit|(?:réponse|reponse) automatique|absence du bureau|message d'absence|respuesta autom[aá]tica|fuera de la oficina|risposta automatica|fuori (?:ufficio|sede)|automatisch(?:e)? antwoord|afwezig|resposta autom[aá]tica|ausência|automatiskt svar|frånvaro|automatisk svar|odpowiedź automatyczna|autoodpowiedź)/iu;

export const BOUNCE_SUBJECT =
  /(undeliver(?:ed|able)|delivery (?:status|failure|has failed|incomplete|delayed)|returned (?:mail|to sender)|mail delivery (?:failed|failure|subsystem)|failure notice|message not delivered|could not be delivered|unzustellbar|zustellung(?:sfehler)?|nicht zugestellt|non remis|échec de (?:la )?remise|no se pudo entregar|no entregado|mancata consegna|onbestelbaar|não entregue)/iu;

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
      'bel (?:me|mij|ons)(?! niet| nooit)|termin|telefonieren|besprechen wir|treffen wir|rendez-vous|un appel|(?:envoyez|envoyer)[^.!?]{0,12} une? invitation|reunión|una llamada|(?:podemos hablar|hablamos)|(?:buscamos|buscar) un hueco|envíeme la invitación|una chiamata|afspraak|uma (?:reunião|chamada)',
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
  'annoy\\p{L}*|spam\\p{L}*|terrible|angry|rude|never again|harass\\p{L}*|report you|ridiculous|how did you get|gdpr|dsgvo|unverschämt|nerven|belästig\\p{L}*|arrêtez|harcèlement|inadmissible|vergüenza|vergogna',
);
