import { formatDay, formatInstant } from '../../kernel/calendar.ts';
import { clip } from '../../kernel/escape.ts';
import type { Lead } from '../leads/index.ts';
import type { PlaybookContent, PlaybookPain } from '../playbook/index.ts';
import { byTime, type Entry, type EntryKind, happenedAt } from '../threads/index.ts';
import type { Coaching, CoachingDeps, CoachingPoint } from './index.ts';
import { coursesOf, painsIn, sentencesOf } from './rules.ts';

const SAID: EntryKind[] = [
  'lead.replied',
  'call.logged',
  'call.transcribed',
  'meeting.logged',
  'message.logged',
  'note.added',
];
const QUOTE_MAX = 300;
const WHAT: Partial<Record<EntryKind, string>> = {
  'lead.replied': 'They answered',
  'call.logged': 'The last call',
  'call.transcribed': 'The last call, from its recording',
  'meeting.logged': 'The last meeting',
  'message.logged': 'The last message',
  'note.added': 'A note',
};

/** "3 Sept 2026" for an ISO date; anything else as it stands. */
function dayInWords(iso: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T12:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? iso : formatDay(at, 'UTC');
}

/** "prepare me": what is known of a lead before a call, from the record alone. */
export function createPreparing(deps: CoachingDeps): Pick<Coaching, 'prepare'> {
  /** The last two things that were said, the newest first. */
  function lastWords(lead: Lead, entries: Entry[]): CoachingPoint[] {
    return entries
      .slice(-2)
      .reverse()
      .map((entry) => ({
        key: `entry_${entry.id}`,
        kind: 'note',
        text: `${WHAT[entry.kind] ?? 'Said'}, ${formatDay(happenedAt(entry), lead.timezone ?? 'UTC')}.`,
        quote: clip(entry.text ?? '', QUOTE_MAX),
      }));
  }

  function painPoints(lead: Lead, content: PlaybookContent): CoachingPoint[] {
    return lead.pains
      .slice(-2)
      .reverse()
      .map((pain) => {
        const known: PlaybookPain | undefined =
          content.pains.find((one) => one.key === pain.painKey) ?? painsIn(pain.text, content.pains)[0];
        return {
          key: `pain_${pain.id}`,
          kind: 'note',
          text: `Their problem: “${clip(pain.text, QUOTE_MAX)}” (${pain.source}${pain.sourceDate ? `, ${dayInWords(pain.sourceDate)}` : ''}).${known ? ` Ask: “${known.question}”` : ''}`,
        };
      });
  }

  function proofPoint(lead: Lead, content: PlaybookContent): CoachingPoint[] {
    const keys = new Set(
      lead.pains.flatMap((pain) => pain.painKey ?? painsIn(pain.text, content.pains).map((one) => one.key)),
    );
    const proof = content.proof.find((one) => one.painKeys.some((key) => keys.has(key)));
    return proof
      ? [
          {
            key: `proof_${proof.key}`,
            kind: 'note',
            text: `Proof to have at hand: ${proof.claim} (${proof.source}, checked ${dayInWords(proof.checkedAt)})`,
          },
        ]
      : [];
  }

  /** Objections that have come up so far, the newest word on each, with the playbook's answer. */
  async function objectionPoints(entries: Entry[], content: PlaybookContent): Promise<CoachingPoint[]> {
    const found = new Map<string, CoachingPoint>();
    for (const entry of entries) {
      if (entry.kind === 'note.added' || !entry.text) continue;
      const reading = await deps.interactions.read(entry.text);
      for (const { objection, raised, metBy } of coursesOf(
        entry.text,
        content.objections.filter((one) => reading.objections.includes(one.key)),
      )) {
        const answer = objection.answers[0]
          ? ` Playbook: ${objection.answers[0]}`
          : ' The playbook has no answer to it yet.';
        found.delete(objection.key);
        found.set(objection.key, {
          key: `objection_${objection.key}`,
          kind: metBy ? 'note' : 'try',
          text: `“${objection.name}” ${metBy ? 'came up and was met' : 'is open'}.${answer}`,
          quote: raised ? clip(raised, QUOTE_MAX) : undefined,
        });
      }
    }
    return [...found.values()].reverse();
  }

  const prepare: Coaching['prepare'] = async (leadId) => {
    const lead = await deps.leads.get(leadId);
    const [entries, { content }] = await Promise.all([
      deps.threads.of(leadId, { kinds: SAID, limit: 20 }),
      deps.playbook.current(),
    ]);
    const said = byTime(entries).filter((one) => one.text && sentencesOf(one.text).length > 0);
    const points = [
      ...painPoints(lead, content),
      ...lastWords(lead, said),
      ...(await objectionPoints(said, content)),
      ...proofPoint(lead, content),
    ];
    if (said.length === 0)
      points.push({ key: 'nothing_said', kind: 'unknown', text: 'on how they talk: nothing has been said yet.' });
    if (lead.pains.length === 0) {
      const question = content.pains[0]?.question;
      points.unshift({
        key: 'no_pain',
        kind: 'try',
        text: `No problem is on record. ${question ? `Find one: “${question}”` : 'Ask what made them look.'}`,
      });
    }
    const where = [lead.title, lead.account?.name].filter(Boolean).join(', ');
    const now = deps.clock.now();
    const time = lead.timezone ? ` · ${formatInstant(now, lead.timezone, now)} there` : '';
    return { headline: `${lead.name}${where ? `, ${where}` : ''}${time}`, points };
  };

  return { prepare };
}
