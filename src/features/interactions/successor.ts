import { flat } from './lexicon.ts';

const ADDRESS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const BEFORE =
  /(?:contact op(?:nemen)? met|contact|reach(?: out to)?|write to|e-?mail|refer to|turn to|replaced by|successor(?: is)?|taken over by|please address|wenden sie sich(?: bitte)? an|kontaktieren sie|ansprechpartner(?:in)?(?: ist)?|nachfolger(?:in)?(?: ist)?|contacter|adresser à|contactez|remplacée? par|successeur(?: est)?|contacte(?: con)?|contactar(?: con)?|diríjase a|póngase en contacto con|sucesora?(?: es)?|contattare|rivolgersi a|si rivolga a|scrivere a|sostituito da|successore(?: è)?|opgevolgd door|opvolger(?: is)?|contate|contacte|contactar|contatar|dirija-se a|substituíd[oa] por|sucessora?(?: é)?)[: ]+(?:(?:my|our|the|his|her|meine[nr]?|unsere[nr]?|mon|ma|notre|mi|nuestr[oa]|mijn|onze|il mio|la mia|o meu|a minha) )?(?:(?:colleague|successor|kolleg(?:e|en|in)|nachfolger(?:in)?|collègue|compañer[oa]|collega|colega|frau|herrn?|mr|ms|mrs|mme|m|sra?|sig(?:ra|nora)?|dhr|mevr)\.? )*/iu;
const NAME =
  /^((?:\p{Lu}[\p{L}'’-]+)(?: (?:(?:van|von|der|de|den|da|do|dos|di|del|la|le|ter|zu) )*\p{Lu}[\p{L}'’-]+){0,3})/u;

/**
 * Whom an automatic answer names in the place of somebody who has left: "Bo Berg <bo@x.example>", either part alone, or undefined.
 * For a person to read; nobody is written to by it. `known` are addresses that are nobody new: the lead's own and the team's.
 */
export function successorIn(raw: string, known: string[]): string | undefined {
  const text = flat(raw.slice(0, 5_000));
  const old = new Set(known.map((one) => one.toLowerCase()));
  const address = [...text.matchAll(ADDRESS)]
    .map((match) => match[0].replace(/[.-]+$/, '').toLowerCase())
    .find((one) => !old.has(one));
  const lead = BEFORE.exec(text);
  const name = lead ? NAME.exec(text.slice(lead.index + lead[0].length))?.[1] : undefined;
  if (name && address) return `${name} <${address}>`;
  return name ?? address;
}
