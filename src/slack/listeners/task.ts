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
  taskCard,
  taskDoneCard,
  taskGoneCard,
} from '../views/task.ts';
import { tasksModal } from '../views/touch.ts';
import { leadCardData, ownLead } from './lead.ts';
import { openTasks } from './touch.ts';

async function taskOf(touchId: string, member: Member, features: Features) {
  const touch = await features.sequences.touch(touchId);
  const lead = await ownLead(touch.leadId, member, features);
  return { touch, lead, reader: member, now: features.clock.now(), canRing: features.calling.isConnected() };
}

async function show(input: ActionInput, features: Features): Promise<Reply> {
  const task = await taskOf(input.value, input.member, features);
  const card = task.touch.status === 'task' ? taskCard(task) : taskGoneCard(task);
  return input.view ? { openModal: cardModal('Task', card) } : { say: card };
}

async function list(input: ActionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const tasks = await openTasks(member, features);
  const view = tasksModal({
    tasks,
    page: Math.max(0, Number(input.value) || 0),
    reader: member,
    now: features.clock.now(),
  });
  return input.view?.callbackId === 'task.list' ? { updateView: view } : { openModal: view };
}

async function done(input: ActionInput, features: Features): Promise<Reply> {
  const { lead } = await taskOf(input.value, input.member, features);
  const touch = await features.sequences.completeTask(input.member, input.value);
  const card =
    touch.status === 'done' ? taskDoneCard({ touch, lead }, input.member.name) : taskGoneCard({ touch, lead });
  const place: Reply = input.view?.callbackId ? { updateView: cardModal('Task', card) } : { replaceCard: card };
  return { ...place, refreshHome: true };
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
  { id: 'task.list', run: list },
  { id: 'task.done', run: done },
  {
    id: 'task.answered',
    run: async (input, features) => ({ openModal: answeredModal(await taskOf(input.value, input.member, features)) }),
  },
];

export const taskSubmissions: Submission[] = [{ callbackId: ANSWERED_VIEW, run: answered }];
