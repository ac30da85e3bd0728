import type { Channel } from '../../features/channels/index.ts';
import type { Need, PolicyRow } from '../../features/passport/index.ts';
import { countryName } from '../../kernel/country.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, context, count, header, input, section, select } from './blocks.ts';
import { inline, modal, textField } from './parts.ts';

export const POLICY_VIEW = 'policy.save';
export const COUNTRY_VIEW = 'policy.country';
/** The table and one row of it take each other's place. */
export const TABLE_VIEW = 'policy';

export const channels: Channel[] = ['email', 'linkedin', 'whatsapp', 'sms', 'call'];
export const names: Record<Channel, string> = {
  email: 'Email',
  linkedin: 'LinkedIn',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  call: 'Call',
};

export const needWords: Record<Need, string> = {
  nothing: 'needs no consent',
  interest: 'legitimate interest',
  consent: 'consent first',
  written_consent: 'written consent first',
  never: 'never',
};

export const country = (code: string): string =>
  code === '*' ? 'Everywhere else, and where the country is not known' : countryName(code) || code;

/** An action's id takes no star. */
const idOf = (code: string): string => (code === '*' ? 'any' : code);
const MOST_ROWS = 90;

/** The whole table, a country a line. */
export function policyModal(rows: PolicyRow[], mayChange: boolean, note?: string): View {
  const shown = rows.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  return modal({
    callbackId: TABLE_VIEW,
    title: 'Whom we may write to',
    blocks: [
      ...(note ? [context(note)] : []),
      context(
        'What a first message needs, by the lead’s country; on a phone by the number’s too, and the stricter one holds. No legal advice: your team decides, on record.',
      ),
      ...(mayChange ? [actions(button('Add a country', 'policy.add'))] : []),
      ...shown.map((row) =>
        section(
          `*${country(row.country)}*\n${channels.map((one) => needOf(row, one)).join(' · ')}`,
          button(mayChange ? 'Reasons, change' : 'Reasons', `policy.row#${idOf(row.country)}`, { value: row.country }),
        ),
      ),
      ...(left > 0 ? [context(`and ${count(left, 'more country', 'more countries')}`)] : []),
    ],
  });
}

const needOf = ({ rules }: PolicyRow, channel: Channel): string =>
  `${names[channel]}: ${needWords[rules[channel].needs]}${rules[channel].isDefault ? '' : ' (changed)'}`;

/** One country: on each channel what a first message needs, and why; each is changed by itself. */
export function policyRowModal(row: PolicyRow, mayChange: boolean, note?: string): View {
  return modal({
    callbackId: TABLE_VIEW,
    title: 'Whom we may write to',
    blocks: [
      ...(note ? [context(note)] : []),
      header(country(row.country)),
      ...explained(row),
      ...channels.map((one) =>
        section(
          `*${names[one]}*: ${needWords[row.rules[one].needs]}${row.rules[one].isDefault ? '' : ' (changed here)'}\n_${inline(row.rules[one].reason, 300)}_`,
          mayChange
            ? button('Change', `policy.edit#${idOf(row.country)}-${one}`, { value: `${row.country}:${one}` })
            : undefined,
        ),
      ),
      actions(button('All countries', 'policy.open')),
    ],
  });
}

function explained(row: PolicyRow): Block[] {
  if (row.country === '*')
    return [context('On each channel the strictest of all rows. It can be made stricter, not looser.')];
  return row.isNamed ? [] : [context('This country has no row yet: the strictest holds until you change it.')];
}

/** One channel of one country, with what it needs today. */
export function policyForm(row: PolicyRow, channel: Channel): View {
  const needs = (Object.keys(needWords) as Need[]).map((value) => ({ text: needWords[value], value }));
  const { needs: current, reason } = row.rules[channel];
  return modal({
    callbackId: POLICY_VIEW,
    title: 'Change a rule',
    submit: 'Save',
    close: 'Cancel',
    state: `${row.country}:${channel}`,
    blocks: [
      header(`${names[channel]}, ${country(row.country)}`),
      context(`Now: ${needWords[current]}. ${inline(reason, 300)}`),
      input('needs', 'A first message needs', select('needs', 'What it needs', needs, current)),
      input('reason', 'Why', textField('reason', { max: 300, placeholder: 'What our lawyer said on 2 May' }), {
        hint: 'Kept with the rule, and in the audit trail.',
      }),
    ],
  });
}

export function countryForm(): View {
  return modal({
    callbackId: COUNTRY_VIEW,
    title: 'Add a country',
    submit: 'Go on',
    close: 'Cancel',
    blocks: [
      input('country', 'Country', textField('country', { max: 80, placeholder: 'Switzerland', focus: true }), {
        hint: 'Its name or its two letters. You then choose what each channel needs there.',
      }),
    ],
  });
}
