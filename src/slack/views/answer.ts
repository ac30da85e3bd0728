import { z } from 'zod';
import type { Member } from '../../features/access/index.ts';
import type { Problem } from '../../features/drafting/index.ts';
import type { AnswerForm, GivenAnswer } from '../../features/sequences/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { oneLine } from '../../kernel/escape.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, context, type Element, input, quote, readerTime, section } from './blocks.ts';
import {
  bothTimes,
  channelInWords,
  copyable,
  firstNameOf,
  inline,
  modal,
  readablePhone,
  textField,
  timeFor,
} from './parts.ts';
import { pack } from './parts-state.ts';
import { problemText } from './review-touch.ts';
import { vouchBox } from './touch.ts';

export const ANSWER_VIEW = 'reply.send';
export const answerStateSchema = z.object({
  leadId: z.string(),
  entryId: z.number(),
  channel: z.enum(['email', 'whatsapp', 'sms']),
  seen: z.object({ readAt: z.number(), lastInboundId: z.string(), fingerprint: z.string() }),
});

const WORDS_MAX = 3_000;
/** What the provider of texts takes in one message. */
const TEXT_MAX = 1_500;
const QUOTE_MAX = 1_200;

/** A reply that can be answered from here, and the answer that it was given. */
export interface Answering {
  entryId: number;
  given?: GivenAnswer;
}

export const answerButton = (leadId: string, answering: Answering | undefined): Element | undefined =>
  answering && !answering.given
    ? button('Answer', 'reply.answer', { value: `${leadId}:${answering.entryId}`, style: 'primary' })
    : undefined;

/** The quiet line that an answer leaves on the card of what it answers; while it waits, with the way back. */
export function answeredLine(answering: Answering | undefined, readerId?: string): Block[] {
  const given = answering?.given;
  if (!given) return [];
  const who = given.byId === readerId ? 'you' : inline(given.byName, 40);
  const at = readerTime(given.at, '{time}');
  if (given.state === 'sent') return [context(`Answered by ${who} at ${at}`)];
  if (given.state === 'waits') {
    const leaves = given.leavesAt === undefined ? '' : ` Leaves: ${readerTime(given.leavesAt)}`;
    const back = button('Pull back', 'touch.pull_back', { value: given.touchId });
    return [section(`Answered by ${who}, not sent yet.${leaves}`, back)];
  }
  const state = given.state === 'leaving' ? 'it is leaving now' : 'it is not known whether it went';
  return [context(`Answered by ${who} at ${at}: ${state}`)];
}

export interface AnswerModalData {
  form: AnswerForm;
  reader: Member;
  now: Instant;
  /** What was typed already. */
  typed?: string;
  note?: string;
  problems?: Problem[];
}

/** What they wrote, by which way the answer goes and when, and the words: its submit button is the yes to exactly these. */
export function answerModal(data: AnswerModalData): View {
  const { form, typed, problems = [], note } = data;
  if (form.given) return givenModal(data, form.given);
  const canType = form.leavesAt !== undefined || typed !== undefined;
  const mayVouch = problems.length > 0 && problems.every((one) => one.canVouch);
  const { channel, seen } = form;
  return modal({
    callbackId: ANSWER_VIEW,
    title: titleOf(form),
    submit: canType ? 'Send' : undefined,
    close: 'Close',
    state: pack({ leadId: form.lead.id, entryId: form.reply.entryId, channel, seen }),
    blocks: [
      ...(note ? [section(`:warning: *${inline(note, 300)}*`)] : []),
      ...saidBlocks(data),
      ...wayBlocks(data),
      ...(problems.length > 0 ? [section(problemText(problems, 'Can’t go out like this. Nothing was sent'))] : []),
      ...(canType ? [wordsField(form, typed)] : []),
      ...(mayVouch ? [vouchBox()] : []),
    ],
  });
}

/** A title holds 24 characters and shows what it is given: only what looks like a name goes into it. */
function titleOf({ lead }: AnswerForm): string {
  const name = oneLine(lead.firstName);
  return name.length <= 16 && /^[\p{L}\p{M}' .-]+$/u.test(name) ? `Answer ${name}` : 'Answer';
}

function saidBlocks({ form, reader, now }: AnswerModalData): Block[] {
  const { reply } = form;
  const from = reply.isFromOther ? ` from ${inline(reply.fromAddress, 80)}, in place of ${firstNameOf(form.lead)}` : '';
  return [
    context(`They wrote by ${channelInWords[reply.channel]}${from}, ${timeFor(reply.at, reader, now)}`),
    quote(reply.words || '(no words of their own)', QUOTE_MAX),
  ];
}

const addressWords = (channel: AnswerForm['channel'], address: string): string =>
  inline(channel === 'email' ? address : readablePhone(address), 120);

function wayBlocks(data: AnswerModalData): Block[] {
  const { form, reader, now } = data;
  const { channel, to, from, lead, ownerName } = form;
  const name = firstNameOf(lead);
  const whose = lead.ownerId === reader.id ? '' : `, in the name of ${inline(ownerName, 60)}`;
  const way = `*By ${channelInWords[channel]}* to ${addressWords(channel, to) || 'nobody: no address is known'}${from ? `, from ${addressWords(channel, from)}` : ''}${whose}`;
  const free =
    form.freeUntil === undefined
      ? ''
      : form.freeUntil > now
        ? `WhatsApp takes free words until ${timeFor(form.freeUntil, reader, now)} for you.`
        : 'WhatsApp takes free words for 24 hours after their message, and those are over.';
  const lines = [
    way,
    elsewhere(form),
    form.reply.isShared ? 'This number belongs to another lead too.' : '',
    free,
    whenText(data, name),
  ];
  const thread = form.subject?.startsWith('Re:') ? ', in the same mail thread' : '';
  const subject = form.subject ? [context(`Subject: *${inline(form.subject, 200)}*${thread}`)] : [];
  const basis = form.basis ? [context(`On the footing of: ${inline(form.basis, 160)}`)] : [];
  const below = form.footer ? [context(`Below it: ${inline(form.footer.replaceAll('\n', ' · '), 300)}`)] : [];
  const byEmail = form.byEmail
    ? [actions(button('Answer by email', 'reply.by_email', { value: lead.id, style: 'primary' }))]
    : [];
  return [section(lines.filter(Boolean).join('\n')), ...subject, ...below, ...basis, ...byEmail];
}

/** They may have used another address than the one that is on record. */
function elsewhere({ channel, reply, to, lead }: AnswerForm): string {
  if (channel !== reply.channel || !reply.fromAddress || reply.fromAddress.toLowerCase() === to.toLowerCase())
    return '';
  const from = addressWords(channel, reply.fromAddress);
  return `It was written from ${from}; this goes to the ${channel === 'email' ? 'address' : 'number'} on ${firstNameOf(lead)}’s record.`;
}

function whenText({ form, reader, now }: AnswerModalData, name: string): string {
  const { leavesAt, waitReason, refusal, zone } = form;
  if (leavesAt === undefined) return `:no_entry_sign: It can’t go this way: ${inline(refusal ?? '', 300)}`;
  if (leavesAt <= now) return 'Leaves at once.';
  const why = waitReason ? `${inline(waitReason, 160)} ` : '';
  return `${why}It leaves ${bothTimes(leavesAt, { name, zone }, { reader, now })}.`;
}

function wordsField({ channel, suggestion }: AnswerForm, typed: string | undefined): Block {
  const max = channel === 'email' ? WORDS_MAX : TEXT_MAX;
  const field = textField('body', { initial: typed ?? suggestion, multiline: true, max, focus: true });
  const hint =
    'It goes out exactly as it stands here. Facts need a source: the playbook, your notes, or their own words.';
  return input('body', 'Your answer', field, { hint });
}

/** Somebody was faster, or the answer is given: what became of it. */
function givenModal({ form, reader, now, typed }: AnswerModalData, given: GivenAnswer): View {
  const who = given.byId === reader.id ? 'you' : inline(given.byName, 40);
  const lost =
    typed === undefined ? [] : [context('Your words were not sent. Here they are, to be copied:'), copyable(typed)];
  return modal({
    callbackId: 'reply.given',
    title: titleOf(form),
    blocks: [
      section(
        `*Already answered by ${who}*, ${timeFor(given.at, reader, now)}. ${fateText(given, form, { reader, now })}`,
      ),
      ...saidBlocks({ form, reader, now }),
      ...lost,
    ],
  });
}

/** After the press: whether it left, or when it will. */
export function answeredModal(
  form: Pick<AnswerForm, 'lead' | 'zone'>,
  given: GivenAnswer,
  at: { reader: Member; now: Instant },
): View {
  const title = given.state === 'sent' ? 'Sent' : given.state === 'waits' ? 'Kept' : 'On its way';
  const back = actions(button('Pull back', 'touch.pull_back', { value: given.touchId }));
  return modal({
    callbackId: 'reply.given',
    title,
    close: 'Done',
    blocks: [
      section(`*${fateText(given, form, at)}*`),
      ...(given.state === 'waits' ? [context(whyWaits(given)), back] : []),
    ],
  });
}

const whyWaits = ({ reason }: GivenAnswer): string =>
  `${reason ? `${inline(reason, 200)} ` : ''}If they write again before that, it stays here and you are told.`;

function fateText(
  given: GivenAnswer,
  form: Pick<AnswerForm, 'lead' | 'zone'>,
  at: { reader: Member; now: Instant },
): string {
  const name = firstNameOf(form.lead);
  const { state, leavesAt } = given;
  if (state === 'sent') return `Sent to ${name} by ${channelInWords[given.channel]}.`;
  if (state === 'waits')
    return leavesAt === undefined
      ? 'It waits.'
      : `Leaves ${bothTimes(Math.max(leavesAt, at.now), { name, zone: form.zone }, at)}.`;
  return state === 'leaving'
    ? 'It is on its way. Whether it arrived is looked up, and nothing is sent twice.'
    : 'It is not known whether it went out. Its owner is asked.';
}
