import { inTransaction, isUniqueViolation } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Member } from '../access/index.ts';
import type { Problem, WrittenDraft } from '../drafting/index.ts';
import { createAnswerStore } from './answer-store.ts';
import { type AnswerChannel, createConversation, type Reply } from './conversation.ts';
import type { createExit } from './exit.ts';
import { imagined, runAhead } from './forecasting.ts';
import { sessionEnd } from './gates.ts';
import type { AnswerForm, AnswerOutcome, GivenAnswer, SequenceDeps, Sequences } from './index.ts';
import { createSequenceQueries } from './queries.ts';
import { approvalExpiry, placeOf } from './rules.ts';
import { ANSWER_STEP, createSequenceStore, type DraftRecord, type TouchRecord } from './store.ts';
import { addressFor, createWorld, fingerprintOf, type LeadWorld } from './world.ts';

type Answer = Parameters<Sequences['answer']>[1];
type Verbs = Pick<Sequences, 'replyToAnswer' | 'answerTo' | 'answerForm' | 'answer'>;

const WROTE_AGAIN = 'They wrote again while you typed. Nothing was sent.';
const LOOK_AGAIN =
  'To whom or from where it goes, or the stage, changed while you typed. Nothing was sent. Look at it once more.';
const NO_REPLY = 'There is no message of this lead that can be answered from here.';

/** A person answers what a lead wrote: one touch of an enrollment of its own, approved by the press, out by the one exit. */
export function createAnswering(deps: SequenceDeps, { exit }: { exit: ReturnType<typeof createExit> }): Verbs {
  const store = createSequenceStore(deps.db);
  const queries = createSequenceQueries(deps.db);
  const answers = createAnswerStore(deps.db);
  const world = createWorld(deps);
  const conversation = createConversation(deps);

  const answerTo: Sequences['answerTo'] = async (replyEntryId) => {
    const found = await answers.answerTo(replyEntryId);
    return found && given(found.touch, found.enrollment.by);
  };

  async function given(touch: TouchRecord, byId: string): Promise<GivenAnswer> {
    const [approval, send, member] = await Promise.all([
      touch.approvalId ? store.approval(touch.approvalId) : undefined,
      store.send(touch.id),
      deps.access.member(byId),
    ]);
    const states = { sent: 'sent', sending: 'leaving', unclear: 'unclear' } as const;
    const state = touch.status in states ? states[touch.status as keyof typeof states] : 'waits';
    return {
      touchId: touch.id,
      leadId: touch.leadId,
      channel: touch.channel as AnswerChannel,
      byId,
      byName: member?.name ?? 'somebody who has left',
      at: send?.sentAt ?? touch.settledAt ?? approval?.approvedAt ?? touch.dueAt,
      state,
      ...(state === 'waits' ? { leavesAt: touch.nextTryAt, reason: touch.waitReason } : {}),
    };
  }

  const replyToAnswer: Sequences['replyToAnswer'] = async (leadId) => {
    const reply = await conversation.latestReply(leadId);
    if (!reply || (await answers.answerTo(reply.entryId)) || (await queries.saidNo(leadId))) return undefined;
    const since = await deps.threads.of(leadId, { kinds: ['message.logged'], afterId: reply.entryId });
    // Answered by hand from the mailbox.
    return since.some((one) => one.refs.byHand === true) ? undefined : reply.entryId;
  };

  const answerForm: Sequences['answerForm'] = async (by, leadId, { entryId, byEmail } = {}) => {
    const reply = (await conversation.latestReply(leadId)) ?? (await replyOf(entryId));
    if (reply?.leadId !== leadId) throw new NotFound(NO_REPLY);
    return formOf(by, reply, byEmail ? 'email' : reply.channel);
  };

  const replyOf = async (entryId: number | undefined) =>
    entryId === undefined ? undefined : conversation.replyOf(await deps.threads.entry(entryId));

  async function formOf(by: Member, reply: Reply, channel: AnswerChannel): Promise<AnswerForm> {
    // Before anything is read: what comes in behind this instant is news to whoever reads the form.
    const readAt = deps.clock.now();
    const around = await world.around(reply.leadId);
    await deps.access.assertMayActOn(by, around.lead);
    const { lead } = around;
    const subject = channel === 'email' ? await conversation.subjectFor(reply) : '';
    const way = await wayOf(around, channel, readAt);
    const isByMail = channel === 'email';
    const couldMail = !isByMail && way.leavesAt === undefined && lead.email !== undefined;
    const touch = answerTouch(lead.id, channel, readAt);
    const blank = draftRecord(touch.id, { subject, body: '' });
    const place = placeOf(lead);
    return {
      lead,
      reply,
      channel,
      to: addressFor(lead, channel) ?? '',
      from: isByMail ? (around.mailbox?.address ?? '') : (deps.channels.textSender(channel) ?? ''),
      ownerName: around.ownerName,
      ...(isByMail ? { subject, footer: (await world.footer(touch)) || undefined } : {}),
      zone: { name: place.zones[0] ?? 'UTC', known: place.known },
      ...way,
      byEmail: couldMail && (await wayOf(around, 'email', readAt)).leavesAt !== undefined,
      suggestion: (await answers.unsentWords(lead.id)) ?? (await begin(around, reply)),
      seen: {
        readAt,
        lastInboundId: around.lastInbound?.id ?? '',
        fingerprint: fingerprintOf(await world.seenNow(around, touch, blank)),
      },
      given: await answerTo(reply.entryId),
    };
  }

  /** When it would leave by the gates that will judge it, or why it can't. */
  async function wayOf(
    around: LeadWorld,
    channel: AnswerChannel,
    now: Instant,
  ): Promise<Pick<AnswerForm, 'leavesAt' | 'waitReason' | 'refusal' | 'freeUntil' | 'basis'>> {
    const touch = answerTouch(around.lead.id, channel, now);
    const read = await world.factsFor(touch, around);
    const facts = {
      ...read,
      enrollment: { status: 'active' },
      lead: { ...read.lead, answeredAt: undefined },
      // Words that are still to be typed follow no template.
      channelFacts: { ...read.channelFacts, template: undefined },
    };
    const found = runAhead(facts, { limits: await world.limits(), touch, ahead: [], planDay: () => 0 });
    const { contact } = facts.channelFacts;
    return {
      ...(found.at === undefined
        ? { refusal: found.reason ?? 'It can’t go from here.' }
        : { leavesAt: found.at, waitReason: found.at > now ? found.reason : undefined }),
      ...(channel === 'whatsapp' ? { freeUntil: sessionEnd(facts.channelFacts.lastHeardAt) } : {}),
      basis: contact.isAllowed ? contact.basis : undefined,
    };
  }

  async function begin({ lead }: LeadWorld, reply: Reply): Promise<string> {
    const { objections } = (await deps.playbook.current()).content;
    const known = objections.find((one) => reply.objections.includes(one.key) && one.answers[0]);
    const name = reply.isFromOther ? '' : ` ${lead.firstName}`.trimEnd();
    return `Hi${name},\n\n${known?.answers[0] ?? ''}`;
  }

  const answer: Sequences['answer'] = async (by, input) => {
    const form = await current(by, input);
    if (form.reply.entryId === input.entryId && form.given) return { result: 'already', answer: form.given };
    const moved = await whatMoved(form, input);
    if (moved) return { ...moved, form };
    const draft = await checked(by, form, input);
    const problems = draft.problems.filter((one: Problem) => !(one.canVouch && draft.vouchedBy));
    if (problems.length > 0) return { result: 'problems', problems, form };
    const touch = await keep(by, form, input, draft);
    if (!touch) return notKept(by, input);
    if ((form.leavesAt ?? 0) > deps.clock.now()) return whatBecame(by, input, touch);
    // It is kept by now: what fails here is tried again with all that is due.
    await exit.sendTouch(touch).catch((error: unknown) => {
      deps.logger.error({ touchId: touch.id, error }, 'an answer could not be sent at once');
    });
    return whatBecame(by, input, touch);
  };

  async function current(by: Member, input: Pick<Answer, 'leadId' | 'entryId' | 'channel'>): Promise<AnswerForm> {
    const reply = (await conversation.latestReply(input.leadId)) ?? (await replyOf(input.entryId));
    if (reply?.leadId !== input.leadId) throw new NotFound(NO_REPLY);
    const channel = input.channel === 'email' || input.channel === reply.channel ? input.channel : reply.channel;
    return formOf(by, reply, channel);
  }

  /** Why these words don't go as they were meant: the lead or the world around them has moved on. */
  async function whatMoved(
    form: AnswerForm,
    { entryId, channel, seen }: Answer,
  ): Promise<{ result: 'wrote_again' | 'changed' | 'refused'; reason: string } | undefined> {
    if (await queries.saidNo(form.lead.id))
      return { result: 'refused', reason: 'They asked not to be written to. Nothing was sent.' };
    if (form.reply.entryId !== entryId || form.seen.lastInboundId !== seen.lastInboundId)
      return { result: 'wrote_again', reason: WROTE_AGAIN };
    if (form.leavesAt === undefined) return { result: 'refused', reason: `${form.refusal ?? ''} Nothing was sent.` };
    if (form.channel !== channel || form.seen.fingerprint !== seen.fingerprint) {
      return { result: 'changed', reason: LOOK_AGAIN };
    }
    return undefined;
  }

  async function checked(
    by: Member,
    form: AnswerForm,
    { body, vouch }: Answer,
  ): Promise<WrittenDraft & { vouchedBy?: string; playbookVersion: number }> {
    if (!body.trim()) throw new InvalidInput('There are no words yet.', 'body');
    const playbook = await deps.playbook.current();
    const { lead, channel, reply, subject = '', ownerName } = form;
    const context = {
      lead,
      playbook,
      sender: { name: ownerName, company: playbook.content.company },
      steps: [{ step: ANSWER_STEP, channel, role: 'answer' as const, dueAt: deps.clock.now() }],
      reply: reply.words,
    };
    const draft = deps.drafting.check(context, { step: ANSWER_STEP, subject, body }, 'person');
    return { ...draft, vouchedBy: vouch ? by.id : undefined, playbookVersion: playbook.version };
  }

  /**
   * Enrollment, words and yes in one transaction: there is no answer that nobody approved. Undefined where somebody else was faster,
   * or the world has moved.
   */
  async function keep(
    by: Member,
    form: AnswerForm,
    { seen }: Answer,
    draft: Awaited<ReturnType<typeof checked>>,
  ): Promise<TouchRecord | undefined> {
    const now = deps.clock.now();
    const { lead, channel, reply } = form;
    const leavesAt = Math.max(now, form.leavesAt ?? now);
    const enrollmentId = deps.ids.next('enr');
    const touch = { ...answerTouch(lead.id, channel, now), id: deps.ids.next('tch'), enrollmentId };
    const draftId = deps.ids.next('drf');
    const approvalId = deps.ids.next('apr');
    const around = await world.around(lead.id);
    const seenWorld = await world.seenNow(around, touch, { ...draftRecord(touch.id, draft), ...draft });
    // The yes is to what stood in the form, not to what has become of it since it was compared.
    const seenForm = await world.seenNow(around, touch, draftRecord(touch.id, { subject: draft.subject, body: '' }));
    if (fingerprintOf(seenForm) !== seen.fingerprint) return undefined;
    const hours = await deps.settings.get('approvalHours');
    const startedAt = Math.max(Math.min(seen.readAt, now), around.lastInbound?.receivedAt ?? 0);
    try {
      return await inTransaction(deps.db, async (scope) => {
        const inside = createSequenceStore(scope);
        const last = await createSequenceQueries(scope).lastInboundOf(lead.id);
        if ((last?.id ?? '') !== seen.lastInboundId) return undefined;
        await inside.insertEnrollment(
          {
            id: enrollmentId,
            leadId: lead.id,
            plan: [],
            by: by.id,
            startedAt,
            purpose: 'answer',
            replyEntryId: reply.entryId,
          },
          [{ id: touch.id, step: ANSWER_STEP, channel, dueAt: now }],
        );
        await inside.insertDraft(touch.id, { ...draft, id: draftId, authorId: by.id, at: now });
        await inside.insertApproval({
          id: approvalId,
          touchId: touch.id,
          draftId,
          approverId: by.id,
          fingerprint: fingerprintOf(seenWorld),
          seen: seenWorld,
          approvedAt: now,
          expiresAt: approvalExpiry(leavesAt, hours),
        });
        // What was told to the person is when it is tried; the gates have the last word then.
        const wait = leavesAt > now ? { nextTryAt: leavesAt, waitReason: form.waitReason } : {};
        await inside.moveTouch(touch.id, ['planned'], { status: 'approved', draftId, approvalId, ...wait });
        await deps.threads.append(scope, {
          at: now,
          kind: 'touch.approved',
          leadId: lead.id,
          actorId: by.id,
          refs: { touchId: touch.id, step: ANSWER_STEP, approvalId, draftId, channel, answers: reply.entryId },
        });
        return { ...touch, status: 'approved' as const, draftId, approvalId };
      });
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  async function notKept(by: Member, input: Answer): Promise<AnswerOutcome> {
    const answer = await answerTo(input.entryId);
    if (answer) return { result: 'already', answer };
    const form = await current(by, input);
    const moved = (await whatMoved(form, input)) ?? { result: 'changed', reason: LOOK_AGAIN };
    return { ...moved, form };
  }

  async function whatBecame(by: Member, input: Answer, { id }: TouchRecord): Promise<AnswerOutcome> {
    const touch = await store.touch(id);
    if (touch && !['cancelled', 'failed'].includes(touch.status))
      return { result: 'given', answer: await given(touch, by.id) };
    const form = await current(by, input);
    const moved = await whatMoved(form, input);
    if (moved) return { ...moved, form };
    return { result: 'refused', reason: `${touch?.waitReason ?? ''} Nothing was sent.`.trim(), form };
  }

  return { replyToAnswer, answerTo, answerForm, answer };
}

/** What the gates are asked about before there is an answer. */
const answerTouch = (leadId: string, channel: AnswerChannel, now: Instant): TouchRecord => ({
  ...imagined(leadId, channel, now),
  step: ANSWER_STEP,
});

function draftRecord(touchId: string, words: { subject: string; body: string }): DraftRecord {
  const empty = { citations: [], evidence: [], problems: [] };
  return { id: '', touchId, version: 1, ...empty, writer: 'person', ...words };
}
