import type { Member } from '../../features/access/index.ts';
import type { LinkedinAccount } from '../../features/channels/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import {
  linkedinConnectedCard,
  linkedinLinkCard,
  SEND_VIEW,
  sendModal,
  sendStateSchema,
  sentModal,
} from '../views/linkedin.ts';
import { cardModal } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import { problemCard } from '../views/problem.ts';
import { taskCard, taskGoneCard } from '../views/task.ts';
import { ownLead } from './lead.ts';

const OFF =
  'Sending on LinkedIn from here is off: it is only for teams that LinkedIn has approved for its Messages API. Copy the words and send them yourself.';

const CONNECT = 'Connect your LinkedIn first: /sales connect linkedin.';
const NOT_THEIRS = 'This is for the lead’s owner alone: it goes out in their name, by their own press.';

const untilOf = (account: LinkedinAccount, member: Member): string => formatDay(account.expiresAt, member.timezone);

/** The way to the person's own LinkedIn; where it works already, that it does. */
export async function connectLinkedin(member: Member, features: Features): Promise<Reply> {
  if (!features.channels.hasLinkedin() || !(await features.settings.get('linkedinApi')))
    return { say: problemCard(OFF) };
  const account = await features.channels.linkedinOf(member.id);
  if (account?.status === 'active') return { say: linkedinConnectedCard(untilOf(account, member)) };
  return { say: linkedinLinkCard(await features.channels.beginLinkedin(member), account !== undefined) };
}

async function taskData(touchId: string, member: Member, features: Features) {
  const touch = await features.sequences.touch(touchId);
  const lead = await ownLead(touch.leadId, member, features);
  const task = await features.sequences.linkedinTask(member, touchId);
  return { touch, lead, task };
}

async function compose(input: ActionInput, features: Features): Promise<Reply> {
  const data = await taskData(input.value, input.member, features);
  if (data.task.way === 'none' && data.lead.ownerId !== input.member.id) throw new Denied(NOT_THEIRS);
  if (data.task.way !== 'send') throw new InvalidInput(data.task.note ?? (data.task.way === 'connect' ? CONNECT : OFF));
  return { openModal: sendModal(data) };
}

/** The one act of one person for this message: what stands in the form goes out within this press, or not at all. */
async function send(submission: SubmissionInput, features: Features): Promise<Reply> {
  const { member, values } = submission;
  const { touchId, draftId, fingerprint } = unpack(sendStateSchema, submission.privateMetadata);
  const body = values.text('body');
  const vouch = values.list('vouch').includes('yes');
  const outcome = await features.sequences.sendLinkedinTask(member, touchId, {
    seen: { draftId, fingerprint },
    body,
    vouch,
  });
  const data = await taskData(touchId, member, features);
  if (outcome.result === 'problems') return { updateView: sendModal({ ...data, body, problems: outcome.problems }) };
  if (outcome.result !== 'kept') return { updateView: sentModal(data.lead, outcome.result), refreshHome: true };
  const note = outcome.reason;
  if (data.task.way === 'send') return { updateView: sendModal({ ...data, body, note }), refreshHome: true };
  const { touch, lead, task: linkedin } = data;
  const now = features.clock.now();
  const card = touch.status === 'task' ? taskCard({ touch, lead, reader: member, now, linkedin }) : taskGoneCard(data);
  const told = problemCard(note).blocks ?? [];
  const view = cardModal('Nothing was sent', { ...card, blocks: [...told, ...(card.blocks ?? [])] });
  return { updateView: view, refreshHome: true };
}

export const linkedinActions: Action[] = [
  { id: 'linkedin.connect', run: ({ member }, features) => connectLinkedin(member, features) },
  { id: 'linkedin.compose', run: compose },
];

export const linkedinSubmissions: Submission[] = [{ callbackId: SEND_VIEW, run: send }];
