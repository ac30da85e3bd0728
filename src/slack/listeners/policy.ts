import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { Need } from '../../features/passport/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput, View } from '../gesture.ts';
import {
  COUNTRY_VIEW,
  countryForm,
  POLICY_VIEW,
  policyForm,
  policyModal,
  policyRowModal,
  TABLE_VIEW,
} from '../views/policy.ts';

const mayChange = (member: Member): boolean => member.role === 'manager' || member.role === 'admin';

/** The table and a row of it are one modal: Slack stacks three at most. */
const shown = ({ view }: ActionInput, modal: View): Reply =>
  view?.callbackId === TABLE_VIEW ? { updateView: modal } : { openModal: modal };

async function open(input: ActionInput, features: Features): Promise<Reply> {
  return shown(input, policyModal(await features.passport.policy(), mayChange(input.member)));
}

async function openRow(input: ActionInput, features: Features): Promise<Reply> {
  return shown(input, policyRowModal(await features.passport.policyIn(input.value), mayChange(input.member)));
}

async function edit({ value }: ActionInput, features: Features): Promise<Reply> {
  const [country = '', channel = ''] = value.split(':', 2);
  return { openModal: policyForm(await features.passport.policyIn(country), channel as Channel) };
}

async function chooseCountry(input: SubmissionInput, features: Features): Promise<Reply> {
  const row = await features.passport.policyIn(input.values.text('country'));
  return { updateView: policyRowModal(row, true) };
}

async function save(input: SubmissionInput, features: Features): Promise<Reply> {
  const [country = '', channel = ''] = input.privateMetadata.split(':', 2);
  await features.passport.setPolicy(input.member, {
    country,
    channel: channel as Channel,
    needs: input.values.text('needs') as Need,
    reason: input.values.text('reason'),
  });
  const row = await features.passport.policyIn(country);
  return { updateView: policyRowModal(row, true, 'Saved. It holds from now on.') };
}

export const policyActions: Action[] = [
  { id: 'policy.open', run: open },
  { id: 'policy.row', run: openRow },
  { id: 'policy.edit', run: edit },
  { id: 'policy.add', run: async () => ({ openModal: countryForm() }) },
];

export const policySubmissions: Submission[] = [
  { callbackId: POLICY_VIEW, run: save },
  { callbackId: COUNTRY_VIEW, run: chooseCountry },
];
