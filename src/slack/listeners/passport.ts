import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { Need } from '../../features/passport/index.ts';
import { NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import {
  CONSENT_VIEW,
  consentModal,
  POLICY_VIEW,
  passportCard,
  passportModal,
  policyForm,
  policyModal,
} from '../views/passport.ts';
import { ownLead } from './lead.ts';

async function dataOf(leadId: string, member: Member, features: Features, note?: string) {
  const lead = await features.leads.get(leadId);
  const [channels, consents, mayAct] = await Promise.all([
    features.sequences.passport(member, leadId),
    features.passport.consentsOf(leadId),
    features.access.mayActOn(member, lead),
  ]);
  const canRing = features.calling.isConnected();
  return { lead, channels, consents, mayAct, canRing, reader: member, now: features.clock.now(), note };
}

/** Where it was asked; from a modal or App Home on top of it. */
export async function showPassport(
  leadId: string,
  input: Pick<ActionInput, 'member' | 'view'>,
  features: Features,
): Promise<Reply> {
  const data = await dataOf(leadId, input.member, features);
  return input.view ? { openModal: passportModal(data) } : { say: passportCard(data) };
}

async function withdraw(input: ActionInput, features: Features): Promise<Reply> {
  const [leadId = '', channel = ''] = input.value.split(':', 2);
  const lead = await ownLead(leadId, input.member, features);
  await features.passport.withdrawConsent(input.member, lead.id, channel as Channel);
  const data = await dataOf(lead.id, input.member, features, 'Taken back. Nothing more leaves on that channel.');
  return input.view ? { updateView: passportModal(data) } : { replaceCard: passportCard(data) };
}

async function give(input: SubmissionInput, features: Features): Promise<Reply> {
  const leadId = input.privateMetadata;
  await features.passport.giveConsent(input.member, {
    leadId,
    channel: input.values.text('channel') as Channel,
    source: input.values.text('source'),
    wording: input.values.text('wording'),
  });
  return { updateView: passportModal(await dataOf(leadId, input.member, features, 'Kept, with its source.')) };
}

const mayChange = (member: Member): boolean => member.role === 'manager' || member.role === 'admin';

async function editPolicy({ value, member }: ActionInput, features: Features): Promise<Reply> {
  const row = (await features.passport.policy()).find((one) => one.country === value);
  if (!row || !mayChange(member)) throw new NotFound('That rule is not there. Open the rules again.');
  return { openModal: policyForm(row) };
}

async function savePolicy(input: SubmissionInput, features: Features): Promise<Reply> {
  await features.passport.setPolicy(input.member, {
    country: input.privateMetadata,
    channel: input.values.text('channel') as Channel,
    needs: input.values.text('needs') as Need,
    reason: input.values.text('reason'),
  });
  return { updateView: policyModal(await features.passport.policy(), true, 'Saved. It holds from now on.') };
}

export const passportActions: Action[] = [
  { id: 'passport.show', run: (input, features) => showPassport(input.value, input, features) },
  {
    id: 'consent.open',
    run: async ({ value, member }, features) => ({ openModal: consentModal(await ownLead(value, member, features)) }),
  },
  { id: 'consent.withdraw', run: withdraw },
  {
    id: 'policy.open',
    run: async ({ member }, features) => ({
      openModal: policyModal(await features.passport.policy(), mayChange(member)),
    }),
  },
  { id: 'policy.edit', run: editPolicy },
];

export const passportSubmissions: Submission[] = [
  { callbackId: CONSENT_VIEW, run: give },
  { callbackId: POLICY_VIEW, run: savePolicy },
];
