import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { Consent, Need, PolicyRow } from '../../features/passport/index.ts';
import type { ChannelPassport } from '../../features/sequences/index.ts';
import { formatDay } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { countryName } from '../../kernel/country.ts';
import type { Block, Card, View } from '../gesture.ts';
import { actions, button, context, header, input, section, select } from './blocks.ts';
import { cardModal, inline, modal, nameOf, readablePhone, textField, timeFor } from './parts.ts';

export const CONSENT_VIEW = 'consent.give';
export const POLICY_VIEW = 'policy.save';

const channels: Channel[] = ['email', 'linkedin', 'whatsapp', 'sms', 'call'];
const names: Record<Channel, string> = {
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

interface PassportData {
  lead: Lead;
  channels: ChannelPassport[];
  consents: Consent[];
  reader: Member;
  mayAct: boolean;
  /** Calls can be placed from here. */
  canRing?: boolean;
  now: Instant;
  note?: string;
}

/** For each channel whether this person may be written to right now, why, and on what it rests. */
export function passportCard(data: PassportData): Card {
  const { lead, mayAct, note } = data;
  const open = data.channels.filter((one) => one.isOpen).map((one) => names[one.channel]);
  const headline = `${nameOf(lead)}: ${open.length > 0 ? `open now: ${open.join(', ')}` : 'no channel is open now'}`;
  return {
    text: inline(headline, 200),
    blocks: [
      ...(note ? [context(note)] : []),
      section(
        `*Passport of ${inline(nameOf(lead))}*, ${lead.country ? inline(countryName(lead.country) || lead.country, 60) : 'country not known'}`,
      ),
      ...data.channels.map((one) => section(line(one, data))),
      ...consentBlocks(data),
      actions(
        mayAct ? button('Record a consent', 'consent.open', { value: lead.id, style: 'primary' }) : undefined,
        mayAct && data.canRing && lead.phone
          ? button('Ring me, then them', 'call.ring', { value: lead.id })
          : undefined,
        button('Why', 'lead.why', { value: lead.id }),
        button('The rules', 'policy.open'),
      ),
      context(
        'A first message needs all of this at the moment it leaves. LinkedIn and calls are done by a person: LinkedIn forbids programs to act in a member’s account.',
      ),
    ],
  };
}

export const passportModal = (data: PassportData): View => cardModal('Passport', passportCard(data));

function line(one: ChannelPassport, { reader, now }: PassportData): string {
  const isPhone = one.channel === 'whatsapp' || one.channel === 'sms' || one.channel === 'call';
  const address = one.address ? ` · ${inline(isPhone ? readablePhone(one.address) : one.address, 80)}` : '';
  const mark = one.isOpen ? ':white_check_mark:' : one.couldPassAt ? ':hourglass_flowing_sand:' : ':no_entry_sign:';
  const stops = one.gates.filter((gate) => gate.verdict !== 'pass');
  const blocks = stops.filter((gate) => gate.verdict === 'block');
  // What passes by itself matters only where nothing else is in the way.
  const told = blocks.length > 0 ? blocks : stops;
  const state = one.isOpen
    ? 'open now'
    : one.couldPassAt
      ? `from ${timeFor(one.couldPassAt, reader, now)} on`
      : 'closed';
  return [
    `${mark} *${names[one.channel]}*${address}: ${state}`,
    ...told.map((gate) => `• ${inline(gate.reason, 300)}`),
    // Without a footing the first reason tells the rule.
    ...(one.basis ? [`_On: ${inline(one.basis, 200)}_`] : []),
  ].join('\n');
}

function consentBlocks({ lead, consents, mayAct, reader }: PassportData): Block[] {
  const current = channels.flatMap((channel) => {
    const found = consents.find((one) => one.channel === channel && one.withdrawnAt === undefined);
    return found ? [found] : [];
  });
  return current.map((one) => {
    const day = formatDay(one.at, reader.timezone);
    const kind = one.kind === 'written' ? 'in their own words' : 'as recorded';
    return section(
      `*Consent to ${names[one.channel]}*, ${kind}: ${inline(one.source, 200)} · _kept on ${day}_`,
      mayAct
        ? button('Taken back', `consent.withdraw#${one.channel}`, {
            value: `${lead.id}:${one.channel}`,
            confirm: {
              title: 'Taken back?',
              text: 'Nothing leaves on this channel any more until there is a new one.',
              yes: 'It was taken back',
            },
          })
        : undefined,
    );
  });
}

export function consentModal(lead: Lead): View {
  return modal({
    callbackId: CONSENT_VIEW,
    title: 'Record a consent',
    submit: 'Keep',
    close: 'Cancel',
    state: lead.id,
    blocks: [
      section(`*${inline(nameOf(lead))}* agreed to be written to.`),
      input(
        'channel',
        'On',
        select(
          'channel',
          'Channel',
          channels.map((value) => ({ text: names[value], value })),
          'email',
        ),
      ),
      input('source', 'How and when', textField('source', { max: 300, placeholder: 'On the call of 3 May' })),
      input('wording', 'Their own words, where you have them', textField('wording', { multiline: true, max: 2_000 }), {
        optional: true,
        hint: 'With their words it counts as written, which texts to the US ask for.',
      }),
    ],
  });
}

/** The whole table, a country a line. */
export function policyModal(rows: PolicyRow[], mayChange: boolean, note?: string): View {
  return modal({
    callbackId: 'policy',
    title: 'Whom we may write to',
    blocks: [
      ...(note ? [context(note)] : []),
      context('What a first message needs, by the lead’s country. No legal advice: your team decides, on record.'),
      ...rows.map((row) =>
        section(
          `*${country(row.country)}*\n${channels.map((one) => `${names[one]}: ${needWords[row.rules[one].needs]}${row.rules[one].isDefault ? '' : ' (changed)'}`).join(' · ')}\n_${inline(row.rules.email.reason, 160)}_`,
          mayChange
            ? button('Change', `policy.edit#${row.country === '*' ? 'any' : row.country}`, { value: row.country })
            : undefined,
        ),
      ),
    ],
  });
}

const country = (code: string): string =>
  code === '*' ? 'Everywhere else, and where the country is not known' : countryName(code) || code;

export function policyForm(row: PolicyRow): View {
  const needs = (Object.keys(needWords) as Need[]).map((value) => ({ text: needWords[value], value }));
  return modal({
    callbackId: POLICY_VIEW,
    title: 'Change a rule',
    submit: 'Save',
    close: 'Cancel',
    state: row.country,
    blocks: [
      header(country(row.country)),
      context(`Now: ${channels.map((one) => `${names[one]}: ${needWords[row.rules[one].needs]}`).join(' · ')}`),
      input(
        'channel',
        'Channel',
        select(
          'channel',
          'Channel',
          channels.map((value) => ({ text: names[value], value })),
          'email',
        ),
      ),
      // Nothing is preset: what holds differs by channel, and one that was not looked at must not be saved for another.
      input('needs', 'A first message needs', select('needs', 'Choose what it needs', needs)),
      input('reason', 'Why', textField('reason', { max: 300, placeholder: 'What our lawyer said on 2 May' }), {
        hint: 'Kept with the rule, and in the audit trail.',
      }),
    ],
  });
}
