import type { Member } from '../../features/access/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import { leadModal } from '../views/lead.ts';
import { cardModal, firstNameOf, inline } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import {
  ANSWERED_VIEW,
  answeredModal,
  answeredStateSchema,
  COPY_VIEW,
  copyModal,
  copyStateSchema,
  taskCard,
  taskDoneCard,
  taskGoneCard,
} from '../views/task.ts';
import { leadCardData, ownLead } from './lead.ts';

async function taskOf(touchId: string, member: Member, features: Features) {
  const touch = await features.sequences.touch(touchId);
  const lead = await ownLead(touch.leadId, member, features);
  const linkedin = touch.channel === 'linkedin' ? await features.sequences.linkedinTask(member, touchId) : undefined;
  return { touch, lead, reader: member, now: features.clock.now(), canRing: features.calling.isConnected(), linkedin };
}

async function show(input: ActionInput, features: Features): Promise<Reply> {
  const task = await taskOf(input.value, input.member, features);
  const card = task.touch.status === 'task' ? taskCard(task) : taskGoneCard(task);
  return input.view ? { openModal: cardModal('Task', card) } : { say: card };
}

async function done(input: ActionInput, features: Features): Promise<Reply> {
  const { lead } = await taskOf(input.value, input.member, features);
  const touch = await features.sequences.completeTask(input.member, input.value);
  const card =
    touch.status === 'done' ? taskDoneCard({ touch, lead }, input.member.name) : taskGoneCard({ touch, lead });
  const place: Reply = input.view?.callbackId ? { updateView: cardModal('Task', card) } : { replaceCard: card };
  return { ...place, refreshHome: true };
}

async function copy(input: ActionInput, features: Features): Promise<Reply> {
  const task = await taskOf(input.value, input.member, features);
  if (task.touch.status === 'task' && task.touch.channel === 'linkedin') return { openModal: copyModal(task) };
  return { openModal: cardModal('Task', taskGoneCard(task)) };
}

/** From the form that the words were copied out of; other words than the drafted ones are kept with the thread. */
async function sent(input: SubmissionInput, features: Features): Promise<Reply> {
  const { touchId } = unpack(copyStateSchema, input.privateMetadata);
  const { touch: before, lead } = await taskOf(touchId, input.member, features);
  const words = input.values.text('words');
  const other = words !== before.draft?.body ? words : undefined;
  const touch = await features.sequences.completeTask(input.member, touchId, other);
  const card =
    touch.status === 'done' ? taskDoneCard({ touch, lead }, input.member.name) : taskGoneCard({ touch, lead });
  return { updateView: cardModal('Task', card), refreshHome: true };
}

async function answered(input: SubmissionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const { leadId, touchId } = unpack(answeredStateSchema, input.privateMetadata);
  const text = input.values.text('text');
  const touch = await features.sequences.touch(touchId);
  const channel = touch.channel === 'email' ? 'linkedin' : touch.channel;
  await features.interactions.answered(member, { leadId, touchId, channel, text });
  const note = 'Kept. The sequence stopped, and nothing more of it goes out.';
  return { updateView: leadModal({ ...(await leadCardData(leadId, member, features)), note }), refreshHome: true };
}

async function howItGoesOn({ calling, settings }: Features, name: string): Promise<string> {
  const recorded = (await settings.get('recordCalls')) ? ' The call is recorded, and both of you are told.' : '';
  return calling.asksFirst()
    ? `pick up and press 1, and ${name} is rung.${recorded}`
    : `pick up, and ${name} is rung at once, also by a voicemail that picks up for you. Nothing is recorded: both take a public address (BASE_URL).`;
}

/** From a task's card with its touch, from the passport with the lead alone. */
async function ring(input: ActionInput, features: Features): Promise<Reply> {
  const { member, value } = input;
  const touchId = value.startsWith('lead_') ? undefined : value;
  const leadId = touchId ? (await features.sequences.touch(touchId)).leadId : value;
  const lead = await ownLead(leadId, member, features);
  const result = await features.calling.ring(member, { leadId: lead.id, touchId });
  const text =
    result === 'ringing'
      ? `Your phone rings; ${await howItGoesOn(features, inline(firstNameOf(lead)))} When it is over you are asked how it went.`
      : 'It is not known whether it rings: the provider gave no answer. Please wait a minute before you try again.';
  return { say: { text } };
}

export const taskActions: Action[] = [
  { id: 'call.ring', run: ring },
  // The button is a link; Slack tells of the press all the same.
  { id: 'task.open', run: async () => ({}) },
  { id: 'task.show', run: show },
  { id: 'task.copy', run: copy },
  { id: 'task.done', run: done },
  {
    id: 'task.answered',
    run: async (input, features) => ({ openModal: answeredModal(await taskOf(input.value, input.member, features)) }),
  },
];

export const taskSubmissions: Submission[] = [
  { callbackId: ANSWERED_VIEW, run: answered },
  { callbackId: COPY_VIEW, run: sent },
];
