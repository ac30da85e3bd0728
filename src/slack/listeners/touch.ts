import { z } from 'zod';
import type { Member } from '../../features/access/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { TouchView } from '../../features/sequences/index.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Card, Reply, Submission, SubmissionInput, View } from '../gesture.ts';
import { context } from '../views/blocks.ts';
import { inline, nameOf } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import { approvalCard, REVIEW_VIEW } from '../views/review.ts';
import {
  APPROVED_PAGE,
  approvedModal,
  CONFIRM_VIEW,
  confirmStateSchema,
  confirmTouchModal,
  EDIT_VIEW,
  editStateSchema,
  editTouchModal,
  settledCard,
  type TouchVerb,
  touchesCard,
} from '../views/touch.ts';
import { reviewOf } from './lead.ts';
import { reviewView, sessionOf } from './review.ts';
import { namesOf } from './thread.ts';

/** What waits for this person. One lead alone is shown whole, where a card can hold it. */
export async function touchesWaiting(member: Member, features: Features): Promise<Card> {
  const [waiting, tasks, names] = await Promise.all([
    features.sequences.waiting(member),
    openTasks(member, features),
    namesOf(features),
  ]);
  const now = features.clock.now();
  const [only] = waiting;
  const isOthers = only !== undefined && only.ownerId !== member.id;
  if (only && !isOthers && waiting.length === 1 && tasks.length === 0) {
    const review = await reviewOf(only.leadId, member, features);
    const card = review && approvalCard(review, { reader: member, now });
    if (card) return card;
  }
  const of = isOthers ? perOwner(waiting, names) : undefined;
  return touchesCard({ waiting, of, tasks, reader: member, now });
}

function perOwner(waiting: { ownerId: string }[], names: (id: string) => string) {
  const leads = new Map<string, number>();
  for (const { ownerId } of waiting) leads.set(ownerId, (leads.get(ownerId) ?? 0) + 1);
  return [...leads].map(([id, n]) => ({ id, name: names(id), leads: n })).sort((a, b) => b.leads - a.leads);
}

/** Open tasks of this person, or of those whom they look after, with whose they are. */
export async function openTasks(member: Member, features: Features) {
  const [tasks, names] = await Promise.all([features.sequences.tasks(member), namesOf(features)]);
  return tasks.map((one) => (one.ownerId === member.id ? one : { ...one, ownerName: names(one.ownerId) }));
}

/** What this person approved and has not left yet, the next one first. */
export async function approvedView(
  member: Member,
  features: Features,
  { page = 0, note }: { page?: number; note?: string } = {},
): Promise<View> {
  const found = await features.sequences.approvedBy(member, { limit: APPROVED_PAGE, offset: page * APPROVED_PAGE });
  // The list became shorter while it was open.
  if (found.touches.length === 0 && page > 0) return approvedView(member, features, { page: page - 1, note });
  const leads = new Map(
    (await features.leads.getMany(found.touches.map((one) => one.leadId))).map((one) => [one.id, one]),
  );
  const touches = found.touches.flatMap((touch) => {
    const lead = leads.get(touch.leadId);
    return lead ? [{ touch, lead }] : [];
  });
  return approvedModal({ touches, total: found.total, page, reader: member, now: features.clock.now(), note });
}

const pageSchema = z.object({ page: z.number() });

/** The page of the list on which something was pressed. */
function pageOf({ view }: ActionInput): number {
  return view?.callbackId === 'touch.approved' ? unpack(pageSchema, view.privateMetadata).page : 0;
}

async function touchAndLead(touchId: string, member: Member, features: Features) {
  const touch = await features.sequences.touch(touchId);
  const lead = await features.leads.get(touch.leadId);
  await features.access.assertMayActOn(member, lead);
  return { touch, lead };
}

const shown = (input: ActionInput, view: View): Reply =>
  input.view?.callbackId ? { updateView: view } : { openModal: view };

async function edit(input: ActionInput, features: Features): Promise<Reply> {
  const session = sessionOf(input, features);
  const { touch, lead } = await touchAndLead(input.value, input.member, features);
  if (touch.status !== 'drafted')
    throw new InvalidInput(`This touch is ${touch.status} by now. Pull it back to change it.`);
  return shown(input, editTouchModal({ touch, lead, session }));
}

/** The typed words kept as the draft; nothing is written where nothing was changed. */
async function keep(input: SubmissionInput, features: Features): Promise<{ touch: TouchView; note: string }> {
  const { touchId, draftId } = unpack(editStateSchema, input.privateMetadata);
  const { values } = input;
  const before = await features.sequences.touch(touchId);
  const { draft } = before;
  const words = { subject: values.text('subject') || draft?.subject, body: values.text('body') };
  const vouch = values.list('vouch').includes('yes');
  const isSame = draft?.id === draftId && draft.body === words.body && draft.subject === words.subject;
  if (isSame && !vouch) return { touch: before, note: 'Nothing was changed.' };
  const touch = await features.sequences.edit(input.member, touchId, words, { seenDraftId: draftId, vouch });
  return { touch, note: vouch ? 'Saved, with your word for it.' : 'Saved, and nothing stands against it.' };
}

async function save(input: SubmissionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const { leadId, touchId: _, draftId: __, ...session } = unpack(editStateSchema, input.privateMetadata);
  const { touch, note } = await keep(input, features);
  if ((touch.draft?.problems.length ?? 0) > 0 && !touch.canApprove) {
    const lead = await features.leads.get(leadId);
    return { updateView: editTouchModal({ touch, lead, session, isSaved: true }) };
  }
  return { updateView: await reviewView(leadId, { member, features, session, note }) };
}

const confirmed = new Set<string>(['regenerate', 'skip', 'dismiss']);

/** The same words are sent once in half a minute, however often it is pressed. */
async function sendTestOnce(touch: TouchView, member: Member, features: Features): Promise<void> {
  const name = `test:${touch.draft?.id}:${member.id}`;
  if (!(await features.posts.hold(name))) return;
  try {
    await features.sequences.sendTest(member, touch.id);
  } catch (error) {
    await features.posts.letGo(name);
    throw error;
  }
}

/** The menu of a touch. What can't be undone asks first. */
async function more(input: ActionInput, features: Features): Promise<Reply> {
  const [verb = '', touchId = ''] = input.value.split(':', 2);
  const session = sessionOf(input, features);
  const { touch, lead } = await touchAndLead(touchId, input.member, features);
  if (confirmed.has(verb)) return shown(input, confirmTouchModal({ touch, lead, session, verb: verb as TouchVerb }));
  await sendTestOnce(touch, input.member, features);
  const note = `A test of email ${touch.step} is on its way to your own mailbox. Nothing went to ${inline(nameOf(lead))}.`;
  if (input.view?.callbackId !== REVIEW_VIEW) return { say: { text: note } };
  return { updateView: await reviewView(lead.id, { member: input.member, features, session, note }) };
}

async function confirm(input: SubmissionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const { leadId, touchId, verb, draftId: seenDraftId, ...session } = unpack(confirmStateSchema, input.privateMetadata);
  const { sequences } = features;
  let note = '';
  if (verb === 'regenerate') {
    const touch = await sequences.regenerate(member, touchId, { seenDraftId });
    note = `Touch ${touch.step} has other words now.`;
  } else if (verb === 'skip') {
    const touch = await sequences.skip(member, touchId);
    note =
      touch.status === 'skipped'
        ? `Touch ${touch.step} is skipped.`
        : `Touch ${touch.step} is ${touch.status} already.`;
  } else {
    await sequences.dismiss(member, leadId, input.values.text('reason') || `ended by ${member.name}`);
    note = 'The sequence is ended. Nothing of it goes out.';
  }
  return { updateView: await reviewView(leadId, { member, features, session, note }), refreshHome: true };
}

/** Back to a draft, from a review, from the list of what was approved, or from a card. */
async function pullBack(input: ActionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const { pulledBack, touch } = await features.sequences.pullBack(member, input.value);
  const note = pulledBack
    ? `Touch ${touch.step} is pulled back: it waits for an approval again.`
    : `:warning: Too late to pull back: touch ${touch.step} is ${touch.status}.`;
  if (input.view?.callbackId === REVIEW_VIEW) {
    const session = sessionOf(input, features);
    const { leadId } = await features.sequences.touch(input.value);
    return { updateView: await reviewView(leadId, { member, features, session, note }), refreshHome: true };
  }
  return { ...shown(input, await approvedView(member, features, { page: pageOf(input), note })), refreshHome: true };
}

/** Everything approved of one lead, from the record that an approval card leaves. */
async function pullBackLead(input: ActionInput, features: Features): Promise<Reply> {
  const review = await features.sequences.review(input.member, input.value);
  const approved = review.touches.filter((one) => one.status === 'approved');
  let back = 0;
  for (const one of approved) if ((await features.sequences.pullBack(input.member, one.id)).pulledBack) back += 1;
  const now = features.clock.now();
  const again = await features.sequences.review(input.member, input.value);
  const card = approvalCard(again, { reader: input.member, now });
  const left = review.touches.filter((one) => one.status === 'sent' || one.status === 'done').length;
  const note = `${back} pulled back${left > 0 ? `, ${left} had left already` : ''}.`;
  return {
    replaceCard: { text: note, blocks: [context(note), ...(card?.blocks ?? [])] },
    refreshHome: true,
  };
}

async function settle(input: ActionInput, features: Features, didGo: boolean): Promise<Reply> {
  const touch = await features.sequences.settleUnclear(input.member, input.value, didGo);
  const { leadId } = await features.sequences.touch(input.value);
  const lead = await features.leads.get(leadId);
  return { replaceCard: settledCard(lead, touch, touch.status === 'sent'), refreshHome: true };
}

export const touchActions: Action[] = [
  { id: 'touch.edit', run: edit },
  { id: 'touch.more', run: more },
  { id: 'touch.pull_back', run: pullBack },
  { id: 'touch.pull_back_lead', run: pullBackLead },
  {
    id: 'touch.approved',
    run: async (input, features) =>
      shown(input, await approvedView(input.member, features, { page: Math.max(0, Number(input.value) || 0) })),
  },
  { id: 'touch.went_out', run: (input, features) => settle(input, features, true) },
  { id: 'touch.did_not_go', run: (input, features) => settle(input, features, false) },
];

export const touchSubmissions: Submission[] = [
  { callbackId: EDIT_VIEW, run: save },
  { callbackId: CONFIRM_VIEW, run: confirm },
];
