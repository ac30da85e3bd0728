import type { AnswerOutcome } from '../../features/sequences/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import { ANSWER_VIEW, answeredModal, answerModal, answerStateSchema } from '../views/answer.ts';
import { unpack } from '../views/parts-state.ts';

/** From the card of a reply with that reply, from a lead's card with the newest one. */
async function open(input: ActionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const [leadId = '', entryId] = input.value.split(':', 2);
  const form = await features.sequences.answerForm(member, leadId, entryId ? { entryId: Number(entryId) } : {});
  return { openModal: answerModal({ form, reader: member, now: features.clock.now() }) };
}

/** Where the channel of the reply is closed, the same words by mail. */
async function byEmail(input: ActionInput, features: Features): Promise<Reply> {
  const { member, view } = input;
  const { leadId, entryId } = unpack(answerStateSchema, view?.privateMetadata ?? '');
  const form = await features.sequences.answerForm(member, leadId, { entryId, byEmail: true });
  const typed = view?.values.text('body') || undefined;
  return { updateView: answerModal({ form, reader: member, now: features.clock.now(), typed }) };
}

async function send(input: SubmissionInput, features: Features): Promise<Reply> {
  const { member } = input;
  const state = unpack(answerStateSchema, input.privateMetadata);
  const body = input.values.text('body');
  const vouch = input.values.list('vouch').includes('yes');
  const outcome = await features.sequences.answer(member, { ...state, body, vouch });
  return { updateView: await outcomeView(outcome, { input, features, body }), refreshHome: true };
}

async function outcomeView(
  outcome: AnswerOutcome,
  { input, features, body }: { input: SubmissionInput; features: Features; body: string },
) {
  const at = { reader: input.member, now: features.clock.now() };
  const typed = body;
  switch (outcome.result) {
    case 'given':
    case 'already': {
      const { leadId, entryId } = unpack(answerStateSchema, input.privateMetadata);
      const form = await features.sequences.answerForm(input.member, leadId, { entryId });
      if (outcome.result === 'given') return answeredModal(form, outcome.answer, at);
      return answerModal({ form: { ...form, given: outcome.answer }, ...at, typed });
    }
    case 'problems':
      return answerModal({ form: outcome.form, ...at, typed, problems: outcome.problems });
    default:
      return answerModal({ form: outcome.form, ...at, typed, note: outcome.reason });
  }
}

export const answerActions: Action[] = [
  { id: 'reply.answer', run: open },
  { id: 'reply.by_email', run: byEmail },
];

export const answerSubmissions: Submission[] = [{ callbackId: ANSWER_VIEW, run: send }];
