import { flat, words } from './lexicon.ts';

const FIRM = '(?:the |our |this )?(?:company|organi[sz]ation|firm|business|employer|practice|agency)';
const BOX = '(?:mailbox|inbox|e-?mail|e-?mail address|mail address|address|account|mail account)';
const BOX_DE = '(?:(?:e-?mail-?)?adresse|postfach|konto|mailbox|e-?mail-?konto|account)';

/** Gone for good. "Left", "not" and "no longer" alone say nothing of the kind: people leave early, and are no longer at their desk. */
const LEFT = words(
  // English
  `no longer (?:be )?(?:works?|working|employed|with|part of|a (?:member|part) of|at|associated with|affiliated with)(?: (?:at|for|with|by|of))? (?:us(?!\\p{L})|${FIRM}|our (?:team|staff|group|practice|office)|here)`,
  '(?:is|am|are) no longer (?:employed|here)',
  `not (?:\\p{L}+ )?(?:with|at|part of|employed (?:at|by|with)) (?:us|${FIRM})(?: \\p{L}+)? (?:any ?more|any longer)`,
  `ha(?:s|ve|d) (?:now |since |recently |already )?left (?:${FIRM}|our (?:team|staff|employ(?:ment)?|group)|the team|us(?= *(?:[.,;!]|$)| (?:in|at the|as of|on|for (?:another|a new|new|other|good))))`,
  `(?:employee|colleague|person|recipient|user|staff member) (?:has|is|have) (?:left|departed|gone|no longer)`,
  `ha(?:s|ve) (?:departed|moved on)(?: from)? (?:${FIRM}|us|our|to (?:a|another|new|other|pastures))|ha(?:s|ve) moved (?:on )?to (?:a |an )?(?:new|another|other|different) (?:role|job|position|company|employer|challenge|opportunit\\p{L}+)(?: (?:outside|at another|elsewhere))?|parted ways`,
  "(?:was|been|were|got) (?:let go|laid off|made redundant)|(?:has|have|'ve|is|am|'m) (?:now |recently |since )?retired|(?:has|have) (?:sadly )?passed away|joined (?:another|a new|a different) (?:company|firm|employer|organi[sz]ation)|(?:has|have) changed (?:jobs|employers|companies)|former (?:employee|colleague|staff)",
  '(?:my|the|her|his) last (?:working )?day (?:at|with|was)',
  `(?:this|my|her|his|that|the|old) (?:\\p{L}+ )?${BOX} (?:is|has been|was|will be) (?:(?:now |been )*(?:deactivated|disabled|discontinued|decommissioned|retired)|no longer (?:in use|active|monitored|read|valid|available|maintained|checked|used|attended|in service|working))`,
  // German
  '(?:hat|habe|haben) (?:das|unser|unsere|die|den|unseren)(?: \\p{L}+)? ?(?:unternehmen|firma|betrieb|haus|kanzlei|team|organisation)?(?: [^!?]{0,40}?)? verlassen|ausgeschieden',
  'nicht mehr (?:bei uns|für uns|für (?:das|unser|die|unsere) (?:unternehmen|firma)|im unternehmen|im hause? (?:tätig|beschäftigt)|in (?:unserem|unserer) (?:unternehmen|firma|haus|hause|organisation|team)|tätig|beschäftigt|angestellt|hier (?:tätig|beschäftigt))|arbeitet? nicht mehr (?:hier|bei uns|für uns|in (?:unserem|unserer))',
  '(?:in|in den|in die) (?:wohlverdienten? )?(?:ruhestand|rente|pension)|verstorben',
  `(?:diese|meine|die|dieses|mein|das)s? (?:\\p{L}+ )?${BOX_DE}(?: [^.!?]{0,40}?)? (?:nicht (?:mehr|länger) (?:aktiv|gültig|genutzt|gelesen|verwendet|abgerufen|betreut|bearbeitet|in gebrauch|in betrieb)|deaktiviert|stillgelegt|gelöscht)`,
  // French
  "(?:a|ai) (?:récemment )?quitté (?:la (?:société|compagnie|structure)|l'(?:entreprise|équipe|organisation|agence)|notre|nos|ses fonctions|mes fonctions|son poste|mon poste)|ne (?:travaille|fait|fais) plus (?:partie|chez|pour|dans|ici|avec nous|parmi)|(?:n'est|ne suis) plus (?:chez (?:nous|\\p{L}+)|parmi nous|en poste|dans (?:la (?:société|structure)|l'entreprise|notre)|employée?|salariée?)",
  "(?:parti|partie|pris) (?:à|en|sa) (?:la )?retraite|est (?:à la )?retraitée?|(?:cette|mon|l'|son) ?(?:adresse|boîte|messagerie|compte)(?: [^.!?]{0,30}?)? (?:n'est plus (?:utilisée?|active|actif|valide|consultée?|valable|relevée?|en service)|désactivée?|a été désactivée?)",
  // Spanish
  'ya no (?:(?:trabaj[ao])(?! (?:hoy|esta|este|los|por))|form[ao] parte|pertene(?:ce|zco)|presta servicios|colabor[ao]|está (?:en|con) (?:la (?:empresa|compañía)|nosotros|nuestra))|h[ae] dejado (?:la|nuestra|de (?:trabajar|formar)) ?(?:empresa|compañía|organización)?|(?:dejó|dejé) la (?:empresa|compañía)|h[ae] causado baja(?: en)?|(?:se ha|me he) jubilad[oa]|(?:se|me) jubil[óé]',
  '(?:esta|mi|este) (?:dirección|cuenta|buzón|correo)(?: [^.!?]{0,30}?)? (?:ya no (?:está|es|se) ?(?:activ|uso|válid|en uso|utiliz|le)\\p{L}*|desactivad\\p{L}|ha sido desactivad\\p{L})',
  // Italian
  "non lavor[ao] più(?! (?:oggi|questa|questo|fino))(?<!oggi non lavor[ao] più)|non (?:fa|faccio) più parte|non collabor[ao] più|non è più (?:con noi|in azienda|presso|dipendente|in forza|nel nostro)|h(?:a|o) lasciato (?:l'azienda|la (?:società|ditta|nostra)|il (?:team|gruppo|suo incarico|mio incarico))|(?:andat[oa]|è|sono) in pensione|(?:questo|questa|il mio) (?:indirizzo|casella|account)(?: [^.!?]{0,30}?)? (?:non è più (?:attiv|valid|in uso|utilizzat|monitorat|presidiat|lett)\\p{L}*|disattivat\\p{L})",
  // Dutch
  'niet (?:meer|langer) (?:werkzaam|in dienst|actief bij|bij (?:ons|het bedrijf|de organisatie|onze))|werkt? (?:hier|bij ons|voor ons|bij \\p{L}+|voor \\p{L}+) niet (?:meer|langer)|werkt? niet (?:meer|langer) (?:hier|bij|voor)|h(?:eeft|eb) (?:ons|het|onze|de) ?(?:bedrijf|organisatie|firma)? verlaten|uit dienst|met pensioen|(?:dit|mijn|deze) (?:\\p{L}+ )?(?:(?:e-?mail)?adres|mailbox|account|postbus)(?: [^.!?]{0,30}?)? (?:niet (?:meer|langer) (?:in gebruik|actief|geldig|gelezen|gebruikt|bijgehouden)|gedeactiveerd)',
  // Portuguese
  'não trabalh[ao] mais(?! (?:hoje|esta))|já não (?:trabalh[ao](?! (?:hoje|esta))|fa(?:z|ço) parte|colabor[ao]|pertence|está (?:na|nesta|com) (?:a )?(?:empresa|nós))|não (?:fa(?:z|ço) mais parte)|(?:deix(?:ou|ei)|saiu d|saí d) ?a (?:empresa|companhia|organização)|(?:reformou|aposentou)-se|(?:se|foi|está) (?:aposent|reform)\\p{L}+|(?:este|esta|o meu) (?:endereço|conta|e-?mail|caixa)(?: [^.!?]{0,30}?)? (?:já não (?:está|é) (?:ativ|válid|us|em uso)\\p{L}*|não (?:está|é) mais (?:ativ|válid|us|em uso)\\p{L}*|desativad\\p{L})',
  'już nie pracuje|nie pracuje już|arbetar inte längre|har slutat',
);

/** A day, a month or an errand is no employer, though it has a capital. */
const NO_FIRM =
  '(?!(?:I|The|A|An|My|This|Our|Your|Early|Home|Work|Today|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Sie|Ihnen|Ihre|Vacation|Holiday|Kunden|Platz|Tisch|Arbeit|Urlaub|Messe|Reisen)(?!\\p{L}))\\p{Lu}[\\p{L}\\p{N}&.-]*';
/** Names begin with a capital, so these patterns heed it. */
const LEFT_NAMED = new RegExp(
  [
    `[Nn]o longer (?:be )?(?:works?|working|employed|with|part of|a (?:member|part) of|at|associated with)(?: (?:at|for|with|by|of))? ${NO_FIRM}`,
    `[Nn]ot (?:with|at) ${NO_FIRM}(?: ${NO_FIRM})* any ?more`,
    `(?:[Hh]as|have|had|I've|We've)(?: now| since| recently)? left ${NO_FIRM}(?! for (?:a few|some|today|the))`,
    `\\p{Lu}\\p{L}+ left ${NO_FIRM}(?: ${NO_FIRM})* (?:in|on|at|as of|last|this)(?!\\p{L})`,
    `(?:moved|has moved|have moved|gone) on from ${NO_FIRM}`,
    `[Nn]icht mehr (?:bei|für|im Hause?) ${NO_FIRM}(?: ${NO_FIRM})*(?: (?:tätig|beschäftigt|angestellt)| *[.,;!]| *$)`,
    `arbeitet? (?:\\p{L}+ ){0,2}nicht (?:mehr|länger) (?:bei|für) ${NO_FIRM}`,
    `(?:hat|habe) ${NO_FIRM}(?: [^!?]{0,40}?)? verlassen`,
    `(?:a|ai) quitté ${NO_FIRM}`,
    `ha lasciato ${NO_FIRM}|h[ae] dejado ${NO_FIRM}|deixou a ${NO_FIRM}`,
    `niet (?:meer|langer) bij ${NO_FIRM}|heeft ${NO_FIRM} verlaten`,
  ]
    .map((pattern) => `(?<![\\p{L}\\p{N}])(?:${pattern})`)
    .join('|'),
  'u',
);

/** True for words that say somebody is gone from there for good, or that the mailbox is. */
export function saysLeft(text: string): boolean {
  const one = flat(text);
  return LEFT.test(one) || LEFT_NAMED.test(one);
}
