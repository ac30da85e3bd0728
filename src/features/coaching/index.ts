import { type Db, inTransaction } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { Denied, NotFound } from '../../kernel/errors.ts';
import { clip } from '../../kernel/escape.ts';
import type { Access, Member } from '../access/index.ts';
import type { Interactions } from '../interactions/index.ts';
import type { Lead, Leads } from '../leads/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import type { Entry, Threads } from '../threads/index.ts';
import { createPreparing } from './preparing.ts';
import {
  type Account,
  bySentence,
  coursesOf,
  feedbackOn,
  headlineOf,
  listed,
  meaningOf,
  nextStepFor,
  type ObjectionCourse,
  painsIn,
  questionsIn,
} from './rules.ts';
import { createCoachingStore } from './store.ts';

export interface CoachingPoint {
  key: string;
  /** 'good' what went well, 'try' one thing to try, 'note' what was said or agreed, 'unknown' not enough to say. */
  kind: 'good' | 'try' | 'note' | 'unknown';
  text: string;
  /** The person's own words that it rests on. */
  quote?: string;
}

export interface Nudge {
  id: string;
  entryId: number;
  leadId: string;
  forMemberId: string;
  /** 'reply' at once on a prospect's answer, 'feedback' after a logged interaction, 'objection' for the team lead. */
  kind: 'reply' | 'feedback' | 'objection';
  headline: string;
  /** What the prospect said, in their words. */
  quote?: string;
  means?: string;
  nextStep?: string;
  points: CoachingPoint[];
  madeAt: Instant;
  /** Keys of the points that its reader called wrong. */
  disputed?: string[];
}

export interface Coaching {
  /** What one log entry calls for; [] where coaching has nothing to add. Idempotent per entry, member and kind. */
  consider(entry: Entry): Promise<Nudge[]>;
  nudge(id: string): Promise<Nudge>;
  /** Who got it says that a point is wrong; twice changes nothing. Throws Denied for anybody else, NotFound for an unknown point. */
  dispute(memberId: string, nudgeId: string, pointKey: string): Promise<void>;
  /** "prepare me": what is known of a lead before a call. */
  prepare(leadId: string): Promise<{ headline: string; points: CoachingPoint[] }>;
}

export interface CoachingDeps {
  db: Db;
  clock: Clock;
  threads: Threads;
  leads: Leads;
  access: Access;
  playbook: Playbooks;
  interactions: Interactions;
}

type Draft = Omit<Nudge, 'id' | 'madeAt' | 'disputed'>;
type Heard = { entry: Entry; lead: Lead };

const LOGGED = {
  'call.logged': 'call',
  'call.transcribed': 'call',
  'meeting.logged': 'meeting',
  'message.logged': 'message',
} as const;
const TITLES = { call: 'Call with', meeting: 'Meeting with', message: 'Message about' } as const;
const QUOTE_MAX = 900;
/** No more than this is read for objections at once. */
const PAGE = 15_000;

/** On what an entry rests: a person's account, or a recording, with or without who spoke. */
function sourceOf(entry: Entry): Account['source'] {
  if (entry.kind !== 'call.transcribed') return 'account';
  return entry.refs.isByVoice === true ? 'voices' : 'recording';
}

function loggedKind(entry: Entry): 'call' | 'meeting' | 'message' | undefined {
  // What a mailbox saw its owner write by hand was not logged for feedback.
  if (entry.refs.byHand === true) return undefined;
  // Nor is what a colleague wrote in Slack an account by the person who keeps it with a lead.
  if (entry.refs.byOther === true) return undefined;
  return LOGGED[entry.kind as keyof typeof LOGGED];
}

/** Reads what was said by rules and tells people privately what it means; a model may read with them later. */
export function createCoaching(deps: CoachingDeps): Coaching {
  const store = createCoachingStore(deps.db);

  /** The playbook's objections and pains in these words. */
  async function hear(text: string) {
    const [reading, { content }] = await Promise.all([deps.interactions.read(text), deps.playbook.current()]);
    const heard = new Set(reading.objections);
    for (let from = PAGE; from < text.length; from += PAGE)
      for (const key of (await deps.interactions.read(text.slice(from, from + PAGE))).objections) heard.add(key);
    const objections = content.objections.filter((one) => heard.has(one.key));
    return { reading, objections, pains: painsIn(text, content.pains), content };
  }

  async function onReply({ entry, lead }: Heard): Promise<Draft[]> {
    const { reading, objections, content } = await hear(entry.text ?? '');
    const leader = await teamLeadOf(lead.ownerId);
    const onRecord = lead.pains.flatMap((pain) => painsIn(pain.text, content.pains));
    const questions = questionsIn(reading.words);
    const stopped = await deps.threads.of(lead.id, { kinds: ['sequence.stopped'], limit: 1 });
    const nudge: Draft = {
      entryId: entry.id,
      leadId: lead.id,
      forMemberId: lead.ownerId,
      kind: 'reply',
      headline: `${whoAnswered(entry, lead)}${isTelling(reading.summary) ? ` · ${reading.summary}` : ''}`,
      quote: clip(reading.words || entry.text || '', QUOTE_MAX),
      means: `${meaningOf(
        reading.intents,
        objections.map((one) => one.name),
      )}${stopped[0]?.at === entry.at ? ' The sequence has stopped.' : ''}`,
      nextStep: nextStepFor({
        intents: reading.intents,
        objection: objections[0],
        firstName: lead.firstName || lead.name,
        painQuestion: onRecord[0]?.question,
      }),
      points: [
        ...(questions[0]
          ? [
              {
                key: 'question',
                kind: 'note' as const,
                text:
                  questions.length === 1 ? 'A question to you.' : `${questions.length} questions to you; the first:`,
                quote: questions[0],
              },
            ]
          : []),
        ...objections.slice(1).map((one) => ({
          key: `objection_${one.key}`,
          kind: 'note' as const,
          text: `Also “${one.name}”. ${one.answers[0] ? `Playbook: ${one.answers[0]}` : 'The playbook has no answer to it yet.'}`,
        })),
        ...(entry.refs.fromOther === true
          ? [
              {
                key: 'other_address',
                kind: 'note' as const,
                text: 'It came from another address than the one that we wrote to.',
              },
            ]
          : []),
        ...sharedWith(leader, objections.length),
      ],
    };
    // Whatever a lead says of an objection, it is not yet answered.
    const courses: ObjectionCourse[] = coursesOf(reading.words, objections).map((one) => ({
      ...one,
      metBy: undefined,
    }));
    return [
      nudge,
      ...forTeamLead({ entry, lead }, leader, { courses, rep: await deps.access.member(lead.ownerId), isReply: true }),
    ];
  }

  async function onLogged({ entry, lead }: Heard, kind: 'call' | 'meeting' | 'message'): Promise<Draft[]> {
    const source = sourceOf(entry);
    const text = source === 'voices' ? bySentence(entry.text ?? '') : (entry.text ?? '');
    const repId = entry.actorId ?? lead.ownerId;
    const leader = await teamLeadOf(repId);
    const { objections, pains } = await hear(text);
    const { points, courses } = feedbackOn({
      kind,
      source,
      text,
      leadFirstName: lead.firstName,
      objections,
      pains,
      painsOnRecord: lead.pains.map((one) => one.text),
    });
    const minutes = Number(entry.refs.minutes) > 0 ? `, ${Number(entry.refs.minutes)} min` : '';
    const open = courses.find((one) => !one.metBy);
    const hasNoStep = points.some((one) => one.key === 'next_step' && one.kind === 'try');
    const nudge: Draft = {
      entryId: entry.id,
      leadId: lead.id,
      forMemberId: repId,
      kind: 'feedback',
      headline: `${TITLES[kind]} ${lead.name}${minutes} · ${headlineOf(points)}`,
      nextStep: entry.refs.mayBeNo
        ? 'They may have asked not to be contacted again. The sequence is on hold: read what was said, then resume or stop.'
        : hasNoStep
          ? `Write ${lead.firstName || lead.name} one line with a day and a purpose${open ? `, and answer “${open.objection.name}” in it` : ''}.`
          : undefined,
      points: [...points, ...sharedWith(leader, courses.length)],
    };
    return [
      nudge,
      ...forTeamLead({ entry, lead }, leader, { courses, rep: await deps.access.member(repId), isReply: false }),
    ];
  }

  async function teamLeadOf(memberId: string): Promise<Member | undefined> {
    const member = await deps.access.member(memberId);
    const leader = member?.teamLeadId ? await deps.access.member(member.teamLeadId) : undefined;
    return leader?.status === 'active' && leader.id !== memberId ? leader : undefined;
  }

  return {
    async consider(entry) {
      const kind = loggedKind(entry);
      if (!entry.leadId || (entry.kind !== 'lead.replied' && !kind)) return [];
      const known = await store.ofEntry(entry.id);
      if (known.length > 0) return known;
      const heard: Heard = { entry, lead: await deps.leads.get(entry.leadId) };
      const drafts = kind ? await onLogged(heard, kind) : await onReply(heard);
      const madeAt = deps.clock.now();
      await inTransaction(deps.db, async (scope) => {
        for (const draft of drafts) await createCoachingStore(scope).insert({ ...draft, id: idOf(draft), madeAt });
      });
      return store.ofEntry(entry.id);
    },

    async nudge(id) {
      const found = await store.get(id);
      if (!found) throw new NotFound('This coaching message is not there any more.');
      return found;
    },

    async dispute(memberId, nudgeId, pointKey) {
      const found = await store.get(nudgeId);
      if (!found) throw new NotFound('This coaching message is not there any more.');
      if (found.forMemberId !== memberId)
        throw new Denied('Only the person whom this message is for can say that it is wrong.');
      if (!found.points.some((one) => one.key === pointKey))
        throw new NotFound('That point is not part of this message.');
      await store.dispute({ nudgeId, point: pointKey, by: memberId, at: deps.clock.now() });
    },

    ...createPreparing(deps),
  };
}

/** Follows from what it is about: made anew from the log, it is the same nudge, and nobody is told twice. */
const idOf = ({ entryId, kind, forMemberId }: Draft): string => `ndg_${entryId}_${kind}_${forMemberId}`;

/** Somebody else in the lead's thread is named, as the words begin with who that is. */
function whoAnswered(entry: Entry, lead: Lead): string {
  if (entry.refs.fromOther !== true) return `${lead.name} answered`;
  const who = /^From ([^\n]{1,220}):\n/.exec(entry.text ?? '')?.[1] ?? 'Somebody else';
  return `${who} answered in place of ${lead.name}`;
}

const isTelling = (summary: string) => summary !== '' && summary !== 'answered';

/** The rep is told what the team lead hears. */
function sharedWith(leader: Member | undefined, objections: number): CoachingPoint[] {
  if (!leader || objections === 0) return [];
  return [
    {
      key: 'shared',
      kind: 'note',
      text: `${leader.name} is told which objection came up and whether it was met, not your words.`,
    },
  ];
}

/** The team lead hears which objection came up and how it was met; what a rep wrote down stays with the rep. */
function forTeamLead(
  { entry, lead }: Heard,
  leader: Member | undefined,
  told: { courses: ObjectionCourse[]; rep: Member | undefined; isReply: boolean },
): Draft[] {
  if (!leader || told.courses.length === 0) return [];
  const names = listed(told.courses.map((one) => `“${one.objection.name}”`));
  const met = told.courses.filter((one) => one.metBy).length;
  const open = told.courses.find((one) => !one.metBy);
  const rep = told.rep?.name ?? 'The rep';
  const course =
    met === told.courses.length
      ? 'was met'
      : met === 0
        ? 'stayed open'
        : `was met in ${met} of ${told.courses.length} points`;
  const raised = told.isReply ? told.courses[0]?.raised : undefined;
  return [
    {
      entryId: entry.id,
      leadId: lead.id,
      forMemberId: leader.id,
      kind: 'objection',
      headline: `${names} came up · ${lead.name}${lead.account ? `, ${lead.account.name}` : ''} (${rep})`,
      quote: raised ? clip(raised, QUOTE_MAX) : undefined,
      means: told.isReply
        ? `It is in the lead’s answer; ${rep} has it, with the playbook’s words on it.`
        : `By ${sourceOf(entry) === 'account' ? `${rep}’s account` : 'the recording'} it ${course}.`,
      nextStep: open
        ? (open.objection.answers[0] ??
          `The playbook has no answer to “${open.objection.name}” yet. Write one with ${rep}.`)
        : undefined,
      points: [],
    },
  ];
}
