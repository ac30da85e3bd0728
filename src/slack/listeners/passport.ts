import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput } from '../gesture.ts';
import { CONSENT_VIEW, consentModal, passportCard, passportModal } from '../views/passport.ts';
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

export const passportActions: Action[] = [
  { id: 'passport.show', run: (input, features) => showPassport(input.value, input, features) },
  {
    id: 'consent.open',
    run: async ({ value, member }, features) => ({ openModal: consentModal(await ownLead(value, member, features)) }),
  },
  { id: 'consent.withdraw', run: withdraw },
];

export const passportSubmissions: Submission[] = [{ callbackId: CONSENT_VIEW, run: give }];
