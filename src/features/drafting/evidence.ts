import { countryName } from '../../kernel/country.ts';
import type { Lead, Pain } from '../leads/index.ts';
import type { PlaybookContent, Proof } from '../playbook/index.ts';
import type { DraftContext, Evidence } from './index.ts';
import { wordsOf } from './language.ts';
import { matchPain, proofFor } from './matching.ts';
import { companyName, greetingName, plainLine } from './names.ts';
import type { Surroundings } from './parties.ts';

type Subject = Pick<DraftContext, 'lead' | 'playbook' | 'sender' | 'reply'>;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "5 May 2026" of an ISO date; '' of anything else. */
export function longDate(iso: string | undefined): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
  const month = MONTHS[Number(match?.[2]) - 1];
  return match && month ? `${Number(match[3])} ${month} ${match[1]}` : '';
}

function shortDate(iso: string | undefined): string {
  return longDate(iso).replace(/ (\p{L}{3})\p{L}* (\d{4})$/u, ' $1 $2');
}

function sourceWords(pain: Pain): string {
  return [plainLine(pain.source, 200), longDate(pain.sourceDate)].filter(Boolean).join(', ');
}

/** Everything that a draft may rest on. Texts are stable: an approval is bound to them. */
export function evidenceFor({ lead, playbook, reply }: Subject): Evidence[] {
  const content = playbook.content;
  return [
    ...(reply === undefined ? [] : answerEvidence(reply, content)),
    ...painEvidence(lead),
    ...noteEvidence(lead),
    ...leadEvidence(lead),
    ...proofEvidence(lead, content),
    ...companyEvidence(lead, content),
  ];
}

function painEvidence(lead: Lead): Evidence[] {
  return lead.pains.map((pain, index) => {
    const source = plainLine(pain.source, 120) || 'your note';
    const short = shortDate(pain.sourceDate);
    return {
      id: `n${index + 1}`,
      kind: 'pain' as const,
      text: `${plainLine(pain.text)} (${sourceWords(pain) || 'your note'})`,
      label: short ? `${source}, ${short}` : source,
    };
  });
}

function noteEvidence(lead: Lead): Evidence[] {
  const notes = plainLine(lead.notes ?? '', 1_500);
  return notes ? [{ id: 't1', kind: 'note', text: notes, label: 'note on the lead' }] : [];
}

/** What the lead has just written, and what the playbook says to their objections. */
function answerEvidence(reply: string, { objections }: PlaybookContent): Evidence[] {
  const said = plainLine(reply, 3_000);
  const answers = objections.flatMap(({ name, answers: known }) => known.map((text) => ({ name, text })));
  return [
    ...(said
      ? [
          {
            id: 'r1',
            kind: 'reply' as const,
            text: `${said} (their reply, in which they wrote and asked this)`,
            label: 'what they wrote',
          },
        ]
      : []),
    ...answers.map(({ name, text }, index) => ({
      id: `o${index + 1}`,
      kind: 'company' as const,
      text: plainLine(text),
      label: `playbook, answer to “${plainLine(name, 60)}”`,
    })),
  ];
}

function leadEvidence(lead: Lead): Evidence[] {
  const company = plainLine(lead.account?.name ?? '', 120);
  const title = plainLine(lead.title, 120);
  const country = countryName(lead.account?.country ?? lead.country);
  const facts = [
    title && `${plainLine(lead.name, 120)} is ${title}${company ? ` at ${company}` : ''}.`,
    company && lead.account?.industry && `${company} is in ${plainLine(lead.account.industry, 120)}.`,
    company && lead.account?.employees && `${company} has ${lead.account.employees} employees.`,
    company && country && `${company} is in ${country}.`,
  ].filter((one): one is string => Boolean(one));
  return facts.map((text, index) => ({ id: `l${index + 1}`, kind: 'lead', text, label: 'the lead’s record' }));
}

function proofEvidence(lead: Lead, playbook: PlaybookContent): Evidence[] {
  const fitting = proofFor(matchPain(lead, playbook).pain, playbook);
  const others = playbook.proof.filter((one) => !fitting.includes(one));
  return [...fitting, ...others].map((proof, index) => ({
    id: `p${index + 1}`,
    kind: 'proof',
    text: proofText(proof, playbook),
    label: `playbook, proof “${plainLine(proof.customer, 60)}”, checked ${shortDate(proof.checkedAt) || proof.checkedAt}`,
  }));
}

function proofText(proof: Proof, playbook: PlaybookContent): string {
  const claim = plainLine(proof.claim);
  const isAboutMany = playbook.company !== '' && proof.customer.startsWith(playbook.company);
  return isAboutMany ? claim : `${claim} (customer: ${plainLine(proof.customer, 120)})`;
}

function companyEvidence(lead: Lead, playbook: PlaybookContent): Evidence[] {
  const { pain } = matchPain(lead, playbook);
  const what = plainLine([playbook.company, playbook.whatWeSell].filter(Boolean).join(': '), 1_200);
  const about = pain && plainLine(`${pain.name}. ${pain.description} ${pain.question}`, 1_000);
  return [
    ...(what ? [{ id: 'c1', kind: 'company' as const, text: what, label: 'playbook, what we sell' }] : []),
    ...(pain && about
      ? [{ id: 'c2', kind: 'company' as const, text: about, label: `playbook, “${plainLine(pain.name, 80)}”` }]
      : []),
  ];
}

/** Names and words that a sentence may use without a source of its own. */
export function surroundingsOf(
  { lead, playbook, sender }: Subject,
  evidence: Evidence[],
  isScript = false,
): Surroundings {
  const { content } = playbook;
  const company = companyName(lead.account?.name);
  const first = greetingName(lead.firstName);
  const wordsOfPlaybook = [
    ...evidence.map((one) => one.text),
    ...content.pains.flatMap((pain) => [pain.name, pain.description, pain.question, ...pain.signs]),
    ...content.objections.flatMap((one) => [one.name, ...one.answers]),
    lead.title,
    lead.account?.industry ?? '',
  ];
  return {
    names: [company, first, first && plainLine(lead.lastName, 80), sender.name, sender.company, content.company]
      .map((one) => plainLine(one, 120))
      .filter(Boolean),
    leadCompany: company,
    leadFirstName: first,
    sellerCompany: content.company || sender.company,
    isScript,
    vocabulary: new Set(wordsOfPlaybook.flatMap((text) => wordsOf(text).map((word) => word.stem))),
    customers: content.proof
      .map((one) => one.customer)
      .filter((name) => !name.startsWith(content.company) || content.company === ''),
  };
}
