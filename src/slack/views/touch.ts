import { z } from 'zod';
import type { Member } from '../../features/access/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { DraftView, TouchView } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, count, input, plainSection, section, words } from './blocks.ts';
import {
  bare,
  bothTimes,
  channelInWords,
  channelMarks,
  channelNames,
  choices,
  exactWords,
  few,
  firstNameOf,
  inline,
  modal,
  nameOf,
  pageButtons,
  personText,
  textField,
  timeFor,
} from './parts.ts';
import { pack } from './parts-state.ts';
import { draftsWaitingCard, type ReviewSession, sessionSchema } from './review.ts';
import { problemText } from './review-touch.ts';

export const EDIT_VIEW = 'touch.save';
export const CONFIRM_VIEW = 'touch.confirm';

/** What an edit goes back to: the round of reviewing that it interrupts. */
export const editStateSchema = sessionSchema.extend({ leadId: z.string(), touchId: z.string(), draftId: z.string() });
export const confirmStateSchema = sessionSchema.extend({
  leadId: z.string(),
  touchId: z.string(),
  verb: z.enum(['regenerate', 'skip', 'dismiss']),
  draftId: z.string().optional(),
});
export type TouchVerb = z.infer<typeof confirmStateSchema>['verb'];

export interface TouchData {
  touch: TouchView;
  lead: Lead;
  session: ReviewSession;
}

const back = actions(button('Back to the drafts', 'review.back'));

/** The words of one touch, to be changed; after a save that leaves problems it comes again with them. */
export function editTouchModal({ touch, lead, session, isSaved }: TouchData & { isSaved?: boolean }): View {
  const { draft } = touch;
  const problems = draft?.problems ?? [];
  const mayVouch = problems.length > 0 && problems.every((one) => one.canVouch);
  return modal({
    callbackId: EDIT_VIEW,
    title: `Edit ${channelInWords[touch.channel]} ${touch.step}`,
    submit: 'Save',
    close: 'Close',
    state: pack({ ...session, leadId: lead.id, touchId: touch.id, draftId: draft?.id ?? '' }),
    blocks: [
      section(`To ${words(personText(lead))}`),
      ...(isSaved ? [context('Your words are kept. They can’t go out like this yet.')] : []),
      ...(problems.length > 0 ? [section(problemText(problems))] : []),
      ...fields(touch, draft),
      ...(mayVouch ? [vouch()] : []),
      back,
    ],
  });
}

function fields(touch: TouchView, draft: DraftView | undefined): Block[] {
  const body = input(
    'body',
    touch.channel === 'call' ? 'What to say' : 'Text',
    textField('body', { initial: draft?.body, multiline: true, max: 3_000 }),
    {
      hint: 'It goes out exactly as it stands here. Facts need a source: the playbook, or what you noted about the lead.',
    },
  );
  if (touch.channel !== 'email') return [body];
  if (touch.step > 1) return [context(`Subject: ${inline(draft?.subject ?? '', 200)}, in the same mail thread`), body];
  return [input('subject', 'Subject', textField('subject', { initial: draft?.subject, max: 200 })), body];
}

const vouch = (): Block =>
  input('vouch', 'No source for it?', choices('vouch', [{ text: 'I vouch for these words', value: 'yes' }]), {
    optional: true,
    hint: 'For facts that you know. It is kept on record that you said so.',
  });

const confirms: Record<TouchVerb, { title: string; submit: string; text: (name: string) => string }> = {
  regenerate: {
    title: 'Write it anew',
    submit: 'Write it anew',
    text: () => 'Other words take the place of these, and your edits of this touch are gone.',
  },
  skip: {
    title: 'Skip this touch',
    submit: 'Skip it',
    text: (name) =>
      `This touch will not go out to ${name}; the others stay as they are. A skipped touch does not come back.`,
  },
  dismiss: {
    title: 'End the sequence',
    submit: 'End it',
    text: (name) =>
      `None of these touches will go out to ${name}, approved ones included. The lead stays, and can be enrolled again.`,
  },
};

/** What can't be undone asks once and says what will happen. */
export function confirmTouchModal({ touch, lead, session, verb }: TouchData & { verb: TouchVerb }): View {
  const { title, submit, text } = confirms[verb];
  const reason = input('reason', 'Why?', textField('reason', { max: 200 }), { optional: true });
  return modal({
    callbackId: CONFIRM_VIEW,
    title,
    submit,
    close: 'Close',
    state: pack({ ...session, leadId: lead.id, touchId: touch.id, verb, draftId: touch.draft?.id }),
    blocks: [
      section(`*${touch.step} · ${channelNames[touch.channel]}* to ${inline(nameOf(lead))}`),
      plainSection(text(bare(nameOf(lead)))),
      ...(verb === 'dismiss' ? [reason] : touch.draft ? [exactWords(touch.draft.body)] : []),
      back,
    ],
  });
}

export interface TouchesData {
  waiting: { name: string; drafts: number }[];
  /** Set where what waits is other people's. */
  of?: { id: string; name: string; leads: number }[];
  /** `ownerName` where a task is somebody else's. */
  tasks: (TouchView & { leadName: string; ownerName?: string })[];
  reader: Member;
  now: Instant;
}

const SHOWN_TASKS = 4;

/** `/touches`: what waits for this person, drafts first. */
export function touchesCard({ waiting, of, tasks, reader, now }: TouchesData): Card {
  const drafts = draftsWaitingCard({
    leads: waiting.length,
    touches: waiting.reduce((sum, one) => sum + one.drafts, 0),
    names: waiting.map((one) => one.name),
    of,
  });
  if (tasks.length === 0) return drafts;
  const isOthers = tasks.some((one) => one.ownerName);
  const title = isOthers ? `${count(tasks.length, 'task')} of others` : `${count(tasks.length, 'task')} for you`;
  return {
    text: `${drafts.text}, ${title}`,
    blocks: [
      ...(drafts.blocks ?? []).filter((one) => one.type !== 'context'),
      ...taskLines(title, { tasks, reader, now }),
    ],
  };
}

type Tasks = Omit<TouchesData, 'waiting' | 'of'>;

const taskLines = (title: string, { tasks, reader, now }: Tasks): Block[] => [
  section(
    `*${title}*${tasks.length > SHOWN_TASKS ? `, the first ${SHOWN_TASKS}` : ''}`,
    tasks.length > SHOWN_TASKS ? button(`Show all ${tasks.length}`, 'task.list') : undefined,
  ),
  ...tasks.slice(0, SHOWN_TASKS).map((one) => taskLine(one, { reader, now })),
];

function taskLine(one: Tasks['tasks'][number], { reader, now }: Pick<Tasks, 'reader' | 'now'>): Block {
  const whose = one.ownerName ? ` · ${inline(one.ownerName, 40)}’s` : '';
  const text = `${channelMarks[one.channel]} *${inline(one.leadName)}* · ${channelInWords[one.channel]}, due ${timeFor(one.dueAt, reader, now)}${whose}`;
  return section(text, button('Open', 'task.show', { value: one.id }));
}

export const TASKS_PAGE = 10;

/** Every open task, page by page. */
export function tasksModal({ tasks, page, reader, now }: Tasks & { page: number }): View {
  const last = Math.max(0, Math.ceil(tasks.length / TASKS_PAGE) - 1);
  const at = Math.min(page, last);
  const shown = tasks.slice(at * TASKS_PAGE, (at + 1) * TASKS_PAGE);
  return modal({
    callbackId: 'task.list',
    title: 'Tasks',
    blocks: [
      section(
        tasks.length === 0
          ? '*No tasks are due.* All of them are done.'
          : `*${count(tasks.length, 'task')}*, the most urgent first`,
      ),
      ...shown.map((one) => taskLine(one, { reader, now })),
      ...pageButtons('task.list', { page: at, last }),
    ],
  });
}

/** What left today in one person's name, the newest first. */
export function sentTodayCard(mails: { leadName: string; step: number }[]): Card {
  const text = `${count(mails.length, 'email has', 'emails have')} gone out today`;
  const names = few(mails.map((one) => inline(one.leadName, 60)));
  return {
    text,
    blocks: [section(`*${text}*${names ? `\nto ${names}` : ''}`), context('Answers come here as they arrive.')],
  };
}

/** Today's tasks of one person: what nobody but a person does. */
export function tasksDueCard(data: Tasks): Card {
  const { length } = data.tasks;
  if (length === 0) return { text: 'No tasks are due', blocks: [section('*No tasks are due.* All of them are done.')] };
  const title = `${count(length, 'task is', 'tasks are')} due`;
  return {
    text: title,
    blocks: [...taskLines(title, data), context('You send or call; the words are ready to copy.')],
  };
}

export const APPROVED_PAGE = 20;

/** What was approved and has not left yet, each with the way back. */
export function approvedModal(data: {
  touches: { touch: TouchView; lead: Lead }[];
  total: number;
  page: number;
  reader: Member;
  now: Instant;
  note?: string;
}): View {
  const { touches, total, page, reader, now, note } = data;
  const lines = touches.map(({ touch, lead }) => {
    const when = bothTimes(touch.dueAt, { name: firstNameOf(lead), zone: touch.zone }, { reader, now });
    const subject = touch.draft?.subject ? ` · “${inline(touch.draft.subject, 60)}”` : '';
    return section(
      `*${inline(nameOf(lead))}* · ${channelMarks[touch.channel]} step ${touch.step}${subject}\n${when}`,
      button('Pull back', 'touch.pull_back', { value: touch.id }),
    );
  });
  const from = page * APPROVED_PAGE + 1;
  return modal({
    callbackId: 'touch.approved',
    title: 'Approved, not sent yet',
    state: pack({ page }),
    blocks: [
      ...(note ? [section(note)] : []),
      ...(total > APPROVED_PAGE ? [context(`${from}–${from + lines.length - 1} of ${total}, the next one first`)] : []),
      ...(lines.length > 0
        ? lines
        : [
            section('Nothing that you approved is waiting to leave.'),
            actions(button('Review drafts', 'touch.review')),
          ]),
      ...pageButtons('touch.approved', { page, last: Math.max(0, Math.ceil(total / APPROVED_PAGE) - 1) }),
    ],
  });
}

/** What an answer to "did it go out?" leaves behind. */
export function settledCard(lead: Lead, touch: TouchView, didGo: boolean): Card {
  const text = didGo
    ? `Email ${touch.step} to ${inline(nameOf(lead))} is recorded as sent.`
    : `Email ${touch.step} to ${inline(nameOf(lead))} waits for your approval again. Nothing was sent twice.`;
  const review = button('Review', 'touch.review', { value: lead.id });
  return { text, blocks: didGo ? [context(text)] : [section(text, review)] };
}
