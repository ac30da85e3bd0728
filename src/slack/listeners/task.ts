import type { Member } from '../../features/access/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import { leadModal } from '../views/lead.ts';
import { cardModal } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import {
  ANSWERED_VIEW,
  answeredModal,
  answeredStateSchema,
  taskCard,
  taskDoneCard,
  taskGoneCard,
} from '../views/task.ts';
import { leadCardData, ownLead } from './lead.ts';

async function taskOf(touchId: string, member: Member, features: Features) {
  const touch = await features.sequences.touch(touchId);
  const lead = await ownLead(touch.leadId, member, features);
  return { touch, lead, reader: member, now: features.clock.now() };
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

export const taskActions: Action[] = [
  // The button is a link; Slack tells of the press all the same.
  { id: 'task.open', run: async () => ({}) },
  { id: 'task.show', run: show },
  { id: 'task.done', run: done },
  {
    id: 'task.answered',
    run: async (input, features) => ({ openModal: answeredModal(await taskOf(input.value, input.member, features)) }),
  },
];

export const taskSubmissions: Submission[] = [{ callbackId: ANSWERED_VIEW, run: answered }];
